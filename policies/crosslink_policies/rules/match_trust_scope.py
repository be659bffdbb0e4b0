"""``match-trust-scope``.  Source: Elastic's pages on trust; our digest's §1.3 T1 to T8 and §1.4: who is trusted by what, and under which id."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crosslink_core.model.deployment import Platform
from crosslink_core.model.direct_trust import DirectTrustType
from crosslink_core.model.token import ACCOUNT_TRUST, BRIDGED_DEPLOYMENT, DIRECT_TRUST, TRUST_RELATIONSHIP
from crosslink_policies.links import ENDS, Link, certificate_links, ends
from crosslink_policies.plain import UNKNOWN, Props, at, known, name_of
from crosslink_policies.rule import Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import Held, trusts, wanted

NUMBER: Final = re.compile(r"[0-9]+")
"""GUESS: an organization's id; Elastic's pages say that it usually has ten digits, and show no other."""
TEN_DIGITS: Final = re.compile(r"[0-9]{10}")
"""GUESS: what is never an ECE environment's id."""
PLATFORMS: Final = {DirectTrustType.ESS: Platform.ECH, DirectTrustType.ECE: Platform.ECE}
"""What a type of direct trust is about."""


class Stack(NamedTuple):
    """What a stack tells of organizations, environments and clusters."""

    entries: Sequence[Held]
    links: Sequence[Link]
    platforms: dict[str, str]
    """The platform of each organization and environment."""
    clusters: dict[str, Props]
    """The facts of each cluster, by its Elasticsearch resource id."""


def match_trust_scope(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """Trust names the organization or environment that it is meant for, by the kind of entry that can.

    Why: the service verifies none of these ids; trust in a wrong one admits nobody, or somebody else.
    """
    facts = [end for _, _, end in ends(resources)]
    environments = [found for one in resources if one.token == TRUST_RELATIONSHIP if isinstance(found := at(one.props, "installation_id"), str)]
    stack = Stack(
        trusts(resources),
        tuple(certificate_links(resources)),
        dict.fromkeys(environments, Platform.ECE) | {org: one for end in facts if (org := known(end, "organization")) and (one := known(end, "platform"))},
        {resource_id: end for end in facts if (resource_id := known(end, "resource_id")) and known(end, "organization")},
    )
    for held in stack.entries:
        problem = _account(held, stack) or _direct(held, stack)
        yield from ((held.resource, text) for text in ([problem] if problem else _allowlist(held, stack)))


def _account(held: Held, stack: Stack) -> str | None:
    entry, here = held.entry, known(held.entry.holder, "organization")
    if entry.token != ACCOUNT_TRUST or not isinstance(entry.whom, str) or entry.whom == here:
        return None
    holder, platform = name_of(entry.holder), known(entry.holder, "platform")
    if platform == Platform.ECE and here:
        other = "DirectTrust with type ESS" if stack.platforms.get(entry.whom) == Platform.ECH else "ExternalTrust"
        return f"{entry.paths[0]}: the only account that {holder} can trust is its own environment, {here}; trust {entry.whom} by {other}"
    if platform == Platform.ECH and stack.platforms.get(entry.whom) == Platform.ECE:
        return f"{entry.paths[0]}: {entry.whom} is an ECE environment, not an organization; {holder} trusts it by DirectTrust with type ECE"
    return None


def _direct(held: Held, stack: Stack) -> str | None:
    entry = held.entry
    if entry.token != DIRECT_TRUST or entry.kind == DirectTrustType.PROXY or not isinstance(entry.whom, str):
        return None
    path, kind = entry.paths[0], entry.kind
    if entry.whom == known(entry.holder, "organization"):
        return f"{path}: {entry.whom} is where {name_of(entry.holder)} itself belongs; take the id of the others, or AccountTrust for its own"
    if kind not in PLATFORMS:
        return None
    platform = stack.platforms.get(entry.whom, PLATFORMS[kind])
    if platform != PLATFORMS[kind]:
        right = next(type_ for type_, its in PLATFORMS.items() if its == platform)
        return f"{path}: {entry.whom} is {'an organization' if platform == Platform.ECH else 'an ECE environment'}, which needs the type {right}"
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
        f"{entry.paths[0]}: {entry.whom} is not where {name_of(first)} belongs, with which the stack links {name_of(entry.holder)};"
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
                f"{entry.paths[2]}: {resource_id} is {name_of(cluster)} of {cluster['organization']}, but the entry is about {held.targets[0]};"
                f" move it to an entry about {cluster['organization']}"
            )


MATCH_TRUST_SCOPE: Final = StackRule(
    name="match-trust-scope",
    check=match_trust_scope,
    severity=Severity.HIGH,
    tokens=(*ENDS, TRUST_RELATIONSHIP, BRIDGED_DEPLOYMENT),
    limits=Limits,
)
