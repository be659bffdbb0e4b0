"""Declares a plan: its objects as resources, in their order, after everything that they need has been looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from pulumi import Input, Resource, ResourceOptions
from pulumi.runtime.settings import get_monitor

from crosslink_core.lifecycle.trust.link_facts import authorities, relationship_id
from crosslink_core.links import Mechanism, Trust
from crosslink_core.links.plan import TRUST_RELATIONSHIP
from crosslink_core.links.planned import Environment, Plan, PlannedObject
from crosslink_core.links.trust_entry import Authorities, RelationshipId, scope_of
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from pulumi_crosslink import settings
from pulumi_crosslink.account_trust import AccountTrust
from pulumi_crosslink.direct_trust import DirectTrust
from pulumi_crosslink.external_trust import ExternalTrust
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.remote_connection import RemoteConnection
from pulumi_crosslink.trust_relationship import TrustRelationship

RESOURCES: Final[dict[str, Callable[..., Resource]]] = {
    TRUST_RELATIONSHIP: TrustRelationship,
    Trust.ACCOUNT: AccountTrust,
    Trust.EXTERNAL: ExternalTrust,
    Trust.DIRECT: DirectTrust,
    Mechanism.REMOTE_CLUSTER: RemoteCluster,
    Mechanism.REMOTE_CONNECTION: RemoteConnection,
}
"""The resource of each noun."""

ONE_EACH: Final = {Trust.ACCOUNT: "accounts", Trust.EXTERNAL: "external"}
"""The lists that hold one entry for each organization; direct entries of one scope can be many."""

_owners: Final = WeakKeyDictionary[Any, dict[tuple[str, ...], str]]()
"""Who declares what is in a place, by the engine's end of the program: one process can run several programs, as tests do."""


def first_owner(owner: str, *place: str) -> str:
    """Return who declares what is in a place of a server first in this program: `owner`, or somebody before."""
    return _owners.setdefault(get_monitor(), {}).setdefault(place, owner)


class TrustTakenError(CrosslinkError):
    """Two links of a program would own one entry, which is one place on the server."""

    def __init__(self, wanted: PlannedObject, label: str, first: str, second: str) -> None:
        self.first, self.second = first, second
        super().__init__(
            f"deployment {label} has one entry {ONE_EACH[Trust(wanted.noun)]} for {scope_of(wanted.others[0])}, which {first} and {second} both declare; "
            f"declare the links in one Topology, or with trust=False and one {RESOURCES[wanted.noun].__name__} for all of them"
        )


@dataclass(frozen=True)
class Given:
    """What the program gives itself, so that it is not looked up."""

    certificates: Mapping[tuple[str, str], Input[Sequence[Input[str]]]] = field(default_factory=dict)
    """The certificates of authorities, by the id of the end that trusts and of the end that is trusted."""
    relationships: Mapping[tuple[str | None, str], Input[str]] = field(default_factory=dict)
    """The ids of trust relationships, by the environment that has one and the environment that it is with."""

    def certificates_of(self, holder: End, others: Sequence[End]) -> Input[Sequence[Input[str]]]:
        """Return the certificates of the authorities of some ends, looked up where they are not given."""
        given = self.certificates.get((holder.id, others[0].id))
        return list(authorities(settings.of_program(), holder, others)) if given is None else given

    def relationship_id(self, wanted: RelationshipId) -> Input[str]:
        """Return the id of a trust relationship, looked up where it is not given."""
        given = self.relationships.get((wanted.holder.organization, wanted.environment))
        return relationship_id(settings.of_program(), wanted) if given is None else given


class Declaration:
    """A plan on its way to the engine."""

    def __init__(self, owner: str, plan: Plan, given: Given) -> None:
        """Look up what the objects need; raise :exc:`CrosslinkError` before the first of them is declared."""
        self._owner, self._given = owner, given
        self._inputs = {wanted: {name: self._looked_up(wanted, value) for name, value in wanted.inputs.items()} for wanted in plan.objects}
        self.made: dict[PlannedObject, Resource] = {}

    def declare(self, wanted: PlannedObject, name: str, opts: ResourceOptions) -> Resource:
        """Declare an object under a name; raise :exc:`TrustTakenError` where another link of this program declares the same entry."""
        if wanted.noun in ONE_EACH and wanted.holder and not isinstance(wanted.holder, Environment):
            first = first_owner(self._owner, wanted.noun, wanted.holder.id, scope_of(wanted.others[0]))
            if first != self._owner:
                raise TrustTakenError(wanted, wanted.holder.label, first, self._owner)
        needed = [self.made[need] for need in wanted.needs if need in self.made]
        inputs = {key: self._made(wanted, value) if isinstance(value, RelationshipId) else value for key, value in self._inputs[wanted].items()}
        opts = ResourceOptions.merge(opts, ResourceOptions(depends_on=needed))
        self.made[wanted] = RESOURCES[wanted.noun](name, **inputs, opts=opts)
        return self.made[wanted]

    def _looked_up(self, wanted: PlannedObject, value: object) -> object:
        match value:
            case Authorities():
                return self._given.certificates_of(value.holder, value.others)
            case RelationshipId() if not wanted.needs:  # else the plan makes it
                return self._given.relationship_id(value)
        return value

    def _made(self, wanted: PlannedObject, _relationship: RelationshipId) -> object:
        return next(made.trust_relationship_id for need in wanted.needs if isinstance(made := self.made[need], TrustRelationship))
