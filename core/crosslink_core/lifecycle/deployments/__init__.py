"""Deployments and clusters: their facts, the switch of old ones, and whether a deployment is gone, hidden or stopped."""

from contextlib import suppress
from typing import Final

from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.base import HiddenError
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError

GONE: Final = frozenset({"deployments.deployment_not_found", "deployments.deployment_resource_not_found"})
"""The control plane's own codes; the proxy before a deployment answers 404 for one that is stopped, too."""


class StoppedError(CrosslinkError):
    """A deployment exists, and its Elasticsearch does not answer."""


def is_gone(session: Session, what: str, end: End, error: NotFoundError) -> bool:
    """Answer whether the deployment is gone; raise :exc:`StoppedError` where it is there, and what asking raised where that is not known."""
    if isinstance(end, Cluster):  # no control plane could say
        raise error
    if error.code in GONE:
        return True
    try:
        session.cloud(end.connection).deployments.get(end.deployment_id)
    except NotFoundError:
        return True
    msg = f"{what}: deployment {end.label} is there, but its Elasticsearch is not ({error}); is it stopped? Start it, or remove this from the state"
    raise StoppedError(msg) from None


def hidden(session: Session, what: str, deployment: End, error: ForbiddenError) -> CrosslinkError:
    """403 is not gone; but if the key that sees others does not see this one, say what may have happened."""
    if isinstance(deployment, Cluster):
        return error
    with suppress(CrosslinkError):
        if not any(session.cloud(deployment.connection).deployments.all([deployment.deployment_id])):
            msg = f"{what}: deployment {deployment.label} is gone or hidden from this key ({error}); if it is gone, `pulumi state delete` its resource"
            return HiddenError(msg)
    return error
