"""Two ways to a cluster: `direct` with credentials across organizations, `proxy` through ECE's control plane."""

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remotes.remote_connection import RemoteConnection
from crosslink_emulator.faults import Fault
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings

LONG = {
    "direct": {"read": "cluster-get-settings", "write": "cluster-put-settings", "look": "cluster-remote-info"},
    "proxy": {
        "read": "get-deployment-resource-proxy-requests",
        "write": "put-deployment-resource-proxy-requests",
        "look": "get-deployment-resource-proxy-requests",
    },
}
PATHS = {("GET", "settings"): "read", ("PUT", "settings"): "write", ("GET", "info"): "look"}


@pytest.fixture
def configured(emulator, configuration_of):
    """What is configured: the four clouds, credentials for the hosted deployments that have a user, and clusters that no control plane knows."""
    clouds = emulator.world.clouds
    session = {
        name: {"platform": cloud.platform, "endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key", "insecure": True}
        for name, cloud in clouds.items()
    }
    deployments = [deployment for cloud in clouds.values() if cloud.platform == "ech" for deployment in cloud.deployments.values() if deployment.users]
    clusters = {item.name: configuration_of(item.name, insecure=True) for item in [*deployments, *emulator.world.clusters.values()]}
    return session, clusters


@pytest.fixture
def session(configured):
    """Connections to all that is configured."""
    found = Session(Connections(configured[0], {}, clusters=configured[1]))
    yield found
    found.connections.close()


@pytest.fixture(autouse=True)
def trusting(organizations_trust):
    """The two hosted organizations trust each other, which a test may take back."""


@pytest.fixture(params=["direct", "proxy"])
def way(request):
    """How the local cluster is reached."""
    return request.param


@pytest.fixture
def life(session, said):
    """The life of remote connections."""
    return RemoteConnectionLifecycle(session, Tell.by(said.append))


@pytest.fixture
def wish(emulator, session, place, directory):
    """A wish with the facts of both ends filled in; looking them up is not counted as a request."""

    def make(local="logs-eu", remote="shop-eu", **more):
        ends = {}
        for side, name in (("local", local), ("remote", remote)):
            if name in emulator.world.clusters:
                ends[side] = cluster(session, name)
                continue
            cloud, found = place(name)
            ends[side] = directory.find([(cloud, found.id)])[found.id]
        emulator.world.requests.clear()
        return RemoteConnection.model_validate({"alias": "far", "connect_timeout_s": 0} | ends | more)

    return make


@pytest.fixture
def spec(wish, way):
    """A wish that can be fulfilled, by either way."""
    ends = {"direct": ("logs-eu", "shop-eu"), "proxy": ("orders", "reports")}[way]
    return lambda **more: wish(*ends, **more)


@pytest.fixture
def other(way):
    """Another deployment that the local one could be linked to."""
    return {"direct": "shop-us", "proxy": "billing"}[way]


@pytest.fixture
def local(place, way):
    """The deployment whose cluster holds the settings."""
    return place({"direct": "logs-eu", "proxy": "orders"}[way])[1]


@pytest.fixture
def put(emulator, end_of):
    """Write settings of several aliases as somebody else would, by whole names."""
    return lambda name, persistent: write_settings(emulator.world, *end_of(name), persistent)


@pytest.fixture
def requests(emulator):
    """What was asked since the last time: `read`, `write`, `look`, or an operation's own id."""

    def since():
        found = [
            PATHS.get((request["method"], request["path"].rpartition("/")[2]), request["operation"] or request["path"])
            for request in emulator.world.requests.to_json()
        ]
        emulator.world.requests.clear()
        return found

    return since


@pytest.fixture
def fault(emulator, way):
    """Queue a fault; by the proxy a reading of settings and a look at remotes are one operation."""

    def inject(operation, kind, **more):
        emulator.world.faults.add(Fault(LONG[way].get(operation, operation), kind, **{"retry_after_s": 0} | more))

    return inject


@pytest.fixture
def far():
    """Settings of an alias, by whole names, as a deployment holds them."""
    return lambda deployment, alias="far": {
        key.removeprefix(f"cluster.remote.{alias}."): value for key, value in deployment.persistent.items() if key.startswith(f"cluster.remote.{alias}.")
    }
