import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.trust.certificate import rotate

OPERATION = "get-deployment-certificate-authority"


@pytest.fixture
def authority_of(client, deployments):
    """What the API says about the authority of a deployment."""

    def get(cloud, name):
        reply = client(cloud).get(f"/deployments/{deployments[name].id}/certificate-authority")
        assert reply.status_code == 200, reply.text
        return reply.json()

    return get


@pytest.fixture
def step(control):
    """Take one step of a rotation."""

    def post(cloud, step, region=None):
        return control.post(f"/clouds/{cloud}/certificate-authority/rotate", json={"step": step} | ({"region": region} if region else {}))

    return post


def active(authority):
    """Which of the certificates are active."""
    return [certificate["active"] for certificate in authority["public_certificates"]]


def pems(authority):
    """The certificates."""
    return [certificate["pem"] for certificate in authority["public_certificates"]]


def test_certificate(authority_of, deployments):
    """It is a real certificate of an authority, signed by itself, and the metadata say what it says."""
    authority = authority_of("hosted", "logs-eu")
    (entry,) = authority["public_certificates"]
    certificate = x509.load_pem_x509_certificate(entry["pem"].encode())
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert entry["active"] is True
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert usage.key_cert_sign
    assert entry["metadata"] == {
        "fingerprint": certificate.fingerprint(hashes.SHA256()).hex(),
        "valid_from": f"{certificate.not_valid_before_utc:%Y-%m-%dT%H:%M:%S}.000Z",
        "valid_to": f"{certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%S}.000Z",
    }
    assert (entry["metadata"]["valid_from"], entry["metadata"]["valid_to"]) == ("2025-09-09T00:00:00.000Z", "2035-09-09T00:00:00.000Z")
    assert authority["recommended_trust_restriction"] == f"*.node.{deployments['logs-eu'].resource_id}.cluster.1000000001.account"


def test_who_shares_an_authority(authority_of):
    """All organizations share that of a region; an environment has one for all its deployments; no two of these are the same."""
    eu, us, enterprise = (pems(authority_of(*item)) for item in (("hosted", "logs-eu"), ("hosted", "logs-us"), ("enterprise", "orders")))
    laboratory = pems(authority_of("laboratory", "trial"))

    assert eu == pems(authority_of("hosted", "paused")) == pems(authority_of("partner", "shop-eu"))
    assert enterprise == pems(authority_of("enterprise", "logging-and-metrics"))
    assert len({*eu, *us, *enterprise, *laboratory}) == 4


def test_same_in_every_run():
    """Nothing about a certificate is random, not even its signature."""
    one, two = World(read_estate(None)), World(read_estate(None))
    authority = one.authority(one.clouds["hosted"], "aws-eu-west-1")
    issue.cache_clear()
    first = authority.pem(authority.active)
    issue.cache_clear()

    assert one.certificate_authorities == two.certificate_authorities
    assert first == authority.pem(authority.active)


def test_continued(tmp_path):
    """A restart keeps the certificates of a rotation; the state file has no key."""
    path = tmp_path / "emulator.json"
    world = World(read_estate(None), path)
    rotate(world, world.clouds["hosted"], "aws-eu-west-1", "announce")
    again = World(read_estate(None), path)

    assert again.certificate_authorities == world.certificate_authorities
    assert len(again.authority(again.clouds["partner"], "aws-eu-west-1").certificates) == 2
    assert {*json.loads(path.read_text())["certificate_authorities"]["region aws-eu-west-1"]} == {
        "name", "certificates", "active_number", "created", "last_modified", "revision"
    }  # fmt: skip


def test_rotation(authority_of, step):
    """The next certificate stands beside the active one, becomes the active one, and then stands alone; whoever shares the authority sees all of it."""
    (old,) = pems(authority_of("hosted", "logs-eu"))
    announced = step("hosted", "announce", "aws-eu-west-1").json()
    both = authority_of("partner", "shop-eu")
    new = pems(both)[1]

    assert announced["public_certificates"] == both["public_certificates"]
    assert (pems(both), active(both)) == ([old, new], [True, False])
    assert step("partner", "activate", "aws-eu-west-1").status_code == 200
    assert (pems(authority_of("hosted", "logs-eu")), active(authority_of("hosted", "logs-eu"))) == ([old, new], [False, True])
    assert step("hosted", "retire", "aws-eu-west-1").status_code == 200
    assert (pems(authority_of("hosted", "logs-eu")), active(authority_of("hosted", "logs-eu"))) == ([new], [True])
    assert len(pems(authority_of("hosted", "logs-us"))) == 1


def test_rotation_in_an_environment(authority_of, step):
    """It has one authority, so no region is needed; the next but one certificate may be announced while the past one is still there."""
    step("enterprise", "announce")
    step("enterprise", "activate", "ece-region")
    step("enterprise", "announce")

    assert active(authority_of("enterprise", "orders")) == [False, True, False]
    assert len({*pems(authority_of("enterprise", "orders"))}) == 3
    assert len(pems(authority_of("laboratory", "trial"))) == 1


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        pytest.param({"step": "announce"}, 400, "region: is needed", id="no region"),
        pytest.param({"step": "announce", "region": "gcp-asia-east1"}, 400, "no deployment of this cloud is in gcp-asia-east1", id="other region"),
        pytest.param({"step": "activate", "region": "aws-eu-west-1"}, 400, "no next certificate is announced", id="nothing to activate"),
        pytest.param({"step": "retire", "region": "aws-eu-west-1"}, 400, "there is no past certificate", id="nothing to retire"),
        pytest.param({"step": "skip", "region": "aws-eu-west-1"}, 400, "step", id="unknown step"),
        pytest.param({}, 400, "step", id="no step"),
    ],
)
def test_wrong_rotation(control, authority_of, body, status, problem):
    """One line says why, and nothing changes."""
    before = authority_of("hosted", "logs-eu")
    reply = control.post("/clouds/hosted/certificate-authority/rotate", json=body)

    assert reply.status_code == status
    assert problem in reply.json()["error"]
    assert authority_of("hosted", "logs-eu") == before


def test_announced_twice(step):
    """There is one next certificate."""
    step("enterprise", "announce")

    assert step("enterprise", "announce").json() == {"error": "the next certificate is already announced"}
    assert step("nowhere", "announce").status_code == 404


def test_expired(emulator, control, client):
    """An estate may give an authority days of its own."""
    cloud = {
        "platform": "ech",
        "organization": "1",
        "api_keys": {"admin": "emulated-hosted-key"},
        "deployments": {"one": {"id": "1" * 32, "resource_id": "2" * 32, "region": "us-east-1", "version": "8.19.4", "created": "2024-03-01"}},
    }
    estate = {"clouds": {"hosted": cloud}, "certificate_authorities": {"us-east-1": {"valid_to": "2022-01-01"}}}
    loaded = emulator.world.estate
    try:
        assert control.post("/reset", json=estate).status_code == 200
        found = client("hosted").get(f"/deployments/{'1' * 32}/certificate-authority").json()["public_certificates"]
    finally:
        emulator.world.reset(loaded)

    assert [(item["metadata"]["valid_from"], item["metadata"]["valid_to"]) for item in found] == [("2012-01-02T00:00:00.000Z", "2022-01-01T00:00:00.000Z")]


def test_deployment_in_a_new_region(control, http):
    """Wherever a deployment is made there is an authority."""
    made = control.post("/clouds/hosted/deployments", json={"name": "new", "region": "gcp-asia-east1", "version": "8.19.4"}).json()

    assert len(http.get(f"/deployments/{made['id']}/certificate-authority").json()["public_certificates"]) == 1


def test_lag(inject, http, deployments, step):
    """A reading that lags does not have the certificate that was announced."""
    step("hosted", "announce", "aws-eu-west-1")
    inject(OPERATION, "lag")
    path = f"/deployments/{deployments['logs-eu'].id}/certificate-authority"

    assert [len(http.get(path).json()["public_certificates"]) for _ in range(2)] == [1, 2]


def test_fault_for_one_deployment(inject, http, deployments):
    """The general faults strike here too."""
    inject(OPERATION, "503", deployment_id=deployments["logs-us"].id)
    answers = [http.get(f"/deployments/{deployments[name].id}/certificate-authority").status_code for name in ("logs-eu", "logs-us", "logs-us")]

    assert answers == [200, 503, 200]


def test_refusals(client, http, deployments, error_of):
    """Unknown, another organization's, a wrong key, an undocumented parameter."""
    path = f"/deployments/{deployments['logs-eu'].id}/certificate-authority"

    assert error_of(http.get("/deployments/nope/certificate-authority")) == (404, "deployments.deployment_not_found")
    assert error_of(client("partner").get(path)) == (403, "root.unauthorized")
    assert error_of(client("hosted", "wrong").get(path)) == (401, "root.unauthenticated")
    assert error_of(http.get(path, params={"x": "x"})) == (400, "root.invalid_json_request")
