"""What whoever runs the clusters of links installs there, as outputs: one set of files for each cluster, whatever links it has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from pulumi import Input, Output, RunError, log
from pulumi.runtime.settings import get_monitor

from crosslink_core.links import installation
from crosslink_core.links.installation import Peer
from crosslink_core.links.route import Connection
from crosslink_core.links.trust import Pair, Side
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError

Files = Sequence[Mapping[str, str]]
"""Each with the cluster, the name, the place and the text."""

Find = Callable[[End, End], Input[Sequence[Input[str]]]]
"""Gives the certificates that a first end must hold to let a second one in."""

TWICE: Final = (
    "{first} and {second} both hand out files for cluster {cluster}, each for its own links alone: what is installed last takes the other's place; "
    "declare the links in one Topology, whose files are for all of them"
)

_makers: Final = WeakKeyDictionary[Any, dict[str, str]]()
"""Who hands out the files of a cluster, by the engine's end of the program, as with trust in `link_trust`."""


@dataclass(frozen=True)
class _Seen:
    """The other end of one link of a cluster."""

    end: End
    is_local: bool
    connection: Connection
    alias: Input[str]


def files_of(name: str, links: Sequence[tuple[Input[str], Pair]], find: Find, side: Side | None = None) -> dict[str, Output[Files]]:
    """Return the files of each cluster that no control plane knows, by the end's id; raise :exc:`pulumi.RunError` where too little is known."""
    seen: dict[str, tuple[Cluster, list[_Seen]]] = {}
    for alias, (local, remote, row) in links:
        if side is not Side.REMOTE and isinstance(local, Cluster):
            seen.setdefault(local.id, (local, []))[1].append(_Seen(remote, False, row.connection, alias))
        if side is not Side.LOCAL and isinstance(remote, Cluster) and row.connection is not Connection.OPERATOR:
            seen.setdefault(remote.id, (remote, []))[1].append(_Seen(local, True, row.connection, alias))
    for id_ in seen:
        first = _makers.setdefault(get_monitor(), {}).setdefault(id_, name)
        if first != name:
            log.warn(TWICE.format(cluster=id_, first=first, second=name))
    return {id_: _files(name, holder, others, find) for id_, (holder, others) in seen.items()}


def together(files: Iterable[Output[Files]]) -> Output[Files]:
    """Return the files of several clusters as one list."""
    return Output.all(*files).apply(lambda each: [one for some in each for one in some])


def _files(name: str, holder: Cluster, others: Sequence[_Seen], find: Find) -> Output[Files]:
    try:
        peers = {(one.end.id, one.is_local): (one, find(holder, one.end)) for one in others if one.connection is not Connection.OPERATOR}
        own = _own(holder, find)
        operated = [one for one in others if one.connection is Connection.OPERATOR]
    except CrosslinkError as error:
        raise RunError(f"{name}: {error}") from None

    def made(known: Sequence[Any]) -> Files:
        certificates, aliases = known
        given = [Peer(one.end, tuple(pems), one.is_local) for (one, _), pems in zip(peers.values(), certificates, strict=True)]
        try:
            remotes = [(alias, one.end) for alias, one in zip(aliases, operated, strict=True) if isinstance(one.end, Cluster)]
            return [asdict(one) for one in installation.files(holder, own, given, remotes)]
        except CrosslinkError as error:
            raise RunError(f"{name}: {error}") from None

    inputs = [pems for _, pems in peers.values()], [one.alias for one in operated]
    if not _is_later(inputs):
        return Output.from_input(made(inputs))
    return Output.from_input(inputs).apply(made)


def _own(holder: Cluster, find: Find) -> tuple[str, ...]:
    """The cluster's own authorities; that they are not known is said in its files."""
    try:
        found = find(holder, holder)
    except CrosslinkError:
        return ()
    return tuple(str(one) for one in found) if isinstance(found, Sequence) and not _is_later(found) else ()


def _is_later(value: Any) -> bool:
    """Whether something in it is known only when the program has run."""
    if isinstance(value, str | Mapping):
        return False
    return isinstance(value, Output) or not isinstance(value, Sequence) or any(_is_later(one) for one in value)
