"""What no link can begin or end at, whoever declares it; said again here for people without the policy pack."""

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import RefusedLinkError
from crosslink_core.lifecycle.deployments.deployment import facts
from crosslink_core.links.route import Mechanism
from crosslink_core.links.route_table import route
from crosslink_core.model.address import host
from crosslink_core.model.deployments.cluster import WITHOUT_REPLICATION, Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.deployments.end import End
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.remotes.remote_connection import RemoteConnection


def refuse_system(what: str, side: str, end: End) -> None:
    """Raise :exc:`RefusedLinkError` for one of the platform's own deployments."""
    if end.is_system:
        msg = f"{what}: the {side} deployment {end.label} is a system deployment, which can be neither local nor remote; link another one"
        raise RefusedLinkError(msg)


def refuse_disabled(connections: Connections, what: str, side: str, end: End) -> None:
    """Raise :exc:`RefusedLinkError` for a deployment without cross-cluster features; looks again, because this very `up` may have enabled them."""
    if isinstance(end, Cluster) or end.ccr is not False:
        return
    if facts(connections.cloud(end.connection).deployments.get(end.deployment_id)).ccr is False:
        msg = (
            f"{what}: the {side} deployment {end.label} has no cross-cluster features, as those made before February 2021 (ECH) or ECE 2.9.0; "
            "declare a CrossClusterEnablement for it, and let the link depend on it"
        )
        raise RefusedLinkError(msg)


def refuse_unfit(what: str, side: str, end: End, purpose: Purpose) -> None:
    """Raise :exc:`RefusedLinkError` for a cluster none of whose nodes opens connections, or whose licence does not replicate."""
    if isinstance(end, Cluster):
        if side == "local" and end.remote_cluster_client is False:
            msg = f"{what}: no node of the local cluster {end.label} has the role remote_cluster_client; add it to node.roles of those that take requests"
            raise RefusedLinkError(msg)
        if purpose is Purpose.REPLICATION and end.license in WITHOUT_REPLICATION:
            msg = f"{what}: the {side} cluster {end.label} has the licence {end.license}, which does not replicate; use a platinum or enterprise one"
            raise RefusedLinkError(msg)


def refuse_itself(link: RemoteConnection) -> None:
    """Raise :exc:`RefusedLinkError` for a connection that leads back to where it comes from."""
    local, remote = link.local, link.remote
    if isinstance(local, Cluster):
        same = isinstance(remote, Cluster) and local.cluster_uuid is not None and local.cluster_uuid == remote.cluster_uuid
        back = same or any(one in local.transport_addresses for one in link.addresses)
    else:
        back = local.endpoint is not None and local.endpoint in {link.server_name, *map(host, link.addresses)}
    if back:
        what = "cluster" if isinstance(local, Cluster) else "deployment"
        msg = f"{link.id}: {', '.join(link.addresses)} leads to the local {what} itself, which needs no link; correct the address, or the remote"
        raise RefusedLinkError(msg)


def made_anew(before: End, now: End) -> bool:
    """Whether another cluster is behind an end now, as far as both times tell: it has lost its settings, or its remotes have lost it."""
    some, others = (one.cluster_uuid if isinstance(one, Cluster) else one.resource_id for one in (before, now))
    return None not in {some, others} and some != others


def too_far(local: Deployment, remote: Deployment) -> str | None:
    """Say why the list of remote clusters does not join two ends, where that is known; raise :exc:`NoRouteError` where nothing does."""
    if local.known and remote.known and route(local, remote).mechanism != Mechanism.REMOTE_CLUSTER:
        return (
            f"{local.label} and {remote.label} belong to different organizations or environments, which the list of remote clusters does not join; "
            "declare a ClusterLink, or a RemoteConnection and the trust it needs"
        )
    return None
