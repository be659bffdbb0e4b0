"""From a topology to its links: each local deployment and alias is a link, in the order of the declaration."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

from crosslink_core.links import Security
from crosslink_core.links.topology import LinkOptions, Topology, TopologyError
from crosslink_core.model.problem import Problem


@dataclass(frozen=True)
class Link:
    """A link: `local` may use `remote` under `alias`."""

    path: str
    """Where it was declared: `meshes[0]`."""
    local: str
    """The local deployment's name in the topology."""
    remote: str
    alias: str
    options: LinkOptions
    renamed_from: str | None = None
    """The name that it had before its local deployment was renamed."""

    @property
    def name(self) -> str:
        """`<local>--<alias>`: the name of its resources, never its position."""
        return f"{self.local}--{self.alias}"

    @property
    def security(self) -> str:
        """The security model, by which the route is chosen."""
        return self.options.security or Security.CERTIFICATE


def expand(topology: Topology) -> tuple[Link, ...]:
    """List the links; raise :exc:`TopologyError` for unknown names, doubles and a deployment linked to itself."""
    found = list(_names(topology))
    links = tuple(_with_former_name(topology, link) for link in _links(topology))
    found += _loops(topology, links)
    found += _doubles(links)
    if found:
        raise TopologyError(found)
    return links


def _links(topology: Topology) -> Iterator[Link]:
    for number, pairs in enumerate(topology.links):
        for remote in pairs.remote:
            yield Link(f"links[{number}]", pairs.local, remote, pairs.alias or remote, pairs)
    for number, hub in enumerate(topology.hubs):
        for remote in hub.remotes:
            yield Link(f"hubs[{number}]", hub.local, remote, remote, hub)
    for number, mesh in enumerate(topology.meshes):
        for local, remote in permutations(mesh.members, 2):
            yield Link(f"meshes[{number}]", local, remote, remote, mesh)


def _with_former_name(topology: Topology, link: Link) -> Link:
    member = topology.deployments.get(link.local)
    former = member.renamed_from if member else None
    return replace(link, renamed_from=f"{former}--{link.alias}") if former else link


def _names(topology: Topology) -> Iterator[Problem]:
    """Refuse names that are not declared, and deployments with two names."""
    used = [
        *((f"links[{n}].local", pairs.local) for n, pairs in enumerate(topology.links)),
        *((f"links[{n}].remote", name) for n, pairs in enumerate(topology.links) for name in pairs.remote),
        *((f"hubs[{n}].local", hub.local) for n, hub in enumerate(topology.hubs)),
        *((f"hubs[{n}].remotes[{m}]", name) for n, hub in enumerate(topology.hubs) for m, name in enumerate(hub.remotes)),
        *((f"meshes[{n}].members[{m}]", name) for n, mesh in enumerate(topology.meshes) for m, name in enumerate(mesh.members)),
    ]
    for path, name in used:
        if name not in topology.deployments:
            yield Problem(path, f"{name!r} is not among the deployments ({', '.join(topology.deployments)}); declare it or correct the name")
    names: dict[str, str] = {}
    for name, member in topology.deployments.items():
        if (first := names.setdefault(member.place, name)) != name:
            key, what = ("id", "deployment") if member.id else ("cluster", "cluster")
            yield Problem(f"deployments.{name}.{key}", f"is the same {what} as {first}; give it one name")


def _loops(topology: Topology, links: tuple[Link, ...]) -> Iterator[Problem]:
    for link in links:
        if link.local == link.remote and link.local in topology.deployments:
            yield Problem(link.path, f"{link.local} cannot be linked to itself; name another remote")


def _doubles(links: tuple[Link, ...]) -> Iterator[Problem]:
    """Refuse two links with the same alias on a deployment, which would overwrite each other, and two links with the same name."""
    seen: dict[str, Link] = {}
    for link in links:
        first = seen.setdefault(link.name, link)
        if first is link:
            continue
        if (first.local, first.alias) == (link.local, link.alias):
            text = f"alias {link.alias!r} is already used on {link.local} by {first.path}; choose another alias or drop one of the two"
        else:
            text = f"would be called {link.name}, as the link of {first.path} from {first.local} is; choose another alias for one of the two"
        yield Problem(link.path, text)
