"""Deployments and clusters: their facts, cross-cluster features of old deployments, and whether a deployment is gone, hidden or stopped."""

from contextlib import suppress
from typing import Final

from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import HiddenError
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster

GONE: Final = frozenset({"deployments.deployment_not_found", "deployments.deployment_resource_not_found"})
"""The control plane's own codes; the proxy before a deployment also answers 404 for a stopped deployment."""


class StoppedError(CrosslinkError):
    """A deployment exists, and its Elasticsearch does not answer."""


def is_gone(session: Session, what: str, end: End, error: NotFoundError) -> bool:
    """Return whether the deployment is gone; raise :exc:`StoppedError` where it exists, and the request's error where that is not known."""
    if isinstance(end, Cluster):  # no control plane could say
        raise error
    if error.code in GONE:
        return True
    try:
        session.cloud(end.connection).deployments.get(end.deployment_id)
    except NotFoundError:
        return True
    msg = f"{what}: deployment {end.label} exists, but its Elasticsearch does not answer ({error}); is it stopped? Start it, or remove this from the state"
    raise StoppedError(msg) from None


def hidden(session: Session, what: str, deployment: End, error: ForbiddenError) -> CrosslinkError:
    """Return the error for a deployment that answers 403: where the key sees other deployments and not this, it may be gone."""
    if isinstance(deployment, Cluster):
        return error
    with suppress(CrosslinkError):
        if not any(session.cloud(deployment.connection).deployments.all([deployment.deployment_id])):
            msg = f"{what}: deployment {deployment.label} is gone or hidden from this key ({error}); if it is gone, `pulumi state delete` its resource"
            return HiddenError(msg)
    return error
