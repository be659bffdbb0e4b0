"""``require-mutual-trust``.  Source: Elastic's pages on remote clusters by certificate; our digest's P12 and §1.3 T2 to T5, T7 to T10."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_core.model.token import ACCOUNT_TRUST, DIRECT_TRUST, EXTERNAL_TRUST
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies.links import LINKS, certificate_links
from crosslink_policies.plain import UNKNOWN, Props, known, name_of
from crosslink_policies.rule import Enforcement, Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import CONCERNED, NODES, Held, trusts, wanted

LOOKED_FOR: Final = {
    ACCOUNT_TRUST: "AccountTrust with account_id",
    EXTERNAL_TRUST: "ExternalTrust through a TrustRelationship with installation_id",
    DIRECT_TRUST: "DirectTrust with type {} and scope_id",
}
"""What is looked for, before the id of the other end's organization or environment, or what stands in its place."""
BY_NAME: Final = f"DirectTrust with type {DirectTrustType.GENERIC} and {NODES}"
"""The same, before the names of nodes that have no scope."""


def require_mutual_trust(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """The two ends of a link that crosses organizations, environments or platforms trust each other.

    Why: without trust on either side the connection never comes about, and the error is on the other one.
    Whom a cluster without a control plane trusts is in its files, which cannot be seen from here.
    """
    entries = trusts(resources)
    said = set()
    for link in certificate_links(resources):
        for side, holder, other in link.directions:
            kind = wanted(holder, other)
            if kind is None or not _apart(holder, other) or any(_may_serve(one, kind, holder, other) for one in entries):
                continue
            organization = known(other, "organization")
            place = known(holder, "deployment_id") or (link.resource.urn, side), organization or name_of(other)
            if place not in said:
                said.add(place)
                yield (
                    link.resource,
                    f"{side}: that {name_of(holder)} trusts {name_of(other)} is not visible from this stack: no {_looked_for(kind, other)} on the former;"
                    " declare it, or make sure that another stack does",
                )


def _looked_for(kind: tuple[str, DirectTrustType | None], other: Props) -> str:
    token, of_type = kind
    organization = known(other, "organization")
    if organization is None and (names := other.get("node_names")) and other.get("organization") is not UNKNOWN:
        return f"{BY_NAME} {', '.join(names)}"
    return f"{LOOKED_FOR[token].format(of_type)} {organization or '(not known yet)'}"


def _apart(one: Props, other: Props) -> bool:
    """Whether they belong to different organizations or environments, for sure."""
    return any(known(one, fact) and known(other, fact) and one[fact] != other[fact] for fact in ("platform", "organization"))


def _may_serve(one: Held, kind: tuple[str, DirectTrustType | None], holder: Props, other: Props) -> bool:
    token, of_type = kind
    fits = one.entry.token == token and (of_type is None or one.entry.kind in (of_type, DirectTrustType.GENERIC, UNKNOWN))
    return fits and one.may_be_of(holder) and one.may_be_about(other)


REQUIRE_MUTUAL_TRUST: Final = StackRule(
    name="require-mutual-trust",
    check=require_mutual_trust,
    severity=Severity.HIGH,
    tokens=(*LINKS, *CONCERNED),
    limits=Limits,
    enforcement=Enforcement.ADVISORY,  # the other side is often another team's stack
)
