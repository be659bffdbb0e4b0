"""What `crosslink show` says of links: which deployments of a topology are linked, connected or not, and why."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import typer

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.remotes.existing_remote import existing_remotes
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.links.expand import Link
from crosslink_core.links.route import Connection
from crosslink_core.links.route_table import route
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remotes.remote_cluster import RemoteClusterState
from crosslink_core.model.remotes.remote_connection import TRANSPORT_PORT, RemoteConnectionState

AT_ONCE: Final = 16
"""Deployments asked at a time."""

TELL: Final = Tell.by(lambda line: typer.echo(line, err=True))
Entry = RemoteClusterState | RemoteConnectionState


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    local: str
    alias: str
    remote: str
    connected: bool | None
    """None: it cannot be asked."""
    declared: bool
    """Whether the topology declares it, to this remote."""
    why: str


def rows(known: Connections, ends: Mapping[str, End], wanted: Mapping[tuple[str, str], Link]) -> list[Row]:
    """Ask every control plane, and the clusters whose links only they know, and compare with what is wanted, by local name and alias."""
    asked = _Asked(known, ends, {link.local for link in wanted.values() if _is_far(ends[link.local], ends[link.remote])})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        entries = dict(zip(ends, pool.map(asked.entries, ends), strict=True))
    return sorted(_rows(ends, entries, dict(wanted), asked.silent), key=lambda row: (row.local, row.alias))


@dataclass(frozen=True)
class _Asked:
    """What is asked of one deployment after the other."""

    known: Connections
    ends: Mapping[str, End]
    far: set[str]
    """Those that link to other organizations or environments."""
    silent: set[str] = field(default_factory=set)
    """Those whose cluster does not say its links."""

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a deployment, as far as it says them."""
        local, life = self.ends[name], RemoteConnectionLifecycle(self.known, TELL)
        listed = list(RemoteClusterLifecycle(self.known, TELL).existing(local)) if isinstance(local, Deployment) else []
        if name not in self.far:
            return list(listed)
        hosts = {place: end for end in self.ends.values() for place in _places(end)}

        def remote_of(places: Sequence[str]) -> End | None:
            return next((hosts[one] for one in places if one in hosts), None)

        try:
            found = existing_remotes(self.known, TELL, local, remote_of, {one.alias for one in listed}, otherwise="not shown:")
            return [*listed, *(one if one.connected else one.model_copy(update={"reason": life.why(one).text}) for one in found)]
        except CrosslinkError as error:
            self.silent.add(name)
            typer.echo(f"the links of {name} that only its cluster knows cannot be shown: {error}", err=True)
            return list(listed)


def _places(end: End) -> tuple[str, ...]:
    """Where the settings of a cluster lead to that has this end as a remote, in lower case."""
    if isinstance(end, Deployment):
        return (end.endpoint.lower(),) if end.endpoint else ()
    inside = (f"{end.kubernetes.service}:{TRANSPORT_PORT}",) if end.kubernetes else ()
    return (*(one.lower() for one in end.transport_addresses), *inside)


def _is_far(local: End, remote: End) -> bool:
    return _made_by(local, remote) not in {Connection.REMOTE_CLUSTER, None}


def _made_by(local: End, remote: End) -> Connection | None:
    try:
        return route(local, remote).connection
    except CrosslinkError:
        return None


def _rows(ends: Mapping[str, End], found: Mapping[str, list[Entry]], wanted: dict[tuple[str, str], Link], silent: set[str]) -> Iterator[Row]:
    names = {end.id: name for name, end in ends.items()}
    for local, entries in found.items():
        for one in entries:
            link = wanted.pop((local, one.alias), None)
            remote = names.get(one.remote.id, one.remote.id)
            note = "not in this topology" if link is None else "" if link.remote == remote else f"the topology wants {link.remote}: run `pulumi up --refresh`"
            yield Row(local, one.alias, remote, one.connected, declared=not note, why="; ".join(text for text in (note, one.reason) if text))
    for (local, alias), link in wanted.items():
        if local in silent and _is_far(ends[local], ends[link.remote]):
            yield Row(local, alias, link.remote, connected=None, declared=True, why="its cluster cannot be asked")
        else:
            yield Row(local, alias, link.remote, connected=False, declared=True, why=_absent(link, ends))


def _absent(link: Link, ends: Mapping[str, End]) -> str:
    if _made_by(ends[link.local], ends[link.remote]) is Connection.OPERATOR:
        return f"not there: apply what `crosslink show --files {link.name}` has, and the operator makes it"
    return "not there: run `pulumi up --refresh`"
