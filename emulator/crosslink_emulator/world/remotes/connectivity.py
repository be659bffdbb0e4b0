"""Whether a remote works, computed from the state each time somebody looks.

Source: the read-only ``RemoteResourceInfo`` of Elastic Cloud API 3.8.0; the documentation's table of versions and its pages on trust.
"""

from pydantic import BaseModel

from crosslink_emulator.world.remotes.elasticsearch_connectivity import Link, links
from crosslink_emulator.world.remotes.elasticsearch_settings import overruled
from crosslink_emulator.world.remotes.version import searchable
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment, Remote
from crosslink_emulator.world.trust.trust_evaluation import accepts

COMPATIBLE = searchable
"""GUESS: ``compatible`` is the table of cross-cluster search from local to remote, also for links that only replicate."""

HEALTHY_IS_CONNECTED = True
"""GUESS: an entry is healthy exactly when it is connected."""


class Connectivity(BaseModel):
    """``RemoteResourceInfo``.  Traffic filters have no part in it: they do not affect links by certificate."""

    healthy: bool = False
    connected: bool = False
    compatible: bool = False
    trusted: bool = False
    """Local trusts remote."""
    trusted_back: bool = False
    """Remote trusts local."""


TARGET_GONE = Connectivity()
"""GUESS: nothing cleans up the lists of others when a deployment goes; what remains shows all false."""


def connectivity(world: World, cloud: Cloud, local: Deployment, remote: Remote) -> Connectivity:
    """Evaluate one entry."""
    target = cloud.find(remote.deployment_id)
    if target is None or target.ref_id != remote.elasticsearch_ref_id:
        return TARGET_GONE
    compatible = COMPATIBLE(local.version, target.version)
    trusted = accepts(world, cloud, local, cloud, target).accepted
    trusted_back = accepts(world, cloud, target, cloud, local).accepted
    running = local.status == target.status == "started"
    connected = running and compatible and trusted and trusted_back and _in_force(world, cloud, local, remote.alias)
    return Connectivity(healthy=connected or not HEALTHY_IS_CONNECTED, connected=connected, compatible=compatible, trusted=trusted, trusted_back=trusted_back)


def _in_force(world: World, cloud: Cloud, local: Deployment, alias: str) -> bool:
    """Whether what was written past the list, through Elasticsearch's own API, leaves the entry connected."""
    return not overruled(local, alias) or links(world, cloud, local).get(alias, Link(False)).connected
