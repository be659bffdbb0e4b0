"""Who trusts whom, as far as a stack tells: entries of a deployment's trust, ours and those in a deployment of pulumi-ec.

At preview, what is to be created has no id yet: whatever cannot be matched may be anyone's, and is never guessed.
Sources: schemas `AccountTrustRelationship`, `ExternalTrustRelationship`, `DirectTrustRelationship`; our digest's §1.3 and §1.4.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from crosslink_core.model.deployment import Platform
from crosslink_core.model.direct_trust import DirectTrustType
from crosslink_core.model.token import ACCOUNT_TRUST, BRIDGED_DEPLOYMENT, DIRECT_TRUST, EXTERNAL_TRUST, TRUST_RELATIONSHIP
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


class Entry(NamedTuple):
    """One entry of a deployment's trust."""

    token: str
    """Its kind, as the type of our resource."""
    paths: tuple[str, str, str]
    """The properties that say whom, whether all, and which, as the user wrote them."""
    holder: Props
    """The facts of the deployment that trusts."""
    whom: Any
    trust_all: Any
    allowlist: Any
    kind: Any = None
    """A direct trust's type."""
    nodes: Any = None
    """The nodes that a direct trust names besides."""

    def may_admit(self, resource_id: str) -> bool:
        """Whether it lets a cluster of its scope in, for all that is known."""
        listed = self.allowlist if isinstance(self.allowlist, list) else [] if self.allowlist is None else [UNKNOWN]
        return self.trust_all is UNKNOWN or self.trust_all is True or UNKNOWN in listed or resource_id in listed or bool(self.nodes)


def entries_of(props: Props) -> Iterator[Entry]:
    """Yield the entries of one resource, whichever it is; a resource rule is not told its type."""
    holder = held if isinstance(held := at(props, "deployment"), dict) else {}
    token = _token(props)
    if token:
        trust_all, allowlist = at(props, "trust_all"), at(props, "trust_allowlist")
        kind = (at(props, "type") or DirectTrustType.GENERIC) if token == DIRECT_TRUST else None
        paths = WHOM[token], "trust_all", "trust_allowlist"
        yield Entry(token, paths, holder, at(props, WHOM[token]), trust_all, allowlist, kind, at(props, "additional_node_names"))
    for name, (token, key) in BRIDGED.items():
        listed = at(props, "elasticsearch", name)
        holder = {"deployment_id": at(props, "id") or UNKNOWN, "name": at(props, "name")}
        for index, one in enumerate(listed if isinstance(listed, list) else [UNKNOWN] if listed is UNKNOWN else ()):
            whom, trust_all, allowlist = (UNKNOWN if one is UNKNOWN else at(one, field) for field in (key, "trustAll", "trustAllowlists"))
            place = f"elasticsearch.{name}[{index}]"
            yield Entry(token, (f"{place}.{key}", f"{place}.trustAll", f"{place}.trustAllowlists"), holder, whom, trust_all, allowlist)


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

    def may_be_about(self, other: Props) -> bool:
        """Whether it is about the organization or environment of this one, for all that is known."""
        return any(may_equal(one, other.get("organization")) for one in self.targets)


def trusts(resources: Sequence[Resource]) -> list[Held]:
    """Return every entry of a stack, in an order that stays the same from run to run."""
    relationships = [one for one in resources if one.token == TRUST_RELATIONSHIP]
    holders = sorted((one for one in resources if one.token in HOLDERS), key=lambda one: one.urn)
    return [Held(one, entry, _targets(one, entry, relationships)) for one in holders for entry in entries_of(one.props)]


def _targets(resource: Resource, entry: Entry, relationships: Sequence[Resource]) -> tuple[Any, ...]:
    if entry.token != EXTERNAL_TRUST:
        return () if entry.whom is None or entry.kind == DirectTrustType.PROXY else (entry.whom,)
    sources = resource.dependencies.get(entry.paths[0], ())
    fitting = [one for one in relationships if one.urn in sources or (isinstance(entry.whom, str) and at(one.props, "trust_relationship_id") == entry.whom)]
    return tuple(target for one in fitting for target in accounts(one.props)) or (UNKNOWN,)


def accounts(relationship: Props) -> tuple[Any, ...]:
    """Return whom a trust relationship is about: the environment, and its accounts."""
    listed = at(relationship, "account_ids")
    some = listed if isinstance(listed, list) else [] if listed is None else [UNKNOWN]
    first = at(relationship, "installation_id")
    return tuple(dict.fromkeys((UNKNOWN if first is None else first, *some)))


def wanted(holder: Props, other: Props) -> tuple[str, DirectTrustType | None] | None:
    """Return the kind of the entry by which one end trusts the other of another organization or environment; None where the platforms are not known."""
    return WANTED.get((known(holder, "platform"), known(other, "platform")))


WANTED: Final[dict[tuple[str | None, str | None], tuple[str, DirectTrustType | None]]] = {
    (Platform.ECH, Platform.ECH): (ACCOUNT_TRUST, None),
    (Platform.ECE, Platform.ECE): (EXTERNAL_TRUST, None),
    (Platform.ECH, Platform.ECE): (DIRECT_TRUST, DirectTrustType.ECE),
    (Platform.ECE, Platform.ECH): (DIRECT_TRUST, DirectTrustType.ESS),
}
"""Who trusts whom by what: T2, T7, T3 and T8."""
