"""What no link can begin or end at, whoever declares it; said again here for people without the policy pack."""

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import RefusedLinkError
from crosslink_core.lifecycle.deployment import facts
from crosslink_core.links.route import Connection, route
from crosslink_core.model.deployment import Deployment


def refuse_system(what: str, side: str, end: Deployment) -> None:
    """Raise :exc:`RefusedLinkError` for one of the platform's own deployments."""
    if end.is_system:
        msg = f"{what}: the {side} deployment {end.label} is a system deployment, which can be neither local nor remote; link another one"
        raise RefusedLinkError(msg)


def refuse_disabled(connections: Connections, what: str, side: str, end: Deployment) -> None:
    """Raise :exc:`RefusedLinkError` for a deployment without cross-cluster features; looks again, because this very `up` may have enabled them."""
    if end.ccr is not False:
        return
    if facts(connections.cloud(end.connection).deployments.get(end.deployment_id)).ccr is False:
        msg = (
            f"{what}: the {side} deployment {end.label} has no cross-cluster features, as those made before February 2021 (ECH) or ECE 2.9.0; "
            "declare a CrossClusterEnablement for it, and let the link depend on it"
        )
        raise RefusedLinkError(msg)


def too_far(local: Deployment, remote: Deployment) -> str | None:
    """Say why the list of remote clusters does not join two ends, where that is known; raise :exc:`NoRouteError` where nothing does."""
    if local.known and remote.known and route(local, remote).connection is not Connection.REMOTE_CLUSTER:
        return (
            f"{local.label} and {remote.label} belong to different organizations or environments, which the list of remote clusters does not join; "
            "declare a ClusterLink, or a RemoteConnection and the trust it needs"
        )
    return None
