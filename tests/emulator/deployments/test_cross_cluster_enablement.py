import pytest

OPERATION = "enable-deployment-resource-ccr"


@pytest.fixture
def enable(http):
    """Enable the features of a deployment."""

    def post(deployment, ref="_main", by=http, **parameters):
        return by.post(f"/deployments/{deployment.id}/elasticsearch/{ref}/_enable-ccr", params=parameters)

    return post


@pytest.fixture
def seen(http):
    """Version, whether cross-cluster features are there, and trust, as the API shows them."""

    def get(deployment):
        reply = http.get(f"/deployments/{deployment.id}", params={"show_settings": "true"})
        info = reply.json()["resources"]["elasticsearch"][0]["info"]
        return int(reply.headers["x-cloud-resource-version"]), info["metadata"]["ccr"], info["settings"]["trust"]

    return get


@pytest.mark.parametrize("ref", ["_main", "main-elasticsearch"])
def test_old_deployment(http, enable, seen, deployments, remotes_path, ref, error_of):
    """Its remote list is refused, then accepted; its trust stays what it was; there is no way back."""
    legacy, logs = deployments["legacy"], deployments["logs-us"]
    body = {"resources": [{"alias": "logs", "deployment_id": logs.id, "elasticsearch_ref_id": logs.ref_id}]}
    version, before, trust = seen(legacy)

    assert not before
    assert error_of(http.put(remotes_path(legacy), json=body)) == (400, "deployments.ccr_not_enabled")

    reply = enable(legacy, ref)

    assert (reply.status_code, reply.json()) == (200, {})
    assert seen(legacy) == (version + 1, True, trust)
    assert http.put(remotes_path(legacy), json=body).status_code == 202


def test_repeated(enable, seen, deployments):
    """Where the features are there already, nothing is wrong and nothing changes."""
    enable(deployments["legacy"])
    before = seen(deployments["legacy"]), seen(deployments["logs-eu"])

    assert [enable(deployments[name]).json() for name in ("legacy", "logs-eu")] == [{}, {}]
    assert (seen(deployments["legacy"]), seen(deployments["logs-eu"])) == before


def test_validate_only(enable, seen, deployments):
    """Nothing is done."""
    before = seen(deployments["legacy"])

    assert enable(deployments["legacy"], validate_only="true").json() == {}
    assert seen(deployments["legacy"]) == before
    assert enable(deployments["legacy"], validate_only="false").status_code == 200
    assert seen(deployments["legacy"]) != before


@pytest.mark.parametrize("validate_only", ["true", "false"])
def test_stopped(enable, deployments, error_of, validate_only):
    """A cluster that does not run cannot be given anything."""
    deployments["legacy"].status = "stopped"

    assert error_of(enable(deployments["legacy"], validate_only=validate_only)) == (500, "deployments.cluster_request_failed")
    assert not deployments["legacy"].cross_cluster


def test_in_an_environment(client, enable, deployments, error_of):
    """ECE has the operation as well; a system deployment is refused."""
    http = client("enterprise")

    assert enable(deployments["orders"], by=http).json() == {}
    assert error_of(enable(deployments["logging-and-metrics"], by=http)) == (400, "deployments.system_owned")


def test_refusals(emulator, client, enable, deployments, error_of):
    """Unknown, another organization's, a key that only reads, a wrong key, a parameter that is none."""
    emulator.world.clouds["hosted"].read_only_keys["auditor"] = "reader"
    legacy = deployments["legacy"]

    assert error_of(enable(legacy, "kibana")) == (404, "deployments.deployment_resource_not_found")
    assert error_of(enable(deployments["orders"])) == (404, "deployments.deployment_not_found")
    assert error_of(enable(legacy, by=client("partner"))) == (403, "root.unauthorized")
    assert error_of(enable(legacy, by=client("hosted", "reader"))) == (403, "root.unauthorized")
    assert error_of(enable(legacy, by=client("hosted", "wrong"))) == (401, "root.unauthenticated")
    assert error_of(enable(legacy, validate_only="yes")) == error_of(enable(legacy, force="true")) == (400, "root.invalid_json_request")
    assert not legacy.cross_cluster


def test_lag(inject, enable, seen, deployments):
    """A reading that lags shows the deployment as it was before the last write to it."""
    before = seen(deployments["legacy"])
    enable(deployments["legacy"])
    inject("get-deployment", "lag")

    assert seen(deployments["legacy"]) == before
    assert seen(deployments["legacy"])[1]


def test_faults(inject, enable, deployments):
    """A lost answer leaves the work done, and the repeated request is fine."""
    inject(OPERATION, "503")
    inject(OPERATION, "502", deployment_id=deployments["logs-eu"].id)

    assert [enable(deployments[name]).status_code for name in ("legacy", "logs-eu", "legacy")] == [503, 502, 200]
    assert deployments["legacy"].cross_cluster
