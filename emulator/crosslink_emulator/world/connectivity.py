"""Whether a remote works, computed from the state each time somebody looks.

Source: the read-only ``RemoteResourceInfo`` of Elastic Cloud API 3.8.0; the documentation's table of versions and its pages on trust.
"""

from pydantic import BaseModel

from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment, Remote
from crosslink_emulator.world.trust import trusts
from crosslink_emulator.world.version import searchable

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


def connectivity(cloud: Cloud, local: Deployment, remote: Remote) -> Connectivity:
    """Evaluate one entry."""
    target = cloud.find(remote.deployment_id)
    if target is None or target.ref_id != remote.elasticsearch_ref_id:
        return TARGET_GONE
    compatible = COMPATIBLE(local.version, target.version)
    trusted = trusts(local.trust, cloud.organization, target.resource_id)
    trusted_back = trusts(target.trust, cloud.organization, local.resource_id)
    running = local.status == target.status == "started"
    connected = running and compatible and trusted and trusted_back
    return Connectivity(healthy=connected or not HEALTHY_IS_CONNECTED, connected=connected, compatible=compatible, trusted=trusted, trusted_back=trusted_back)
