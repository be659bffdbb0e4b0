"""``match-trust-scope``.  Source: Elastic's pages on trust; our digest's §1.3 T1 to T10 and §1.4: who is trusted by what, and under which id."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from crosslink_core.model.deployments.deployment import HOSTED, Platform
from crosslink_core.model.deployments.end import is_cluster
from crosslink_core.model.token import ACCOUNT_TRUST, BRIDGED_DEPLOYMENT, DIRECT_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies.links import ENDS, Link, certificate_links, ends
from crosslink_policies.plain import UNKNOWN, Props, at, known, name_of
from crosslink_policies.rule import Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import Held, trusts, wanted

NUMBER: Final = re.compile(r"[0-9]+")
"""GUESS: an organization's id; Elastic's pages say that it usually has ten digits, and show no other."""
TEN_DIGITS: Final = re.compile(r"[0-9]{10}")
"""GUESS: what is never an ECE environment's id."""
TYPES: Final = {
    Platform.ECH: DirectTrustType.ESS,
    Platform.ECE: DirectTrustType.ECE,
    Platform.SELF: DirectTrustType.GENERIC,
    Platform.ECK: DirectTrustType.GENERIC,
}
"""The type of direct trust in what is on a platform."""
CALLED: Final = {
    Platform.ECH: "an organization",
    Platform.ECE: "an ECE environment",
    Platform.SELF: "what self-managed nodes are called after",
    Platform.ECK: "a namespace of Kubernetes",
}
"""What a scope on a platform is."""


class Stack(NamedTuple):
    """What a stack tells of organizations, environments and clusters."""

    entries: Sequence[Held]
    links: Sequence[Link]
    platforms: dict[str, Platform]
    """The platform of each organization and environment, and of each scope in the names of other clusters' nodes."""
    scopes: frozenset[str]
    """The scopes in the names of other clusters' nodes, which may be those of an organization."""
    clusters: dict[str, Props]
    """The facts of each cluster, by its Elasticsearch resource id."""


def match_trust_scope(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """Trust names the organization, environment or other scope that it is meant for, by the kind of entry that can.

    Why: the service verifies none of these ids; trust in a wrong one admits nobody, or somebody else.
    """
    facts = [end for _, _, end in ends(resources)]
    environments = [found for one in resources if one.token == TRUST_RELATIONSHIP if isinstance(found := at(one.props, "installation_id"), str)]
    others = _platforms(end for end in facts if is_cluster(end))
    stack = Stack(
        trusts(resources),
        tuple(certificate_links(resources)),
        {scope: one for scope, one in others.items() if not NUMBER.fullmatch(scope)}  # nodes can be called after an organization, which it stays
        | dict.fromkeys(environments, Platform.ECE)
        | _platforms(end for end in facts if not is_cluster(end)),
        frozenset(others),
        {resource_id: end for end in facts if (resource_id := known(end, "resource_id")) and known(end, "organization")},
    )
    for held in stack.entries:
        problem = _account(held, stack) or _direct(held, stack)
        yield from ((held.resource, text) for text in ([problem] if problem else _allowlist(held, stack)))


def _platforms(ends: Iterable[Props]) -> dict[str, Platform]:
    return {scope: Platform(platform) for end in ends if (scope := known(end, "organization")) and (platform := known(end, "platform")) in TYPES}


def _account(held: Held, stack: Stack) -> str | None:
    entry, here = held.entry, known(held.entry.holder, "organization")
    if entry.token != ACCOUNT_TRUST or not isinstance(entry.whom, str) or entry.whom == here:
        return None
    holder, platform = name_of(entry.holder), known(entry.holder, "platform")
    there = stack.platforms.get(entry.whom)
    if platform == Platform.ECE and here:
        right = "ExternalTrust" if there in (None, Platform.ECE) else f"DirectTrust with type {TYPES[there]}"
        return f"{entry.paths.whom}: the only account that {holder} can trust is its own environment, {here}; trust {entry.whom} by {right}"
    if platform == Platform.ECH and there and there is not Platform.ECH:
        return f"{entry.paths.whom}: {entry.whom} is {CALLED[there]}, not an organization; {holder} trusts it by DirectTrust with type {TYPES[there]}"
    return None


def _direct(held: Held, stack: Stack) -> str | None:
    entry = held.entry
    if entry.token != DIRECT_TRUST or entry.kind == DirectTrustType.PROXY or not isinstance(entry.whom, str):
        return None
    path, kind = entry.paths.whom, entry.kind
    generic = kind == DirectTrustType.GENERIC
    if entry.whom == known(entry.holder, "organization") and not (generic and entry.whom in stack.scopes):
        return f"{path}: {entry.whom} is where {name_of(entry.holder)} itself belongs; take the id of the others, or AccountTrust for its own"
    platform = stack.platforms.get(entry.whom)
    if generic:
        return None if platform in HOSTED else _linked(held, stack)
    if kind not in TYPES.values():
        return None
    if platform and TYPES[platform] != kind:
        return f"{path}: {entry.whom} is {CALLED[platform]}, which needs the type {TYPES[platform]}"
    if kind == DirectTrustType.ESS and not NUMBER.fullmatch(entry.whom):
        return f"{path}: {entry.whom} is no organization's id, which has digits alone; copy it from the organization's page in the console"
    if kind == DirectTrustType.ECE and TEN_DIGITS.fullmatch(entry.whom):
        return f"{path}: {entry.whom} looks like an organization's id; take the environment's id, from Trust Management, or the type ESS"
    return _linked(held, stack)


def _linked(held: Held, stack: Stack) -> str | None:
    """Compare the scope with the ends that the stack links the deployment with: one of these that no entry is about was meant."""
    entry = held.entry
    pairs = [(wanted(holder, other), other) for link in stack.links for _, holder, other in link.directions if held.is_of(holder)]
    if any(kind is None for kind, _ in pairs):
        return None
    others = [other for kind, other in pairs if kind == (DIRECT_TRUST, entry.kind)]
    if any(known(other, "organization") in (None, entry.whom) for other in others):
        return None
    rivals = [one for one in stack.entries if one.entry.token == DIRECT_TRUST and one.may_be_of(entry.holder)]
    forgotten = [other for other in others if not any(one.may_be_about(other) for one in rivals)]
    if not forgotten:
        return None
    first = forgotten[0]
    return (
        f"{entry.paths.whom}: {entry.whom} is not where {name_of(first)} belongs, with which the stack links {name_of(entry.holder)};"
        f" take {first['organization']}"
    )


def _allowlist(held: Held, stack: Stack) -> Iterator[str]:
    """Say which clusters are known to belong elsewhere."""
    entry = held.entry
    if not held.targets or UNKNOWN in held.targets:
        return
    for resource_id in entry.allowlist if isinstance(entry.allowlist, list) else ():
        cluster = stack.clusters.get(resource_id) if isinstance(resource_id, str) else None
        if cluster and cluster["organization"] not in held.targets:
            yield (
                f"{entry.paths.listed}: {resource_id} is {name_of(cluster)} of {cluster['organization']}, but the entry is about {held.targets[0]};"
                f" move it to an entry about {cluster['organization']}"
            )


MATCH_TRUST_SCOPE: Final = StackRule(
    name="match-trust-scope",
    check=match_trust_scope,
    severity=Severity.HIGH,
    tokens=(*ENDS, TRUST_RELATIONSHIP, BRIDGED_DEPLOYMENT),
    limits=Limits,
)
