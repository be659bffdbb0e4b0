"""Facts about clusters that no control plane knows: what is configured of them, and what they say themselves."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from crosslink_core.api.error import AWAY, ForbiddenError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_core.connections import Connections, ConnectionsError
from crosslink_core.coordination.recent import Recent
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.error import CrosslinkError

CLIENT: Final = "remote_cluster_client"
"""The role of nodes that open connections to remotes."""

T = TypeVar("T")

FAILED_S: Final = 60.0
"""How long a cluster that did not answer is not asked again, in seconds: each of its links would wait for it in turn."""

_facts: Final = WeakKeyDictionary[Connections, Recent[Cluster]]()
_answers: Final = WeakKeyDictionary[Connections, Recent[Cluster | CrosslinkError]]()


def cluster(connections: Connections, name: str) -> Cluster:
    """Return a cluster with its facts, asked for once per process: name, ids and version, licence, roles of nodes.

    One without a URL is known by what is configured alone: as a remote it need not be asked.  Raises :exc:`ConnectionsError`
    for one that is not configured, and what a request raised for one that does not answer.
    """
    found = _answers.setdefault(connections, Recent(lifetime_s=FAILED_S)).get(name, partial(_answer, connections, name))
    if isinstance(found, CrosslinkError):
        raise found
    return found


def as_known(connections: Connections, name: str) -> Cluster:
    """Return a cluster as :func:`cluster` does, or with what is configured alone where it does not answer: one that is stopped must not stop the others.

    For whoever chooses a route or compares addresses, who need no more.
    """
    try:
        return cluster(connections, name)
    except AWAY:
        return connections.clusters.configured(name).end()


def _answer(connections: Connections, name: str) -> Cluster | CrosslinkError:
    try:
        return _facts.setdefault(connections, Recent(lifetime_s=inf)).get(name, partial(_read, connections, name))
    except CrosslinkError as error:
        return error


def _read(connections: Connections, name: str) -> Cluster:
    configured = connections.clusters.configured(name)
    end = configured.end()
    if configured.cluster.url is None:
        return end
    elasticsearch = connections.elasticsearch(end)
    try:
        info = elasticsearch.info()
    except NotFoundError as error:  # a proxy, or another service
        msg = f"{error}; does {configured.key}.url lead to this cluster's Elasticsearch?"
        raise ConnectionsError(msg) from None
    roles = _seen(elasticsearch.roles)
    return end.model_copy(
        update={
            "name": info.cluster_name,
            "cluster_uuid": info.cluster_uuid,
            "version": info.version.number,
            "license": _seen(elasticsearch.license),
            "remote_cluster_client": None if roles is None else any(CLIENT in one for one in roles),
        }
    )


def _seen(ask: Callable[[], T]) -> T | None:
    """What a user without the privilege may not see is not known; nor is the licence of a cluster that has just been made (404, seen)."""
    with suppress(ForbiddenError, RefusedError, NotFoundError, UnexpectedReplyError):
        return ask()
    return None
