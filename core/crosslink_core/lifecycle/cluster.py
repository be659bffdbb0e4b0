"""Facts about clusters that no control plane knows: what is configured of them, and what they say themselves."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from crosslink_core.api.error import ForbiddenError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_core.connections import Connections, ConnectionsError
from crosslink_core.coordination.recent import Recent
from crosslink_core.model.cluster import Cluster

CLIENT: Final = "remote_cluster_client"
"""The role of nodes that open connections to remotes."""

T = TypeVar("T")

_facts: Final = WeakKeyDictionary[Connections, Recent[Cluster]]()


def cluster(connections: Connections, name: str) -> Cluster:
    """Return a cluster with its facts, asked for once per process: name, ids and version, licence, roles of nodes.

    One without a URL is known by what is configured alone: as a remote it need not be asked.  Raises :exc:`ConnectionsError`
    for one that is not configured, and what a request raised for one that does not answer.
    """
    return _facts.setdefault(connections, Recent(lifetime_s=inf)).get(name, partial(_read, connections, name))


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
