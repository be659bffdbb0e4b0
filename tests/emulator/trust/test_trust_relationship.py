import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.state.persistence import load_state
from crosslink_emulator.world.trust.trust_relationship import create as create_in

PATH, REGION = "/platform/configuration/trust-relationships", "/regions/ece-region"
INVALID, NOT_FOUND = (400, "trust_relationships.invalid_request"), (404, "trust_relationships.not_found")
FORM, LOCAL, NO_PATH = (400, "root.invalid_json_request"), (400, "trust_relationships.local_relationship"), (404, "root.resource_not_found")
LIST, GET = "get-trust-relationships", "get-trust-relationship"
ENVIRONMENT, OTHER = "acc00300acc00300acc00300acc00300", "acc00400acc00400acc00400acc00400"
CERTIFICATE = issue("somebody", 1, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
ANOTHER = issue("somebody", 2, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
EXPIRED = issue("somebody", 1, datetime(2011, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
BODY = {"name": "laboratory", "public_ca_cert": CERTIFICATE, "installation_id": OTHER, "account_ids": [OTHER]}


def no_authority():
    """A certificate that says that its owner is no authority, and one that says nothing, and the key of both."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=3650))
    said = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return *(item.sign(key, hashes.SHA256()).public_bytes(form[0]).decode() for item in (said, builder)), key.private_bytes(*form).decode()


LEAF, SILENT, KEY = no_authority()


@pytest.fixture
def http(client):
    """The client of an ECE environment."""
    return client("enterprise")


@pytest.fixture
def make(http):
    """Makes a relationship and returns its id."""

    def post(**more):
        reply = http.post(PATH, json=BODY | more)
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    return post


@pytest.fixture
def listed(http):
    """The ids of the listed relationships."""
    return lambda **parameters: [relationship["id"] for relationship in http.get(PATH, params=parameters).json()["trust_relationships"]]


@pytest.fixture
def local(listed):
    """The id of the environment's own relationship."""
    (only,) = listed(filter="local")
    return only


def test_local(http, client, deployments):
    """It is always there, and says what another environment has to know: the id, the account, the certificate that signs."""
    (entry,) = http.get(PATH, params={"include_certificate": "true"}).json()["trust_relationships"]
    authority = http.get(f"/deployments/{deployments['orders'].id}/certificate-authority").json()

    assert entry["local"] is True
    assert (entry["installation_id"], entry["account_ids"]) == (ENVIRONMENT, [ENVIRONMENT])
    assert entry["public_ca_cert"] == authority["public_certificates"][0]["pem"]
    assert http.get(f"{PATH}/{entry['id']}").json() == {name: value for name, value in entry.items() if name != "public_ca_cert"}
    assert client("laboratory").get(PATH).json()["trust_relationships"][0]["id"] != entry["id"]


def test_create_and_read(http):
    """The answer to the write has neither certificate nor time; the reading has the certificate where it is asked for; the headers tell versions."""
    made = http.post(PATH, json=BODY)
    one = f"{PATH}/{made.json()['id']}"
    said = BODY | {"id": made.json()["id"], "local": False, "trust_by_default": False}
    read = http.get(one, params={"include_certificate": "true"})
    moment = read.json()["last_modified"]

    assert made.status_code == 201
    assert re.fullmatch(r"[0-9a-f]{32}", made.json()["id"])
    assert made.json() == {name: value for name, value in said.items() if name != "public_ca_cert"}
    assert read.json() == said | {"last_modified": moment}
    assert http.get(one).json() == made.json() | {"last_modified": moment}
    for reply in (made, read):
        assert reply.headers["x-cloud-resource-version"] == "1"
        assert reply.headers["x-cloud-resource-created"] == reply.headers["x-cloud-resource-last-modified"] == moment


def test_least(http):
    """Name and certificate are all that is needed; no environment is said then, and no account."""
    made = http.post(PATH, json={"name": "x", "public_ca_cert": f"# a comment\n{CERTIFICATE}", "trust_by_default": True})

    assert made.json() | {"id": ""} == {"id": "", "name": "x", "trust_by_default": True, "account_ids": [], "local": False}


def test_same_twice(make, listed, local):
    """Names need not be unique, nor anything else; the same ids in every run."""
    one, two = make(), make()

    assert listed() == [local, one, two]
    assert listed(filter="all") == [local, one, two]
    assert listed(filter="non-local") == [one, two]


def test_update(http, make):
    """What is absent stays, what is given is replaced, the version counts."""
    one = f"{PATH}/{make()}"
    before = http.get(one, params={"include_certificate": "true"}).json()
    reply = http.put(one, json={"name": "new", "account_ids": [], "public_ca_cert": ANOTHER})
    after = http.get(one, params={"include_certificate": "true"})

    assert reply.status_code == 200
    assert reply.json() == {name: value for name, value in after.json().items() if name not in ("public_ca_cert", "last_modified")}
    assert after.json() | {"last_modified": ""} == before | {"name": "new", "account_ids": [], "public_ca_cert": ANOTHER, "last_modified": ""}
    assert after.json()["last_modified"] > before["last_modified"]
    assert after.headers["x-cloud-resource-version"] == reply.headers["x-cloud-resource-version"] == "2"
    assert after.headers["x-cloud-resource-created"] == before["last_modified"]
    assert http.put(one, json={}).headers["x-cloud-resource-version"] == "3"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"account_ids": [OTHER, "An-Account"]}, "account_ids[1]", id="account"),
        pytest.param({"account_ids": ["x" * 33]}, "account_ids[0]", id="long account"),
        pytest.param({"installation_id": ""}, "installation_id", id="empty environment"),
        *(
            pytest.param({"public_ca_cert": pem}, "public_ca_cert", id=name)
            for name, pem in {
                "no PEM": "certificate",
                "empty": "",
                "not base64": "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                "not a certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "half": CERTIFICATE[:200],
                "two": CERTIFICATE + ANOTHER,
                "with its key": CERTIFICATE + KEY,
                "key alone": KEY,
                "no authority": LEAF,
                "silent about authority": SILENT,
                "expired": EXPIRED,
            }.items()
        ),
    ],
)
def test_wrong_content(http, make, error_of, more, where):
    """What cannot be is refused, in a new relationship and in a change; nothing is made and nothing changes."""
    one = f"{PATH}/{make()}"
    before = http.get(PATH, params={"include_certificate": "true"}).json()
    replies = [http.post(PATH, json=BODY | more), http.put(one, json=more)]

    assert [error_of(reply) for reply in replies] == [INVALID, INVALID]
    assert [reply.json()["errors"][0]["fields"] for reply in replies] == [[where], [where]]
    assert "PRIVATE KEY" not in replies[0].text
    assert http.get(PATH, params={"include_certificate": "true"}).json() == before


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param({"id": "x"}, "body.id", id="read-only field"),
        pytest.param({"name": None}, "body", id="null"),
        pytest.param({"trust_by_default": "true"}, "body.trust_by_default", id="text for a boolean"),
        pytest.param({"account_ids": "x"}, "body.account_ids", id="text for a list"),
        pytest.param({"account_ids": [1]}, "body.account_ids[0]", id="number for text"),
    ],
)
def test_wrong_form(http, error_of, more, where):
    """The form of the body is checked before anything else."""
    replies = [http.post(PATH, json=BODY | more), http.put(f"{PATH}/nope", json=more)]

    assert [error_of(reply) for reply in replies] == [FORM, FORM]
    assert [reply.json()["errors"][0]["fields"] for reply in replies] == [[where], [where]]


@pytest.mark.parametrize("name", ["name", "public_ca_cert"])
def test_missing(http, error_of, name):
    """A new relationship needs both."""
    assert error_of(http.post(PATH, json={own: value for own, value in BODY.items() if own != name})) == FORM


def test_delete(http, make, listed, local, error_of):
    """Gone is gone."""
    one = f"{PATH}/{make()}"
    reply = http.delete(one)

    assert (reply.status_code, reply.json()) == (200, {})
    assert listed() == [local]
    assert [error_of(http.request(method, one, json={} if method == "PUT" else None)) for method in ("GET", "PUT", "DELETE")] == [NOT_FOUND] * 3


def test_delete_with_a_version(http, make, error_of):
    """Somebody else's change since the reading is a conflict; the version that is there is none."""
    one = f"{PATH}/{make()}"
    http.put(one, json={"name": "new"})

    assert error_of(http.delete(one, params={"version": 1})) == (409, "trust_relationships.version_conflict")
    assert error_of(http.delete(one, params={"version": "x"})) == FORM
    assert http.get(one).status_code == 200
    assert http.delete(one, params={"version": 2}).status_code == 200


def test_local_is_not_for_clients(http, local, error_of):
    """It can be neither changed nor deleted."""
    one = f"{PATH}/{local}"
    before = http.get(one).json()

    assert error_of(http.put(one, json={"name": "mine"})) == LOCAL
    assert error_of(http.delete(one)) == error_of(http.delete(one, params={"version": 1})) == LOCAL
    assert http.get(one).json() == before


def test_local_during_a_rotation(http, control, local):
    """Its certificate is the active one, and its version counts these."""

    def after(step):
        assert control.post("/clouds/enterprise/certificate-authority/rotate", json={"step": step}).status_code == 200
        reply = http.get(f"{PATH}/{local}", params={"include_certificate": "true"})
        return reply.json()["public_ca_cert"], reply.headers["x-cloud-resource-version"]

    announced, activated, retired = after("announce"), after("activate"), after("retire")

    assert announced[0] != activated[0] == retired[0]
    assert (announced[1], activated[1], retired[1]) == ("1", "2", "2")


def test_below_a_region(http, make, error_of):
    """The same operations are served below the environment's region, and below no other."""
    relationship_id = make()
    one = f"{REGION}{PATH}/{relationship_id}"

    assert http.get(REGION + PATH).json() == http.get(PATH).json()
    assert http.get(one).json() == http.get(f"{PATH}/{relationship_id}").json()
    assert http.post(REGION + PATH, json=BODY).status_code == 201
    assert http.put(one, json={"name": "new"}).status_code == http.delete(one).status_code == 200
    assert error_of(http.get(f"/regions/nowhere{PATH}")) == error_of(http.post(f"/regions/nowhere{PATH}", json=BODY)) == NO_PATH


@pytest.mark.parametrize("prefix", ["", REGION, "/regions/aws-eu-west-1"])
def test_hosted_has_none(client, inject, control, error_of, prefix):
    """A hosted organization does not have these paths, whatever is sent there and by whom; faults for them wait on."""
    inject(LIST, "503")
    answers = {error_of(http.request(method, prefix + PATH, content=b"{")) for http in (client("hosted"), client("partner", "x")) for method in ("GET", "POST")}

    assert answers == {NO_PATH}
    assert error_of(client("hosted").delete(f"{prefix}{PATH}/x")) == NO_PATH
    assert len(control.get("/faults").json()["faults"]) == 1


def test_keys(emulator, client, http, make, error_of):
    """A key that only reads writes nothing; a wrong one does nothing; ids of other environments are unknown."""
    emulator.world.clouds["enterprise"].read_only_keys["auditor"] = "reader"
    one, reader, stranger = f"{PATH}/{make()}", client("enterprise", "reader"), client("enterprise", "wrong")
    requests = [("POST", PATH, BODY), ("PUT", one, {}), ("DELETE", one, None), ("GET", one, None), ("GET", PATH, None)]

    assert {error_of(reader.request(method, path, json=body)) for method, path, body in requests[:3]} == {(403, "root.unauthorized")}
    assert {reader.request(method, path).status_code for method, path, _ in requests[3:]} == {200}
    assert {error_of(stranger.request(method, path, json=body)) for method, path, body in requests} == {(401, "root.unauthenticated")}
    assert error_of(client("laboratory").get(one)) == NOT_FOUND


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{PATH}?filter=remote"), ("GET", f"{PATH}?include_certificate=yes"), ("POST", f"{PATH}?validate_only=true"),
        ("GET", f"{PATH}/x?filter=all"), ("PUT", f"{PATH}/x?version=1"), ("DELETE", f"{PATH}/x?force=true"),
    ],
)  # fmt: skip
def test_wrong_parameters(http, error_of, method, path):
    """A parameter that is not documented is refused, as is a value that is none; changing has no lock."""
    assert error_of(http.request(method, path, json=BODY if method in ("POST", "PUT") else None)) == FORM


def test_lag(http, inject, make, listed, local, error_of):
    """Readings that lag show a relationship before the last write to it: not yet there, the old content, still there."""
    relationship_id = make()
    one = f"{PATH}/{relationship_id}"

    def late():
        inject(GET, "lag")
        return http.get(one)

    assert error_of(late()) == NOT_FOUND
    inject(LIST, "lag")
    assert listed() == [local]
    http.put(one, json={"name": "new"})
    assert (late().json()["name"], late().headers["x-cloud-resource-version"]) == ("laboratory", "1")
    http.delete(one)
    assert late().json()["name"] == "new"


def test_lost_answer(http, inject, listed, local):
    """A relationship whose answer was lost is there; a repeated request makes a second one."""
    inject("create-trust-relationship", "drop-after")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(f"{REGION}{PATH}", json=BODY)
    http.post(PATH, json=BODY)

    assert len(listed()) == 3


def test_continued(tmp_path):
    """Relationships outlive the process, and no id is given twice."""
    path = tmp_path / "emulator.json"
    world = World(read_estate(None), path)
    made = create_in(world, world.clouds["enterprise"], {"name": "x", "public_ca_cert": CERTIFICATE})
    again = World(read_estate(None), path)

    assert load_state(path).clouds["enterprise"].trust_relationships == {made.id: made}
    assert again.to_json() == world.to_json()
    assert create_in(again, again.clouds["enterprise"], {"name": "x", "public_ca_cert": CERTIFICATE}).id != made.id
