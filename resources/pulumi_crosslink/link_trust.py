"""The trust that links need, as resources: what the program looks up for them, and the entries on each end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from pulumi import Input, Resource, ResourceOptions
from pulumi.runtime.settings import get_monitor

from crosslink_core.lifecycle.trust import trust_relationships
from crosslink_core.lifecycle.trust.certificate_authority import authority
from crosslink_core.links.route import Trust
from crosslink_core.links.trust import TrustWish
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.trust.direct_trust import DirectTrustType
from pulumi_crosslink.account_trust import AccountTrust
from pulumi_crosslink.deployment import of_facts
from pulumi_crosslink.direct_trust import DirectTrust
from pulumi_crosslink.external_trust import ExternalTrust
from pulumi_crosslink.settings import of_program

ONE_EACH: Final = {Trust.ACCOUNT: ("accounts", "AccountTrust"), Trust.EXTERNAL: ("external", "ExternalTrust")}
"""The lists that hold one entry for each organization, and the resource of such an entry; direct entries of one scope can be many."""

TYPES: Final[Mapping[Platform | None, DirectTrustType]] = {Platform.ECH: DirectTrustType.ESS, Platform.ECE: DirectTrustType.ECE}

_owners: Final = WeakKeyDictionary[Any, dict[tuple[Trust, str, str], str]]()
"""Who declares the entry in a place, by the engine's end of the program: one process can run several programs, as tests do."""

Certificates = Mapping[tuple[str, str], Input[Sequence[Input[str]]]]
"""The certificates of authorities, by the id of the end that trusts and of the one that is trusted."""

Relationships = Mapping[tuple[str, str], Input[str]]
"""The ids of trust relationships, by the environment that has one and the environment that it is with."""


class MissingTrustError(CrosslinkError):
    """What a trust entry needs is not there, or cannot be seen from here."""


class TrustTakenError(CrosslinkError):
    """Two links of a program would own one entry, which is one place on the server."""

    def __init__(self, wish: TrustWish, first: str, second: str) -> None:
        self.first, self.second = first, second
        kind, noun = ONE_EACH[wish.trust]
        super().__init__(
            f"deployment {wish.holder.label} has one entry {kind} for {wish.scope}, which {first} and {second} both declare; "
            f"declare the links in one Topology, or with trust=False and one {noun} for all of them"
        )


@dataclass(frozen=True)
class Given:
    """What the program says itself, and is not looked up."""

    owner: str
    """Who declares the links: `ClusterLink logs`."""
    certificates: Certificates = field(default_factory=dict)
    relationships: Relationships = field(default_factory=dict)

    def find(self, holder: End, other: End) -> Input[Sequence[Input[str]]]:
        """Return the certificates that are given for an end to hold of another, or those that are looked up."""
        key = holder.id, other.id
        return self.certificates[key] if key in self.certificates else certificates_of(holder, other)


def refuse_unsigned(needed: Sequence[TrustWish]) -> None:
    """Raise for a cluster that is to be trusted and whose authorities no file names, or a wrong one: before the entries of others are declared."""
    for wish in needed:
        for one in wish.others:
            if isinstance(one, Cluster):
                _of_cluster(wish.holder, one)


def declare(name: str, wish: TrustWish, given: Given, opts: ResourceOptions) -> Resource:
    """Declare one entry; raise :exc:`MissingTrustError` where what it needs cannot be found, :exc:`TrustTakenError` where it is declared already."""
    if wish.trust in ONE_EACH:
        owners = _owners.setdefault(get_monitor(), {})
        first = owners.setdefault((wish.trust, wish.holder.deployment_id, wish.scope), given.owner)
        if first != given.owner:
            raise TrustTakenError(wish, first, given.owner)
    return DECLARE[wish.trust](name, wish, given, opts)


def _account(name: str, wish: TrustWish, _given: Given, opts: ResourceOptions) -> Resource:
    return AccountTrust(name, deployment=of_facts(wish.holder), account_id=wish.scope, trust_allowlist=wish.allowlist, opts=opts)


def _external(name: str, wish: TrustWish, given: Given, opts: ResourceOptions) -> Resource:
    key = wish.holder.organization or "", wish.scope
    id_ = given.relationships[key] if key in given.relationships else _relationship(wish)
    return ExternalTrust(name, deployment=of_facts(wish.holder), trust_relationship_id=id_, trust_allowlist=wish.allowlist, opts=opts)


def _direct(name: str, wish: TrustWish, given: Given, opts: ResourceOptions) -> Resource:
    key = wish.holder.id, wish.others[0].id
    certificates = given.certificates[key] if key in given.certificates else list(dict.fromkeys(_certificates(wish)))
    return DirectTrust(
        name,
        deployment=of_facts(wish.holder),
        type=TYPES.get(wish.others[0].platform, DirectTrustType.GENERIC).value,
        scope_id=wish.scope_id,
        trust_all=wish.trust_all or None,
        trust_allowlist=None if wish.trust_all else wish.allowlist,
        additional_node_names=wish.node_names or None,
        certificates=certificates,
        opts=opts,
    )


DECLARE: Final[Mapping[Trust, Callable[[str, TrustWish, Given, ResourceOptions], Resource]]] = {
    Trust.ACCOUNT: _account,
    Trust.EXTERNAL: _external,
    Trust.DIRECT: _direct,
}


def _relationship(wish: TrustWish) -> str:
    holder = wish.holder
    known = trust_relationships.first(of_program().connections, holder.connection).values()
    found = [one.id for one in known if not one.local and wish.scope in {one.installation_id, *one.account_ids}]
    if not found:
        msg = (
            f"the environment of {holder.label} (connection {of_program().connections.name(holder.connection)}) has no trust relationship with environment "
            f"{wish.scope}, which a link between environments needs first; declare a TrustRelationship on both platforms, and give their ids"
        )
        raise MissingTrustError(msg)
    return found[0]


def _certificates(wish: TrustWish) -> Iterator[str]:
    """The authorities that sign for the others now, and those that will: one per region on ECH, one per environment on ECE."""
    seen: set[str | None] = set()
    for one in wish.others:
        region = one.id if isinstance(one, Cluster) else one.region if one.platform is Platform.ECH else None
        if region not in seen:
            seen.add(region)
            yield from certificates_of(wish.holder, one)


def certificates_of(holder: End, one: End) -> tuple[str, ...]:
    """Return the certificates of the authorities that sign for an end's nodes; raise :exc:`MissingTrustError` where they cannot be found.

    A past certificate is held until the service lists it no more: some nodes may not have a new one yet.
    """
    connections = of_program().connections
    if isinstance(one, Cluster):
        return _of_cluster(holder, one)
    try:
        known, now = authority(connections, one.connection, one.deployment_id), datetime.now(UTC)
    except CrosslinkError as error:
        why = "are not visible from here" if one.connection is None else f"cannot be read ({error})"
        msg = f"the certificates of {one.label}, which {holder.label} is to trust, {why}; give them: certificates=[…]"
        raise MissingTrustError(msg) from None
    # by age, not by use: so files in which the same certificates stand do not change when the next one begins to sign
    return tuple(each.pem for each in sorted((*known.trusted, *known.past), key=lambda each: (each.valid_to, each.pem)) if each.valid_to > now)


def _of_cluster(holder: End, one: Cluster) -> tuple[str, ...]:
    found = of_program().connections.clusters.configured(one.cluster).authorities()
    if not found:
        msg = (
            f"{holder.label} cannot trust {one.label}, because the authorities of its transport layer are not known: "
            f"name the file with their certificates as crosslink:clusters.{one.cluster}.transportCaFile"
        )
        raise MissingTrustError(msg)
    return found
