"""Two self-managed clusters that trust each other, and the life of remotes between them."""

import httpx
import pytest

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.cluster import cluster
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remote_connection import RemoteConnection
from crosslink_emulator.world.elasticsearch_write import write_settings


@pytest.fixture(autouse=True)
def trusting(emulator):
    """Both clusters trust the authorities of both."""
    certificates = [httpx.get(f"{emulator.url}/_emulator/clusters/{name}/certificates").json()["authority"] for name in ("onprem", "stock")]
    files = {"both.crt": "".join(pem for each in certificates for pem in each)}
    files["elasticsearch.yml"] = "xpack.security.transport.ssl.certificate_authorities: [both.crt]"
    for name in ("onprem", "stock"):
        httpx.put(f"{emulator.url}/_emulator/clusters/{name}/files", json=files).raise_for_status()


@pytest.fixture
def own(emulator):
    """Connections to two self-managed clusters, no control plane."""
    clusters = {
        name: {
            "url": f"{emulator.url}/clusters/{name}",
            "username": "crosslink",
            "password": f"emulated-{name}-password",
            "insecure": True,
            "transportAddress": f"{name}.example:9300",
        }
        for name in ("onprem", "stock")
    }
    found = Connections({}, {}, clusters=clusters)
    yield found
    found.close()


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
def by_hand(emulator):
    """Write settings as somebody else would."""

    def write(settings, transient=None, alias="far"):
        layers = [{f"cluster.remote.{alias}.{key}": value for key, value in (one or {}).items()} for one in (settings, transient)]
        write_settings(emulator.world, None, emulator.world.clusters["onprem"], *layers)

    return write
