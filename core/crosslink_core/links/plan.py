"""What links want, as a value: every object in the order in which it is made, with its inputs, its holder and what it needs first.

Pure.  Components declare a plan in a loop; `crosslink show` and `crosslink import` read it.

1. Route each link: which side holds which noun (`links/route_table.py`).  A link with an end that is not known yet goes into the list of remote clusters.
2. Collect the steps of all links as drafts.  Links that need the same place on the server, such as one trust entry about one organization, share a draft.
3. Make an object of each draft, after those that it needs.
4. Collect what has to be installed on clusters that no control plane knows.

A new noun is an entry in :data:`KINDS` and a step of a route; nothing else here or in the components changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Final

from crosslink_core.links import Mechanism, Route, Side, Trust, trust_entry
from crosslink_core.links.expand import Link
from crosslink_core.links.planned import Environment, Installation, LinkRequest, Plan, PlannedLink, PlannedObject
from crosslink_core.links.route_table import route
from crosslink_core.links.topology import LinkOptions
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment

LINK: Final = ("local", "remote", "alias", "purpose", "skip_unavailable", "require_connected", "connect_timeout_s")
"""The inputs of a link that both mechanisms take."""

UNREACHED: Final = "cluster {label} has no address of its transport layer: set crosslink:clusters.{cluster}.transportAddress, such as es.example:9300"
UNPROVED: Final = "the operator of Kubernetes makes this link, and crosslink cannot see whether it is connected: leave require_connected out"

TRUST_RELATIONSHIP: Final = "trust_relationship"


@dataclass
class Draft:
    """An object, while links are still joining it."""

    noun: str
    side: Side
    holder: End | None
    others: list[End] = field(default_factory=list)
    requests: list[LinkRequest] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """How an object of one noun follows from the links that need it."""

    inputs: Callable[[Draft], Mapping[str, object]]
    role: str
    """With `{side}`, where both sides of a link may have one."""
    shared: bool = False
    """Whether there is one place on the server for all links from the holder to ends of one scope."""


def plan(requests: Iterable[LinkRequest], environments: Sequence[Sequence[Environment]] = (), *, trust: bool = True) -> Plan:
    """Return what links want.

    :param environments: groups of environments that are to know each other.
    :param trust: whether the objects that links share are wanted too; else somebody else makes them.
    """
    links = {request.name: _routed(request) for request in requests}
    problems = [(name, link.problem) for name, link in links.items() if link.problem]
    drafts: dict[object, Draft] = {}
    for link in links.values():
        try:
            _join(drafts, link, trust=trust)
        except CrosslinkError as error:
            problems.append((link.request.name, error))
    pairs = {(here.id, there.id): (here, there) for group in environments for here, there in permutations(group, 2)}
    objects = [_relationship(here, there) for here, there in pairs.values()]
    for draft in sorted(drafts.values(), key=lambda draft: not KINDS[draft.noun].shared):
        objects.append(_object(draft, objects))
    return Plan(links, tuple(objects), tuple(_installations(links.values())), tuple(problems))


def requests(links: Iterable[Link], ends: Mapping[str, End]) -> list[LinkRequest]:
    """Return the links of a topology as requests; `ends` has the facts of its members."""
    return [
        LinkRequest(
            link.name,
            ends[link.local],
            ends[link.remote],
            {"local": ends[link.local], "remote": ends[link.remote], "alias": link.alias}
            | {name: getattr(link.options, name) for name in LinkOptions.model_fields if name != "security"},
            link.security,
        )
        for link in links
    ]


def _routed(request: LinkRequest) -> PlannedLink:
    local, remote = request.local, request.remote
    if local is None or remote is None or local.id == remote.id:  # that a link is no loop is the resource's to say
        return PlannedLink(request, None)
    try:
        found = route(local, remote, request.security)
    except CrosslinkError as error:
        return PlannedLink(request, None, error)
    return PlannedLink(request, found, _problem(request, found, remote))


def _problem(request: LinkRequest, found: Route, remote: End) -> CrosslinkError | None:
    """What would fail only after other objects were made."""
    is_reached = isinstance(remote, Deployment) or remote.transport_addresses or "transport_addresses" in request.later
    if found.mechanism == Mechanism.REMOTE_CONNECTION and request.side is not Side.REMOTE and not is_reached:
        return CrosslinkError(UNREACHED.format(label=remote.label, cluster=remote.cluster))
    if found.mechanism == Mechanism.OPERATOR and request.inputs.get("require_connected") is True:
        return CrosslinkError(UNPROVED)
    return None


def _join(drafts: dict[object, Draft], link: PlannedLink, *, trust: bool) -> None:
    for side, noun in () if link.problem else link.steps:
        kind = KINDS.get(noun)
        if kind is None or (kind.shared and not trust):  # files and the operator have no object
            continue
        holder, other = (link.request.local, link.request.remote)[:: 1 if side is Side.LOCAL else -1]
        key: object = (noun, side, link.request.name)
        if kind.shared and isinstance(holder, Deployment) and other is not None:
            trust_entry.refuse_untrustable(holder, other)
            key = noun, holder.id, trust_entry.scope_of(other), isinstance(other, Cluster)
        draft = drafts.setdefault(key, Draft(noun, side, holder))
        draft.requests.append(link.request)
        if other is not None and other not in draft.others:
            draft.others.append(other)


def _object(draft: Draft, before: Sequence[PlannedObject]) -> PlannedObject:
    kind, links = KINDS[draft.noun], tuple(dict.fromkeys(request.name for request in draft.requests))
    inputs = kind.inputs(draft)
    relationship = inputs.get("trust_relationship_id")
    if kind.shared:
        needs = [wanted for wanted in before if isinstance(relationship, trust_entry.RelationshipId) and _is_of(wanted, relationship)]
    else:
        needs = [wanted for wanted in before if {*links} & {*wanted.links}]
    return PlannedObject(draft.noun, kind.role.format(side=draft.side), draft.holder, tuple(draft.others), inputs, kind.shared, links, tuple(needs))


def _relationship(here: Environment, there: Environment) -> PlannedObject:
    inputs = {"connection": here.connection, "installation_id": there.id, "public_ca_cert": there.certificate}
    return PlannedObject(TRUST_RELATIONSHIP, f"{here.connection}--knows--{there.connection}", here, (), inputs, True, ())


def _is_of(wanted: PlannedObject, relationship: trust_entry.RelationshipId) -> bool:
    environment = wanted.holder.id if isinstance(wanted.holder, Environment) else None
    return (environment, wanted.inputs.get("installation_id")) == (relationship.holder.organization, relationship.environment)


def _installations(links: Iterable[PlannedLink]) -> Iterator[Installation]:
    seen: dict[str, tuple[Cluster, list[tuple[End, bool]], list[tuple[Any, Cluster]], list[str]]] = {}
    for link in links:
        request, local, remote = link.request, link.request.local, link.request.remote
        if link.route is None or local is None or remote is None:
            continue
        operated = link.mechanism == Mechanism.OPERATOR
        for side, holder, other in ((Side.LOCAL, local, remote), (Side.REMOTE, remote, local)):
            if not isinstance(holder, Cluster) or request.side not in {None, side} or (operated and side is Side.REMOTE):
                continue
            _, peers, aliases, names = seen.setdefault(holder.id, (holder, [], [], []))
            names.append(request.name)
            if operated and isinstance(other, Cluster):
                aliases.append((request.inputs.get("alias"), other))
            elif (other.id, side is Side.REMOTE) not in {(end.id, opens) for end, opens in peers}:
                peers.append((other, side is Side.REMOTE))
    return (Installation(cluster, tuple(peers), tuple(aliases), tuple(names)) for cluster, peers, aliases, names in seen.values())


def _entry(make: Callable[[Deployment, Sequence[End]], Mapping[str, object]]) -> Kind:
    def inputs(draft: Draft) -> Mapping[str, object]:
        assert isinstance(draft.holder, Deployment)  # noqa: S101 — for mypy: only control planes have entries of trust
        return make(draft.holder, draft.others)

    return Kind(inputs, "{side}-trust", shared=True)


def _connection(noun: str, *more: str) -> Kind:
    return Kind(lambda draft: {name: value for name, value in draft.requests[0].inputs.items() if name in {*LINK, *more}}, noun.replace("_", "-"))


KINDS: Final[dict[str, Kind]] = {
    Trust.ACCOUNT: _entry(trust_entry.account_trust),
    Trust.EXTERNAL: _entry(trust_entry.external_trust),
    Trust.DIRECT: _entry(trust_entry.direct_trust),
    Mechanism.REMOTE_CLUSTER: _connection(Mechanism.REMOTE_CLUSTER),
    Mechanism.REMOTE_CONNECTION: _connection(Mechanism.REMOTE_CONNECTION, "mode"),
}
"""The nouns that are objects of a link."""
