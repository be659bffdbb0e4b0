"""Whether a 404 about a deployment's Elasticsearch means that the deployment is gone, or that it is stopped."""

from typing import Final

from crosslink_core.api.error import NotFoundError
from crosslink_core.connections.session import Session
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError

GONE: Final = frozenset({"deployments.deployment_not_found", "deployments.deployment_resource_not_found"})
"""The control plane's own codes; the proxy before a deployment answers 404 for one that is stopped, too."""


class StoppedError(CrosslinkError):
    """A deployment exists, and its Elasticsearch does not answer."""


def has_vanished(session: Session, what: str, end: End, error: NotFoundError) -> bool:
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
