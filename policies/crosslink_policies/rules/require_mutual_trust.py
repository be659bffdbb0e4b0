"""``require-mutual-trust``.  Source: Elastic's pages on remote clusters by certificate; our digest's P12 and §1.3 T2 to T5, T7 to T10."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_core.links import Trust
from crosslink_core.links.trust_rules import Means, Missing, possible_means, same_owner
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies import Enforcement, Limits, Resource, Severity, StackRule
from crosslink_policies.links import LINKS, End
from crosslink_policies.plain import known, name_of
from crosslink_policies.trusts import CONCERNED, verdicts

DECLARED: Final = {
    Trust.ACCOUNT: "AccountTrust with account_id",
    Trust.EXTERNAL: "ExternalTrust through a TrustRelationship with installation_id",
    Trust.DIRECT: "DirectTrust with type {} and scope_id",
}
"""What declares each kind of trust, before the id of the other end's organization or environment."""
BY_NAME: Final = f"DirectTrust with type {DirectTrustType.GENERIC} and {Missing.NODE_NAMES}"
"""The same, before the names of nodes that have no scope."""


# Advisory, because the other side is often another team's stack.
@StackRule.of(severity=Severity.HIGH, tokens=(*LINKS, *CONCERNED), enforcement=Enforcement.ADVISORY)
def require_mutual_trust(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """The two ends of a link between organizations, environments or platforms trust each other.

    Why: without trust on either side the link never connects, and the error shows on the other side.
    Whom a cluster without a control plane trusts is in its files, which cannot be seen from here.
    """
    reported = set()
    for link, holder, other, verdict in verdicts(resources):
        means = possible_means(holder.peer, other.peer, same=False)
        if same_owner(holder.peer, other.peer) is not False or len(means) != 1 or not holder.peer.is_hosted or verdict.may_be_about:
            continue
        organization = other.peer.organization if isinstance(other.peer.organization, str) else None
        place = known(holder.facts, "deployment_id") or (link.resource.urn, holder.path), organization or name_of(other.facts)
        if place not in reported:
            reported.add(place)
            yield (
                link.resource,
                f"{holder.path}: whether {name_of(holder.facts)} trusts {name_of(other.facts)} is not visible from this stack,"
                f" which has no {_declaration(next(iter(means)), other)} for the former; declare it, or make sure that another stack does",
            )


def _declaration(means: Means, other: End) -> str:
    organization, names = other.peer.organization, [name for name in other.peer.nodes if isinstance(name, str)]
    if organization is None and names:
        return f"{BY_NAME} {', '.join(names)}"
    return f"{DECLARED[means.noun].format(means.type)} {organization if isinstance(organization, str) else '(not known yet)'}"
