"""Whether one end of a link lets the other in by certificate: judged here for the core's reasons, the policies and the warnings about dependents.

1. :data:`MEANS` says by which noun one end trusts another; it is derived from the routes.
2. :func:`judge` compares the entries of one end's trust with the other end: whether one of them is about it, and whether they let it in.

An external trust is about the environment of its trust relationship and no other; where that is not known, the answer is not known.
Source: our digest's §1.3 and §1.4; §2.6 of the contract's digest.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from crosslink_core.links import Security, Trust
from crosslink_core.links.route_table import ROUTES
from crosslink_core.links.trust_facts import UNKNOWN, Entry, Peer, Text, Truth
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.trust.direct_trust import DirectTrustType


class Means(NamedTuple):
    """By what an end trusts another one."""

    noun: Trust
    type: DirectTrustType | None = None
    """Of a direct trust."""


def direct_type(platform: Platform | None) -> DirectTrustType:
    """Return the type of a direct trust in what is on a platform."""
    if platform is Platform.ECH:
        return DirectTrustType.ESS
    return DirectTrustType.ECE if platform is Platform.ECE else DirectTrustType.GENERIC


def _means() -> Iterator[tuple[tuple[Platform, Platform, bool], Means]]:
    for row in (row for row in ROUTES if row.security is Security.CERTIFICATE):
        for holder, other in ((row.local, row.remote), (row.remote, row.local)):
            noun = row.held_by(holder)
            for same in (True, False) if row.same_organization is None else (row.same_organization,):
                yield (holder, other, same), Means(noun, direct_type(other) if noun is Trust.DIRECT else None)


MEANS: Final = dict(_means())
"""By the platform of the end that trusts, the platform of the other, and whether both belong to one organization, environment or operator."""


class Missing(StrEnum):
    """What a deployment's trust lacks to let an end in; all but the first are fields of an entry."""

    ENTRY = "entry"
    """No entry is about the end for sure."""
    ALLOWLIST = "trust_allowlist"
    TRUST_ALL = "trust_all"
    """The end has no id that could be listed."""
    NODE_NAMES = "additional_node_names"


class Verdict(NamedTuple):
    """Whether the entries of one end let the other in."""

    lets_in: Truth
    """UNKNOWN, too, where no control plane knows the end that trusts: its files say which nodes it lets in."""
    about: tuple[Entry, ...] = ()
    """The entries that are about the other end for sure, whether they let it in or not."""
    may_be_about: tuple[Entry, ...] = ()
    """These, and those of which it is not known."""
    missing: Missing | None = None
    """What is missing where the other end is surely not let in: of the first of the entries about it, unless there is none."""
    ids: tuple[str, ...] = ()
    """The id of the cluster or the names of the nodes that are missing."""


def judge(entries: Iterable[Entry], holder: Peer, other: Peer, same: Truth | None = None) -> Verdict:
    """Judge whether a deployment with these entries lets the other end in.

    `same` says whether both belong to one organization or environment, where the caller knows more about that than the facts of the ends.
    """
    same = same_owner(holder, other) if same is None else same
    means = possible_means(holder, other, same)
    if not holder.is_hosted or not means:
        return Verdict(UNKNOWN)
    if same is True and other.organization is UNKNOWN:
        other = other._replace(organization=holder.organization)
    kinds = [(entry, kind) for entry in entries if (kind := all_of(entry.is_held, _is_of_kind(entry, means))) is not False]
    about = [(entry, all_of(kind, _is_about(entry, other))) for entry, kind in kinds]
    sure = tuple(entry for entry, is_about in about if is_about is True)
    perhaps = tuple(entry for entry, is_about in about if is_about is not False)
    admitted = {node: any_of(*(all_of(kind, _admits(entry, other, node)) for entry, kind in kinds)) for node in other.nodes}
    verdict = Verdict(all_of(*admitted.values()), sure, perhaps)
    if verdict.lets_in is not False:
        return verdict
    if not sure:
        return verdict._replace(missing=Missing.ENTRY)
    if isinstance(other.resource_id, str) and _has_scope(sure[0], other) is True:
        return verdict._replace(missing=Missing.ALLOWLIST, ids=(other.resource_id,))
    names = tuple(node for node, truth in admitted.items() if truth is False and isinstance(node, str))
    return verdict._replace(missing=Missing.NODE_NAMES if names else Missing.TRUST_ALL if other.resource_id is None else Missing.ALLOWLIST, ids=names)


def possible_means(holder: Peer, other: Peer, same: Truth) -> frozenset[Means]:
    """Return by what an end may trust another one: several where too little is known of them, none where no route links them."""
    answers = (True, False) if same is UNKNOWN else (same,)
    keys = [(here, there, answer) for here in holder.platforms for there in other.platforms for answer in answers]
    return frozenset(MEANS[key] for key in keys if key in MEANS)


def same_owner(end: Peer, other: Peer) -> Truth:
    """Whether two ends belong to one organization or environment, by their facts."""
    return False if end.platforms.isdisjoint(other.platforms) else equal(end.organization, other.organization)


def _is_of_kind(entry: Entry, means: frozenset[Means]) -> Truth:
    """Whether entries of its noun and type can be about the other end.  What an organization has by default is an account's entry, too."""
    found = {_is_of(entry, each) for each in means}
    return found.pop() if len(found) == 1 else UNKNOWN


def _is_of(entry: Entry, means: Means) -> Truth:
    if entry.noun is not (Trust.ACCOUNT if means.noun is Trust.DEFAULT else means.noun):
        return False
    return UNKNOWN if entry.type is UNKNOWN else entry.type in (means.type, DirectTrustType.GENERIC)


def _is_about(entry: Entry, other: Peer) -> Truth:
    """Whether it names the scope of an end; an end without a control plane can also be named by its nodes."""
    return any_of(_has_scope(entry, other), False if other.is_hosted else _names(entry, other))


def _has_scope(entry: Entry, other: Peer) -> Truth:
    return any_of(*(equal(scope, other.organization) for scope in entry.scopes))


def _names(entry: Entry, other: Peer) -> Truth:
    """Whether it names a node that fits the patterns of an end."""
    return any_of(*(_fits(name, pattern) for name in entry.node_names for pattern in other.patterns))


def _admits(entry: Entry, other: Peer, node: Text) -> Truth:
    """Whether an entry lets a node in: by scope and id, or by its name.  That of a node of Elastic Cloud is not known; its form is."""
    has_scope = _has_scope(entry, other)
    by_id = all_of(has_scope, any_of(entry.trust_all, *(equal(id_, other.resource_id) for id_ in entry.allowlist)))
    if isinstance(node, str):
        return any_of(by_id, *(equal(name, node) for name in entry.node_names))
    by_name = _names(entry, other) is not False or (other.is_hosted and bool(entry.node_names) and has_scope is not False)
    return any_of(by_id, UNKNOWN if by_name else False)


def _fits(name: Text, pattern: Text) -> Truth:
    """Whether a name fits a pattern, which may begin with a star."""
    if name is UNKNOWN or pattern is UNKNOWN:
        return UNKNOWN
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def equal(value: Text | None, other: Text | None) -> Truth:
    """Whether two values are the same; what is certainly absent is the same as nothing."""
    if value is None or other is None:
        return False
    return UNKNOWN if UNKNOWN in (value, other) else value == other


def all_of(*truths: Truth) -> Truth:
    """Whether all are true."""
    return False if False in truths else UNKNOWN if UNKNOWN in truths else True


def any_of(*truths: Truth) -> Truth:
    """Whether any is true."""
    return True if True in truths else UNKNOWN if UNKNOWN in truths else False
