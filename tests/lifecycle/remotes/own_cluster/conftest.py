"""Two self-managed clusters that trust each other, and the life of remotes between them."""

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remotes.remote_connection import RemoteConnection


@pytest.fixture(autouse=True)
def trusting(trust_each_other):
    """Both clusters trust the authorities of both."""
    trust_each_other("onprem", "stock")


@pytest.fixture
def own(configuration_of):
    """Connections to two self-managed clusters, no control plane."""
    found = Session(Connections({}, {}, clusters={name: configuration_of(name, insecure=True) for name in ("onprem", "stock")}))
    yield found
    found.connections.close()


@pytest.fixture
def life(own, said):
    """The life of remote connections of those clusters."""
    return RemoteConnectionLifecycle(own, Tell.by(said.append))


@pytest.fixture
def wish(own):
    """A wish from the one to the other."""
    ends = {"local": cluster(own, "onprem"), "remote": cluster(own, "stock")}
    return lambda **more: RemoteConnection.model_validate({"alias": "far", "connect_timeout_s": 0} | ends | more)


@pytest.fixture
def there(emulator):
    """The settings of an alias of the local cluster, by layer."""

    def there(alias="far", layer="persistent"):
        flat = getattr(emulator.world.clusters["onprem"], layer)
        return {key.removeprefix(f"cluster.remote.{alias}."): value for key, value in flat.items() if key.startswith(f"cluster.remote.{alias}.")}

    return there


@pytest.fixture
def by_hand(write_remote):
    """Write settings as somebody else would."""
    return lambda settings, transient=None, alias="far": write_remote("onprem", alias, settings, transient)
