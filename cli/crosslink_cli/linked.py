"""What `crosslink show` says of links: which deployments of a topology are linked, connected or not, and why."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import typer

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.remotes.existing_remote import existing_remotes
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.links import Mechanism
from crosslink_core.links.expand import Link
from crosslink_core.links.plan import plan, requests
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.deployment import Deployment
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


def rows(session: Session, ends: Mapping[str, End], links: Sequence[Link]) -> list[Row]:
    """Ask every control plane, and the clusters whose links only they know, and compare with what the links want."""
    wanted = plan(requests(links, ends))
    mechanisms = {link.name: wanted.links[link.name].mechanism for link in links}
    asked = _Asked(session, ends, {link.local for link in links if mechanisms[link.name] != Mechanism.REMOTE_CLUSTER})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        entries = dict(zip(ends, pool.map(asked.entries, ends), strict=True))
    found = list(_found(ends, entries, {(link.local, link.alias): link for link in links}))
    shown = {(row.local, row.alias) for row in found}
    absent = (_absent(link, mechanisms[link.name], silent=link.local in asked.silent) for link in links if (link.local, link.alias) not in shown)
    return sorted((*found, *absent), key=lambda row: (row.local, row.alias))


@dataclass(frozen=True)
class _Asked:
    """What is asked of each deployment."""

    session: Session
    ends: Mapping[str, End]
    far: set[str]
    """Those that link to other organizations or environments."""
    silent: set[str] = field(default_factory=set)
    """Those whose cluster does not say its links."""

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a deployment, as far as it says them."""
        local, life = self.ends[name], RemoteConnectionLifecycle(self.session, TELL)
        listed = list(RemoteClusterLifecycle(self.session, TELL).existing(local)) if isinstance(local, Deployment) else []
        if name not in self.far:
            return list(listed)
        hosts = {place: end for end in self.ends.values() for place in _places(end)}

        def remote_of(places: Sequence[str]) -> End | None:
            return next((hosts[place] for place in places if place in hosts), None)

        try:
            found = existing_remotes(self.session, TELL, local, remote_of, {entry.alias for entry in listed}, otherwise="not shown:")
            return [*listed, *(entry if entry.connected else entry.model_copy(update={"reason": life.why(entry).text}) for entry in found)]
        except CrosslinkError as error:
            self.silent.add(name)
            typer.echo(f"the links of {name} that only its cluster knows cannot be shown: {error}", err=True)
            return list(listed)


def _places(end: End) -> tuple[str, ...]:
    """Where the settings of a cluster lead to that has this end as a remote, in lower case."""
    if isinstance(end, Deployment):
        return (end.endpoint.lower(),) if end.endpoint else ()
    inside = (f"{end.kubernetes.service}:{TRANSPORT_PORT}",) if end.kubernetes else ()
    return (*(address.lower() for address in end.transport_addresses), *inside)


def _found(ends: Mapping[str, End], entries: Mapping[str, list[Entry]], wanted: Mapping[tuple[str, str], Link]) -> Iterator[Row]:
    names = {end.id: name for name, end in ends.items()}
    for local, found in entries.items():
        for entry in found:
            link, remote = wanted.get((local, entry.alias)), names.get(entry.remote.id, entry.remote.id)
            note = "not in this topology" if link is None else "" if link.remote == remote else f"the topology wants {link.remote}: run `pulumi up --refresh`"
            why = "; ".join(text for text in (note, entry.reason) if text)
            yield Row(local, entry.alias, remote, entry.connected, declared=not note, why=why)


def _absent(link: Link, mechanism: str, *, silent: bool) -> Row:
    """A link that nobody shows; of a cluster that could not be asked, the links that only it knows may be there."""
    if silent and mechanism != Mechanism.REMOTE_CLUSTER:
        return Row(link.local, link.alias, link.remote, connected=None, declared=True, why="its cluster cannot be asked")
    remedy = "run `pulumi up --refresh`"
    if mechanism == Mechanism.OPERATOR:
        remedy = f"apply what `crosslink show --files {link.name}` has, and the operator makes it"
    return Row(link.local, link.alias, link.remote, connected=False, declared=True, why=f"not there: {remedy}")
