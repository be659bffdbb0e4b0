import httpx
import pytest

MANAGEMENT = {"x-management-request": "true"}


@pytest.fixture
def proxy(emulator, deployments):
    """Asks Elasticsearch through the control plane; its answers are none of the specification's schemas."""

    def ask(method, path, *, deployment="orders", cloud="enterprise", key=None, kind="elasticsearch", ref="_main", headers=MANAGEMENT, **more):
        authorization = {"authorization": f"ApiKey {key or f'emulated-{cloud}-key'}"}
        url = f"{emulator.cloud_url(cloud)}/api/v1/deployments/{deployments[deployment].id}/{kind}/{ref}/proxy/{path}"
        return httpx.request(method, url, headers=authorization | headers, verify=False, trust_env=False, **more)

    return ask


def test_settings(proxy, elasticsearch, settings):
    """Both ways lead to the same settings, and the raw answers are the same."""
    written = proxy("PUT", "_cluster/settings", json={"persistent": {"cluster.remote.a.seeds": "nowhere.example:1"}})
    through = proxy("GET", "_cluster/settings?flat_settings=true&filter_path=persistent.cluster%5C.remote%5C.*")

    assert (written.status_code, written.json()["acknowledged"]) == (200, True)
    assert through.json() == {"persistent": settings(elasticsearch("orders"))} == {"persistent": {"cluster.remote.a.seeds": "nowhere.example:1"}}


@pytest.mark.parametrize("path", ["", "_remote/info", "_cluster/health"])
def test_readings(proxy, elasticsearch, path):
    """Other readings work as well, as a superuser and whatever the traffic filters say."""
    assert proxy("GET", path).json() == elasticsearch("orders").get(f"/{path}").json()


@pytest.mark.parametrize("ref", ["main-elasticsearch", "_main"])
def test_ref_ids(proxy, deployments, ref):
    """Both names of the resource lead there."""
    assert proxy("GET", "", ref=ref).json()["cluster_name"] == deployments["orders"].resource_id


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        ("PUT", "_cluster/settings", 400, "request body is required"),
        ("POST", "_cluster/settings", 405, "Incorrect HTTP method for uri [/_cluster/settings] and method [POST], allowed: [GET, PUT]"),
        ("DELETE", "idx", 400, "no handler found for uri [/idx] and method [DELETE]"),
    ],
)
def test_errors_pass(proxy, method, path, status, problem):
    """What Elasticsearch refuses comes with its own status and body."""
    reply = proxy(method, path)

    assert (reply.status_code, problem in reply.text) == (status, True)


@pytest.mark.parametrize("headers", [{}, {"x-management-request": "false"}])
def test_management_header(proxy, error_of, headers):
    """The header is required."""
    assert error_of(proxy("GET", "", headers=headers)) == (400, "root.invalid_json_request")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"cloud": "hosted", "deployment": "logs-eu"}, 404, "root.resource_not_found"),
        ({"deployment": "logs-eu"}, 404, "deployments.deployment_not_found"),
        ({"ref": "nope"}, 404, "deployments.deployment_resource_not_found"),
        ({"kind": "kibana"}, 404, "deployments.deployment_resource_not_found"),
        ({"kind": "kibana", "deployment": "logs-eu"}, 404, "deployments.deployment_not_found"),
        ({"kind": "appsearch"}, 400, "root.invalid_json_request"),
        ({"key": "wrong"}, 401, "root.unauthenticated"),
    ],
)
def test_nothing_there(proxy, error_of, more, status, code):
    """The operation is ECE's alone, and refuses in the control plane's words what does not reach Elasticsearch."""
    assert error_of(proxy("GET", "", **more)) == (status, code)


def test_stopped(proxy, deployments, error_of):
    """A stopped cluster answers nothing."""
    deployments["orders"].status = "stopped"

    assert error_of(proxy("GET", "_remote/info")) == (404, "clusters.cluster_not_found")


def test_read_only_key(emulator, proxy, error_of):
    """A key that only reads does not write this way either."""
    emulator.world.clouds["enterprise"].read_only_keys["reader"] = "reading"

    assert proxy("GET", "", key="reading").status_code == 200
    assert error_of(proxy("PUT", "_cluster/settings", key="reading", json={})) == (403, "root.unauthorized")


def test_faults(proxy, inject, control, elasticsearch, settings):
    """Faults strike the proxy operations under their own names, and another writer writes settings; the log has these names too."""
    inject("put-deployment-resource-proxy-requests", "503")
    inject("get-deployment-resource-proxy-requests", "another-writer", settings={"cluster.max_shards_per_node": "7"})
    inject("get-deployment-resource-proxy-requests", "lag")
    replies = [proxy("PUT", "_cluster/settings", json={}), proxy("GET", "_cluster/settings"), proxy("GET", "_cluster/settings")]

    assert [reply.status_code for reply in replies] == [503, 200, 200]
    assert [reply.json() for reply in replies[1:]] == [{"persistent": {}, "transient": {}}] * 2
    assert settings(elasticsearch("orders")) == {"cluster.max_shards_per_node": "7"}
    assert control.get("/requests").json()["requests"][0]["operation"] == "put-deployment-resource-proxy-requests"
