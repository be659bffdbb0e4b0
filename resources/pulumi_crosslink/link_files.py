"""What whoever runs the clusters of links installs there, as outputs: one set of files for each cluster, for all links of a plan."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from pulumi import Input, Output, RunError, log

from crosslink_core.links import installation
from crosslink_core.links.installation import Peer
from crosslink_core.links.planned import Installation, Plan
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from pulumi_crosslink.planned import first_owner

Files = Sequence[Mapping[str, str]]
"""Each with the cluster, the name, the place and the text."""

Find = Callable[[End, Sequence[End]], Input[Sequence[Input[str]]]]
"""Gives the certificates that a first end must hold to let others in."""

TWICE: Final = (
    "{first} and {second} both hand out files for cluster {cluster}, each for its own links alone: what is installed last replaces the other; "
    "declare the links in one Topology, whose files are for all of them"
)


def files_of(owner: str, plan: Plan, find: Find) -> dict[str, Output[Files]]:
    """Return the files of each link's clusters, by the link's name; raise :exc:`CrosslinkError` where too little is known."""
    found: dict[str, list[Output[Files]]] = {name: [] for name in plan.links}
    for installed in plan.installations:
        cluster = installed.cluster.id
        first = first_owner(owner, "files", cluster)
        if first != owner:
            log.warn(TWICE.format(cluster=cluster, first=first, second=owner))
        files = _files(owner, installed, find)
        for link in installed.links:
            found[link].append(files)
    return {name: joined(files) for name, files in found.items()}


def joined(files: Iterable[Output[Files]]) -> Output[Files]:
    """Return the files of several clusters as one list."""
    return Output.all(*files).apply(lambda each: [file for some in each for file in some])


def _files(owner: str, installed: Installation, find: Find) -> Output[Files]:
    holder, own = installed.cluster, _own(installed, find)
    certificates = [find(holder, [end]) for end, _ in installed.peers]
    aliases = [alias for alias, _ in installed.operated]

    def made(known: Sequence[Any]) -> Files:
        peers = [Peer(end, tuple(pems), opens) for (end, opens), pems in zip(installed.peers, known[0], strict=True)]
        operated = [(alias, remote) for alias, (_, remote) in zip(known[1], installed.operated, strict=True)]
        return [asdict(file) for file in installation.files(holder, own, peers, operated)]

    def made_later(known: Sequence[Any]) -> Files:
        try:
            return made(known)
        except CrosslinkError as error:
            raise RunError(f"{owner}: {error}") from None

    inputs = certificates, aliases
    return Output.from_input(inputs).apply(made_later) if _is_later(inputs) else Output.from_input(made(inputs))


def _own(installed: Installation, find: Find) -> tuple[str, ...]:
    """The cluster's own authorities; where they are not known, its files say so."""
    try:
        found = find(installed.cluster, [installed.cluster])
    except CrosslinkError:
        return ()
    return tuple(str(pem) for pem in found) if isinstance(found, Sequence) and not _is_later(found) else ()


def _is_later(value: Any) -> bool:
    """Whether something in it is known only when the program has run."""
    if isinstance(value, str | Mapping):
        return False
    return isinstance(value, Output) or not isinstance(value, Sequence) or any(map(_is_later, value))
