"""The remotes that are in a cluster's settings already, as `crosslink import` and `crosslink show` find them."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from crosslink_core.connections import Connections
from crosslink_core.lifecycle import remote_settings
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.cluster import cluster
from crosslink_core.lifecycle.remote_connection import NO_ANSWER
from crosslink_core.model.address import host
from crosslink_core.model.cluster import Cluster, Kubernetes
from crosslink_core.model.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remote_connection import RemoteConnection, RemoteConnectionState

SERVICE: Final = re.compile(r"[a-z0-9.-]+-es-(transport|remote-cluster)\.[a-z0-9.-]+\.svc")
"""The hosts inside Kubernetes that ECK's operator makes remotes lead to (the operator's source)."""

_silent: Final = WeakKeyDictionary[Connections, set[str]]()
"""The clusters that cannot be asked: why is said once, and one that is away is not waited for again with each remote that leads to it."""


def existing_connections(
    connections: Connections, tell: Tell, local: End, remote_of: Callable[[str], End | None], listed: Collection[str]
) -> list[RemoteConnectionState]:
    """Return every remote of a cluster, but those `listed`, whose other end is known; others are warned of.

    The other end is the cluster under `crosslink:clusters` that has its address, or what `remote_of` finds by its host, or by host and port.
    Raises what a request raised.
    """
    elasticsearch, found = connections.elasticsearch(local), list[RemoteConnectionState]()
    settings = elasticsearch.settings.remotes()
    aliases = [one for one in sorted({*settings.persistent, *settings.transient} - {*listed}) if remote_settings.is_there(settings.of(one))]
    infos = elasticsearch.remotes() if aliases else {}
    for alias in aliases:
        names = settings.of(alias)
        said = remote_settings.said(names, local.version)
        addresses = [one for one in (str(said["proxy_address"]), *said["seeds"]) if one]
        places = [one for one in (str(said["server_name"]), *addresses, *map(host, addresses)) if one]
        remote = _behind(connections, tell, local, addresses) or next((one for place in places if (one := remote_of(place))), None) or _nothing(local, places)
        what = f"left out {local.label}, alias {alias}, {remote_settings.described(names, local.version)}"
        if isinstance(remote, str):
            tell.warn(f"{what}: {remote}")
            continue
        try:
            spec = RemoteConnection.model_validate({"local": local, "remote": remote, "alias": alias} | said)
        except ValueError:  # what Elasticsearch takes and crosslink does not
            tell.warn(f"{what}: crosslink cannot express it")
            continue
        found.append(remote_settings.state(spec, names, infos.get(alias), reason=NO_ANSWER))
    return found


def asked(connections: Connections, tell: Tell, name: str) -> Cluster | None:
    """Return a configured cluster with its facts; None, with a warning at the first time, where it cannot be asked."""
    silent = _silent.setdefault(connections, set())
    if name in silent:
        return None
    try:
        return cluster(connections, name)
    except CrosslinkError as error:
        silent.add(name)
        tell.warn(f"left out cluster {name}: {error}")
        return None


def _behind(connections: Connections, tell: Tell, local: End, addresses: Sequence[str]) -> Cluster | str | None:
    """Return the configured cluster that has one of these addresses, or why it cannot be said; None where none has."""
    names = list(_names_behind(connections, local, addresses))
    if len(names) != 1:
        return f"it may lead to {' or '.join(names)}, which have one transportAddress" if names else None
    return asked(connections, tell, names[0]) or f"it leads to cluster {names[0]}, which is left out"


def _names_behind(connections: Connections, local: End, addresses: Sequence[str]) -> Iterator[str]:
    """Yield the names of the clusters; what one operator links inside Kubernetes is its work, whatever is configured."""
    wanted = {one.lower() for one in addresses}
    for name in list(connections.clusters):  # another thread may add one
        configured = connections.clusters[name]
        theirs = {one.lower() for one in configured.transport_address}
        if _one_operator(local, configured.kubernetes):
            theirs = {one for one in theirs if not SERVICE.fullmatch(host(one))}
        if wanted & theirs:
            yield name


def _one_operator(local: End, other: Kubernetes | None) -> bool:
    mine = local.kubernetes if isinstance(local, Cluster) else None
    return mine is not None and other is not None and mine.operator is not None and mine.operator == other.operator


def _nothing(local: End, places: Sequence[str]) -> str:
    """Why a remote has no other end."""
    if isinstance(local, Cluster) and local.kubernetes and any(map(SERVICE.fullmatch, places)):
        return "the operator makes it, by spec.remoteClusters of the Elasticsearch object"
    return f"nothing that is configured here is behind {places[0]}"
