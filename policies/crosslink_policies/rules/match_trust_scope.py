"""``match-trust-scope``.  Source: Elastic's pages on trust; our digest's §1.3 T1 to T10 and §1.4: who is trusted by what, and under which id."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crosslink_core.links import Trust
from crosslink_core.links.trust_facts import UNKNOWN
from crosslink_core.links.trust_rules import Means, direct_type, judge, possible_means
from crosslink_core.model.deployments.deployment import HOSTED, Platform
from crosslink_core.model.token import BRIDGED_DEPLOYMENT, TRUST_RELATIONSHIP
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.links import ENDS, CertificateLink, End, certificate_links, ends
from crosslink_policies.plain import known, name_of
from crosslink_policies.trusts import Declared, entries, held

NUMBER: Final = re.compile(r"[0-9]+")
"""GUESS: an organization's id; Elastic's pages say that it usually has ten digits, and show no other."""
TEN_DIGITS: Final = re.compile(r"[0-9]{10}")
"""GUESS: what is never an ECE environment's id."""
CALLED: Final = {
    Platform.ECH: "an organization",
    Platform.ECE: "an ECE environment",
    Platform.SELF: "the scope of self-managed nodes",
    Platform.ECK: "a namespace of Kubernetes",
}
"""What a scope on a platform is."""


class Stack(NamedTuple):
    """What a stack says of organizations, environments and clusters."""

    entries: Sequence[Declared]
    links: Sequence[CertificateLink]
    platforms: dict[str, Platform]
    """The platform of each organization and environment, and of each scope in the names of other clusters' nodes."""
    scopes: frozenset[str]
    """The scopes in the names of other clusters' nodes, which may be those of an organization."""
    clusters: dict[str, End]
    """Each cluster whose organization is known, by its Elasticsearch resource id."""


@StackRule.of(severity=Severity.HIGH, tokens=(*ENDS, TRUST_RELATIONSHIP, BRIDGED_DEPLOYMENT))
def match_trust_scope(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """An entry of trust names the right organization, environment or scope, and is of the kind that can name it.

    Why: the service verifies none of these ids; trust in a wrong one admits nobody, or somebody else.
    """
    stack = _stack(resources)
    for declared in stack.entries:
        problem = _account(declared, stack) or _direct(declared, stack)
        yield from ((declared.resource, text) for text in ([problem] if problem else _allowlist(declared, stack)))


def _stack(resources: Sequence[Resource]) -> Stack:
    environments = [found for resource in resources if resource.token == TRUST_RELATIONSHIP and (found := known(resource.props, "installation_id"))]
    hosted, others, clusters = dict[str, Platform](), dict[str, Platform](), dict[str, End]()
    for _, end in ends(resources):
        peer = end.peer
        if isinstance(peer.organization, str) and len(peer.platforms) == 1:
            (hosted if peer.is_hosted else others)[peer.organization] = next(iter(peer.platforms))
        if isinstance(peer.organization, str) and isinstance(peer.resource_id, str):
            clusters[peer.resource_id] = end
    # nodes can be called after an organization, which it stays
    platforms = {scope: platform for scope, platform in others.items() if not NUMBER.fullmatch(scope)} | dict.fromkeys(environments, Platform.ECE) | hosted
    return Stack(entries(resources), tuple(certificate_links(resources)), platforms, frozenset(others), clusters)


def _account(declared: Declared, stack: Stack) -> str | None:
    id_, here = declared.entry.trusted_id, known(declared.holder, "organization")
    if declared.entry.noun is not Trust.ACCOUNT or not isinstance(id_, str) or id_ == here:
        return None
    holder, platform, there = name_of(declared.holder), known(declared.holder, "platform"), stack.platforms.get(id_)
    if platform == Platform.ECE and here:
        right = "ExternalTrust" if there in (None, Platform.ECE) else f"DirectTrust with type {direct_type(there)}"
        return f"{declared.paths['trusted_id']}: the only account that {holder} can trust is its own environment, {here}; trust {id_} by {right}"
    if platform == Platform.ECH and there and there is not Platform.ECH:
        right = f"make {holder} trust it by DirectTrust with type {direct_type(there)}"
        return f"{declared.paths['trusted_id']}: {id_} is {CALLED[there]}, not an organization; {right}"
    return None


def _direct(declared: Declared, stack: Stack) -> str | None:
    path, id_, kind = declared.paths["trusted_id"], declared.entry.trusted_id, declared.entry.type
    if declared.entry.noun is not Trust.DIRECT or kind is DirectTrustType.PROXY or not isinstance(id_, str):
        return None
    is_generic = kind is DirectTrustType.GENERIC
    if id_ == known(declared.holder, "organization") and not (is_generic and id_ in stack.scopes):
        return f"{path}: {name_of(declared.holder)} itself belongs to {id_}; give the id of the others, or use AccountTrust for its own"
    platform = stack.platforms.get(id_)
    if not isinstance(kind, DirectTrustType) or (is_generic and platform in HOSTED):
        return None
    if is_generic:
        return _linked(declared, kind, stack)
    if platform and direct_type(platform) is not kind:
        return f"{path}: {id_} is {CALLED[platform]}, which needs the type {direct_type(platform)}"
    if kind is DirectTrustType.ESS and not NUMBER.fullmatch(id_):
        return f"{path}: {id_} is not an organization's id, which has only digits; copy it from the organization's page in the console"
    if kind is DirectTrustType.ECE and TEN_DIGITS.fullmatch(id_):
        return f"{path}: {id_} looks like an organization's id; take the environment's id, from Trust Management, or the type ESS"
    return _linked(declared, kind, stack)


def _linked(declared: Declared, kind: DirectTrustType, stack: Stack) -> str | None:
    """Compare the scope with the ends that the stack links the deployment with: one of these that no entry is about was meant."""
    pairs = [pair for link in stack.links for pair in link.directions if declared.is_held_by(pair[0].facts) is True]
    means = [possible_means(holder.peer, other.peer, same=False) for holder, other in pairs]
    if any(len(possible) != 1 for possible in means):
        return None
    suitable = [pair for pair, possible in zip(pairs, means, strict=True) if possible == {Means(Trust.DIRECT, kind)}]
    if any(other.peer.organization in (None, UNKNOWN, declared.entry.trusted_id) for _, other in suitable):
        return None
    rivals = [each for each in stack.entries if each.entry.noun is Trust.DIRECT]
    for holder, other in suitable:
        if not judge(held(rivals, holder.facts), holder.peer, other.peer, same=False).may_be_about:
            return (
                f"{declared.paths['trusted_id']}: the stack links {name_of(declared.holder)} with {name_of(other.facts)}, which does not belong to"
                f" {declared.entry.trusted_id}; take {other.peer.organization}"
            )
    return None


def _allowlist(declared: Declared, stack: Stack) -> Iterator[str]:
    """Say which of the listed clusters are known to belong elsewhere."""
    scopes = declared.entry.scopes
    if not scopes or UNKNOWN in scopes:
        return
    for id_ in declared.entry.allowlist:
        cluster = stack.clusters.get(id_) if isinstance(id_, str) else None
        if cluster and cluster.peer.organization not in scopes:
            organization = cluster.peer.organization
            yield (
                f"{declared.paths['trust_allowlist']}: {id_} is {name_of(cluster.facts)} of {organization}, but the entry is about {scopes[0]};"
                f" move it to an entry about {organization}"
            )
