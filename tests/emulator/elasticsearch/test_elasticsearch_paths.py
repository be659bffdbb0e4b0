import httpx
import pytest


def test_info(eu, deployments):
    """The cluster's name is the resource id, its uuid is another id, and Elastic's clients find the header that they want."""
    reply = eu.get("/")
    shown, deployment = reply.json(), deployments["logs-eu"]

    assert (shown["cluster_name"], shown["cluster_uuid"], shown["version"]["number"]) == (deployment.resource_id, deployment.cluster_uuid, "8.19.4")
    assert reply.headers["x-elastic-product"] == "Elasticsearch"
    assert reply.headers["x-emulated-reason"]


def test_head(eu):
    """A HEAD is answered as a GET without its body."""
    reply = eu.head("/")

    assert (reply.status_code, reply.content) == (200, b"")


@pytest.mark.parametrize("version", ["7.17.28", "9.1.5", "10.0.0"])
def test_other_versions(eu, deployments, version):
    """Every version has a form of its own, also those to come."""
    deployments["logs-eu"].version = version

    assert eu.get("/").json()["version"]["number"] == version


@pytest.mark.parametrize("path", ["/_cluster/health", "/_cluster/health/", "/_cluster/health?wait_for_status=green&timeout=1s"])
def test_health(eu, deployments, path):
    """A cluster that runs is well."""
    shown = eu.get(path).json()

    assert (shown["cluster_name"], shown["status"], shown["timed_out"]) == (deployments["logs-eu"].resource_id, "green", False)


@pytest.mark.parametrize("path", ["/idx/_count", "/_resolve/index/idx", "/_security/api_key?id=x", "/_clusters/settings", "/%C3%BC"])
def test_unknown_paths(eu, path):
    """What the emulator does not have looks as if Elasticsearch did not have it."""
    reply = eu.get(path)
    shown = httpx.URL(path).path + (f"?{httpx.URL(path).query.decode()}" if "?" in path else "")

    assert (reply.status_code, reply.json()) == (400, {"error": f"no handler found for uri [{shown}] and method [GET]"})


@pytest.mark.parametrize(("method", "path", "allowed"), [("POST", "/_cluster/settings", "GET, PUT"), ("DELETE", "/", "GET, HEAD")])
def test_wrong_methods(eu, method, path, allowed):
    """A path that exists says which methods it has."""
    reply = eu.request(method, path)

    assert (reply.status_code, reply.headers["allow"]) == (405, allowed)
    assert reply.json() == {"error": f"Incorrect HTTP method for uri [{path}] and method [{method}], allowed: [{allowed}]", "status": 405}


def test_log(eu, elasticsearch, control, deployments):
    """Requests are logged with the names of the REST API's specification, also those of strangers; a path that does not exist has none."""
    eu.get("/_cluster/settings")
    eu.put("/_cluster/settings", json={"persistent": {"cluster.remote.*": None}})
    elasticsearch("shop-eu", "nobody").get("/_remote/info")
    eu.get("/nothing")
    entries = [(entry["cloud"], entry["operation"], entry["status"]) for entry in control.get("/requests").json()["requests"]]

    assert entries == [
        ("hosted", "cluster-get-settings", 200),
        ("hosted", "cluster-put-settings", 200),
        ("partner", "cluster-remote-info", 401),
        ("hosted", None, 400),
    ]
