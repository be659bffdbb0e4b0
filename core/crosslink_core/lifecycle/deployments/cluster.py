"""Facts about clusters without a control plane: from the configuration, and from the clusters themselves."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Final, TypeVar

from crosslink_core.api.error import UNAVAILABLE, ForbiddenError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.cluster import Cluster

CLIENT: Final = "remote_cluster_client"
"""The role of nodes that connect to remotes."""

T = TypeVar("T")


class _Known:
    """What clusters have answered in a session."""

    def __init__(self, session: Session) -> None:
        self.facts = Readings[Cluster](session, lifetime_s=inf)
        self.answers = Readings[Cluster | CrosslinkError](session, lifetime_s=session.timings.failed_s)


def cluster(session: Session, name: str) -> Cluster:
    """Return a cluster with its facts, asked for once per session: name, ids and version, licence, roles of nodes.

    A cluster without a URL has the configured facts alone, which are enough for a remote.  Raises :exc:`ConnectionsError`
    for a cluster that is not configured, and the request's error for a cluster that does not answer.
    """
    found = session.shared(_Known).answers.get(name, partial(_answer, session, name))
    if isinstance(found, CrosslinkError):
        raise found
    return found


def as_known(session: Session, name: str) -> Cluster:
    """Return a cluster as :func:`cluster` does, or with the configured facts alone where it does not answer: a stopped cluster must not stop the others.

    The configured facts are enough to choose a route or to compare addresses.
    """
    try:
        return cluster(session, name)
    except UNAVAILABLE:
        return session.connections.clusters.configured(name).end()


def _answer(session: Session, name: str) -> Cluster | CrosslinkError:
    try:
        return session.shared(_Known).facts.get(name, partial(_read, session, name))
    except CrosslinkError as error:
        return error


def _read(session: Session, name: str) -> Cluster:
    configured = session.connections.clusters.configured(name)
    end = configured.end()
    if configured.cluster.url is None:
        return end
    elasticsearch = session.elasticsearch(end)
    try:
        info = elasticsearch.info()
    except NotFoundError as error:  # a proxy, or another service
        raise ConnectionsError(f"{error}; is {configured.key}.url the address of this cluster's Elasticsearch?") from None
    roles = _seen(elasticsearch.roles)
    return end.model_copy(
        update={
            "name": info.cluster_name,
            "cluster_uuid": info.cluster_uuid,
            "version": info.version.number,
            "license": _seen(elasticsearch.license),
            "remote_cluster_client": None if roles is None else any(CLIENT in node for node in roles),
        }
    )


def _seen(ask: Callable[[], T]) -> T | None:
    """Return the answer, or None: the user may lack the privilege, and a cluster that has just been created has no licence yet (404, seen)."""
    with suppress(ForbiddenError, RefusedError, NotFoundError, UnexpectedReplyError):
        return ask()
    return None
