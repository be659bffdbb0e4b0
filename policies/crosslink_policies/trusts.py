"""Who trusts whom, as far as a stack tells: entries of a deployment's trust, ours and those in a deployment of pulumi-ec.

At preview, what is to be created has no id yet: whatever cannot be matched may be anyone's, and is never guessed.
Sources: schemas `AccountTrustRelationship`, `ExternalTrustRelationship`, `DirectTrustRelationship`; our digest's §1.3 and §1.4.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from crosslink_core.model.deployments.deployment import HOSTED, Platform
from crosslink_core.model.deployments.end import is_cluster
from crosslink_core.model.token import ACCOUNT_TRUST, BRIDGED_DEPLOYMENT, DIRECT_TRUST, EXTERNAL_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies.clusters import may_name
from crosslink_policies.plain import UNKNOWN, Props, at, known, may_equal
from crosslink_policies.rule import Resource

TRUSTS: Final = (ACCOUNT_TRUST, EXTERNAL_TRUST, DIRECT_TRUST)
"""One entry each."""
HOLDERS: Final = (*TRUSTS, BRIDGED_DEPLOYMENT)
"""Those that have entries."""
CONCERNED: Final = (*HOLDERS, TRUST_RELATIONSHIP)
"""The types of the resources that say who trusts whom."""

WHOM: Final = {ACCOUNT_TRUST: "account_id", EXTERNAL_TRUST: "trust_relationship_id", DIRECT_TRUST: "scope_id"}
"""The property of an entry that says whom it is about."""

BRIDGED: Final = {"trustAccounts": (ACCOUNT_TRUST, "accountId"), "trustExternals": (EXTERNAL_TRUST, "relationshipId")}
"""The lists of a deployment of pulumi-ec, which knows no direct trust."""

NODES: Final = "additional_node_names"
"""Of direct entries alone."""


class Paths(NamedTuple):
    """An entry's properties, as the user wrote them."""

    whom: str
    all: str
    listed: str
    nodes: str = NODES


class Entry(NamedTuple):
    """One entry of a deployment's trust."""

    token: str
    """Its kind, as the type of our resource."""
    paths: Paths
    """The properties that say whom, whether all, which, and which nodes."""
    holder: Props
    """The facts of the deployment that trusts."""
    whom: Any
    trust_all: Any
    allowlist: Any
    kind: Any = None
    """A direct trust's type; None of other kinds."""
    nodes: Any = None
    """The nodes that a direct trust names besides."""

    @property
    def named(self) -> list[Any]:
        """The same as a list: UNKNOWN in it where there may be others."""
        return self.nodes if isinstance(self.nodes, list) else [] if self.nodes is None else [UNKNOWN]

    def may_admit(self, resource_id: Any) -> bool:
        """Whether it lets a cluster of its scope in by its id there, for all that is known."""
        listed = self.allowlist if isinstance(self.allowlist, list) else [] if self.allowlist is None else [UNKNOWN]
        return self.trust_all is UNKNOWN or self.trust_all is True or UNKNOWN in listed or any(may_equal(one, resource_id) for one in listed)


def entries_of(props: Props) -> Iterator[Entry]:
    """Yield the entries of one resource, whichever it is; a resource rule is not told its type."""
    holder = held if isinstance(held := at(props, "deployment"), dict) else {}
    token = _token(props)
    if token:
        trust_all, allowlist = at(props, "trust_all"), at(props, "trust_allowlist")
        kind = (at(props, "type") or DirectTrustType.GENERIC) if token == DIRECT_TRUST else None
        paths = Paths(WHOM[token], "trust_all", "trust_allowlist")
        yield Entry(token, paths, holder, at(props, WHOM[token]), trust_all, allowlist, kind, at(props, NODES))
    for name, (token, key) in BRIDGED.items():
        listed = at(props, "elasticsearch", name)
        holder = {"deployment_id": at(props, "id") or UNKNOWN, "name": at(props, "name")}
        for index, one in enumerate(listed if isinstance(listed, list) else [UNKNOWN] if listed is UNKNOWN else ()):
            whom, trust_all, allowlist = (UNKNOWN if one is UNKNOWN else at(one, field) for field in (key, "trustAll", "trustAllowlists"))
            place = f"elasticsearch.{name}[{index}]"
            yield Entry(token, Paths(f"{place}.{key}", f"{place}.trustAll", f"{place}.trustAllowlists"), holder, whom, trust_all, allowlist)


def _token(props: Props) -> str | None:
    """Tell our types by the property that each of them alone must have; a relationship of the platform is no entry."""
    if "deployment" not in props:
        return None
    own = {"account_id": ACCOUNT_TRUST, "trust_relationship_id": EXTERNAL_TRUST, "certificates": DIRECT_TRUST}
    return next((token for key, token in own.items() if key in props), None)


class Held(NamedTuple):
    """An entry, and what the stack tells of it besides."""

    resource: Resource
    entry: Entry
    targets: tuple[Any, ...]
    """The organizations and environments that it is about: UNKNOWN among them where there may be others."""

    def is_of(self, end: Props) -> bool:
        """Whether this deployment holds it, for sure."""
        return known(self.entry.holder, "deployment_id") is not None and self.entry.holder["deployment_id"] == end.get("deployment_id")

    def may_be_of(self, end: Props) -> bool:
        """Whether this deployment holds it, for all that is known; one of pulumi-ec's that has no id yet is none that has one."""
        if self.resource.token == BRIDGED_DEPLOYMENT and known(self.entry.holder, "deployment_id") is None:
            return known(end, "deployment_id") is None
        return may_equal(self.entry.holder.get("deployment_id"), end.get("deployment_id"))

    def is_about(self, other: Props) -> bool:
        """Whether it is about the scope of this one, or names a node of it, for sure."""
        organization = known(other, "organization")
        names = [one for one in self.entry.named if one is not UNKNOWN] if UNKNOWN not in other.get("patterns", ()) else []
        return self._can(other) and ((organization is not None and organization in self.targets) or may_name(names, other))

    def may_be_about(self, other: Props) -> bool:
        """Whether it is about the organization or environment of this one, or what stands in its place, or names a node of it, for all that is known."""
        return self._can(other) and (any(may_equal(one, other.get("organization")) for one in self.targets) or may_name(self.entry.nodes, other))

    def _can(self, other: Props) -> bool:
        """Whether entries of its kind are about ends like this one: only generic ones are about clusters without a control plane."""
        return not is_cluster(other) or self.entry.kind in (DirectTrustType.GENERIC, UNKNOWN)


def trusts(resources: Sequence[Resource]) -> list[Held]:
    """Return every entry of a stack, in an order that stays the same from run to run."""
    relationships = [one for one in resources if one.token == TRUST_RELATIONSHIP]
    holders = sorted((one for one in resources if one.token in HOLDERS), key=lambda one: one.urn)
    return [Held(one, entry, _targets(one, entry, relationships)) for one in holders for entry in entries_of(one.props)]


def _targets(resource: Resource, entry: Entry, relationships: Sequence[Resource]) -> tuple[Any, ...]:
    if entry.token != EXTERNAL_TRUST:
        return () if entry.whom is None or entry.kind == DirectTrustType.PROXY else (entry.whom,)
    sources = resource.dependencies.get(entry.paths.whom, ())
    fitting = [one for one in relationships if one.urn in sources or (isinstance(entry.whom, str) and at(one.props, "trust_relationship_id") == entry.whom)]
    return tuple(target for one in fitting for target in accounts(one.props)) or (UNKNOWN,)


def accounts(relationship: Props) -> tuple[Any, ...]:
    """Return whom a trust relationship is about: the environment, and its accounts."""
    listed = at(relationship, "account_ids")
    some = listed if isinstance(listed, list) else [] if listed is None else [UNKNOWN]
    first = at(relationship, "installation_id")
    return tuple(dict.fromkeys((UNKNOWN if first is None else first, *some)))


def wanted(holder: Props, other: Props) -> tuple[str, DirectTrustType | None] | None:
    """Return the kind of the entry by which one end trusts the other of another organization or environment; None where the platforms are not known.

    None, too, where no control plane knows the holder: nobody sees from here whom it trusts.
    """
    return WANTED.get((known(holder, "platform"), known(other, "platform")))


WANTED: Final[dict[tuple[str | None, str | None], tuple[str, DirectTrustType | None]]] = {
    (Platform.ECH, Platform.ECH): (ACCOUNT_TRUST, None),
    (Platform.ECE, Platform.ECE): (EXTERNAL_TRUST, None),
    (Platform.ECH, Platform.ECE): (DIRECT_TRUST, DirectTrustType.ECE),
    (Platform.ECE, Platform.ECH): (DIRECT_TRUST, DirectTrustType.ESS),
    **{(holder, other): (DIRECT_TRUST, DirectTrustType.GENERIC) for holder in HOSTED for other in (Platform.SELF, Platform.ECK)},
}
"""Who trusts whom by what: T2, T7, T3 and T8; T4, T5, T9, T10 and their mirrors."""
