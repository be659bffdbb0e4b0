import base64

import httpx
import pytest

from crosslink_emulator import running
from crosslink_emulator.world.state.elasticsearch import User
from crosslink_emulator.world.state.persistence import load_state, save_state

OTHER_SCHEME = "unable to authenticate with provided credentials and anonymous access is not allowed for this request"
READS, WRITES = ("/", "/_cluster/settings", "/_remote/info", "/_cluster/health", "/_nodes/_local"), ("/_cluster/settings",)


@pytest.mark.parametrize("name", ["logs-eu", "archive", "shop-eu", "shop-us", "orders", "billing", "reports", "trial", "bench"])
def test_demonstration(elasticsearch, name):
    """The deployments of the demonstration have a user who may link them."""
    http = elasticsearch(name, "crosslink", f"emulated-{name}-password")

    assert http.put("/_cluster/settings", json={"persistent": {"cluster.remote.*": None}}).status_code == 200


@pytest.mark.parametrize(
    ("privileges", "reads", "writes"),
    [((), 403, 403), (("none",), 403, 403), (("monitor",), 200, 403), (("manage",), 200, 200), (("all",), 200, 200), (("manage_security",), 403, 403)],
)
def test_privileges(elasticsearch, deployments, privileges, reads, writes):
    """Who monitors may look, who manages may write."""
    deployments["logs-eu"].users["somebody"] = User(password="secret", cluster=privileges)
    http = elasticsearch("logs-eu", "somebody", "secret")

    assert {http.get(path).status_code for path in READS} == {reads}
    assert {http.put(path, json={"persistent": {"cluster.remote.*": None}}).status_code for path in WRITES} == {writes}


NO_COLON = f"Basic {base64.b64encode(b'nobody').decode()}"


@pytest.mark.parametrize("header", ["ApiKey FAKE_SECRET", "Bearer FAKE_SECRET", "Basic FAKE_SECRET!", NO_COLON, "Basic"])
def test_other_credentials(elasticsearch, header):
    """Keys and tokens are not known yet, and the answer repeats none of them."""
    reply = elasticsearch("logs-eu", None).get("/", headers={"authorization": header})

    assert (reply.status_code, reply.json()["error"]["reason"]) == (401, OTHER_SCHEME)
    assert "FAKE_SECRET" not in reply.text


def test_of_another_deployment(elasticsearch):
    """Users belong to one cluster."""
    assert elasticsearch("logs-us", "crosslink", "emulated-logs-eu-password").get("/").status_code == 401


def test_estate():
    """An estate gives users, and a colon in a name, which Basic could not carry, is refused."""
    deployment = {"id": "d" * 32, "resource_id": "e" * 32, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
    cloud = {"platform": "ech", "organization": "1", "api_keys": {"admin": "key"}}
    users = {"unused": {"password": "p:w", "cluster": ["monitor"]}}
    with running({"clouds": {"one": cloud | {"deployments": {"a": deployment | {"users": users}}}}}) as emulator:
        reply = httpx.get(f"{emulator.url}/clusters/{'e' * 32}/", auth=("unused", "p:w"), verify=False, trust_env=False)
        wrong = {"clouds": {"one": cloud | {"deployments": {"a": deployment | {"users": {"a:b": {"password": "x"}}}}}}}
        refused = httpx.post(f"{emulator.url}/_emulator/reset", json=wrong, verify=False, trust_env=False)

    assert reply.status_code == 200
    assert (refused.status_code, "deployments.a.users.a:b" in refused.text) == (400, True)


def test_state_file(emulator, eu, link, put, deployments, tmp_path):
    """Users, settings of both layers and the drift outlive the process."""
    link(eu, "logs-us")
    put(eu, persistent={"cluster.remote.remote.proxy_socket_connections": 2})
    eu.put("/_cluster/settings", json={"transient": {"cluster.max_shards_per_node": 1}})
    save_state(tmp_path / "state.json", emulator.world.state())
    loaded = load_state(tmp_path / "state.json").clouds["hosted"].deployments["logs-eu"]

    assert loaded == deployments["logs-eu"]
    assert (loaded.transient, loaded.drifted, sorted(loaded.users)) == ({"cluster.max_shards_per_node": "1"}, ["remote"], ["crosslink", "elastic"])
