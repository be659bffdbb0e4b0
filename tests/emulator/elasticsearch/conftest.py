"""Clients of the emulated deployments' Elasticsearch, and short ways to use them."""

import httpx
import pytest

from crosslink_emulator.world.state.elasticsearch import User


@pytest.fixture
def elasticsearch(emulator, deployments):
    """Makes a client of a deployment's Elasticsearch; the user defaults to the superuser, whom every deployment gets."""
    opened = []

    def make(name, user="elastic", password="secret"):
        deployment = deployments[name]
        deployment.users["elastic"] = User(password="secret")
        auth = (user, password) if user else None
        http = httpx.Client(base_url=f"{emulator.url}/clusters/{deployment.resource_id}", auth=auth, verify=False, trust_env=False)
        opened.append(http)
        return http

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def eu(elasticsearch):
    """Elasticsearch of the deployment that links."""
    return elasticsearch("logs-eu")


@pytest.fixture
def settings():
    """The persistent settings of a cluster by their whole names."""
    return lambda http: http.get("/_cluster/settings", params={"flat_settings": "true"}).json()["persistent"]


@pytest.fixture
def put():
    """Writes persistent settings."""

    def write(http, **more):
        return http.put("/_cluster/settings", json={"persistent": more.pop("persistent", more)})

    return write


@pytest.fixture
def link(emulator, deployments, put):
    """Writes the settings of a link by certificate."""
    owners = {deployment.id: cloud for cloud in emulator.world.clouds.values() for deployment in cloud.deployments.values()}

    def write(http, target, alias="remote", **more):
        host = owners[deployments[target].id].endpoint(deployments[target])
        values = {"mode": "proxy", "proxy_address": f"{host}:9400", "server_name": host, "skip_unavailable": False} | more
        reply = put(http, persistent={"cluster": {"remote": {alias: values}}})
        assert reply.status_code == 200, reply.text

    return write


@pytest.fixture
def state(control, deployments):
    """Whether a remote is connected, and why not, as the control API says."""
    return lambda name, alias="remote": control.get(f"/clusters/{deployments[name].resource_id}/remotes").json()[alias]


@pytest.fixture
def error():
    """Status, type and reason of a failure."""
    return lambda reply: (reply.status_code, reply.json()["error"]["type"], reply.json()["error"]["reason"])
