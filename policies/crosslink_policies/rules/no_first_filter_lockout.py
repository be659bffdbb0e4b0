"""``no-first-filter-lockout``.  Source: Elastic's pages on network security; our digest's P25 to P29."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from crosslink_core.model.filters.filter_rule import AddressRange, FilterType
from crosslink_policies.associations import CONCERNED, Association, Filters, associations
from crosslink_policies.filters import fields, merged, network, within
from crosslink_policies.plain import UNKNOWN, at, label
from crosslink_policies.rule import Limits, Resource, Severity, StackRule

Guard = tuple[Any, Resource | None]
"""The type of a filter, which may be unknown, and the filter, where it is one of the stack's."""


class LockoutLimits(Limits):
    """What may be changed about the rule."""

    admit: tuple[AddressRange, ...] = ()
    """Addresses and ranges that every deployment with filters in the stack must admit, such as those of the CI runner."""
    guarded: tuple[str, ...] = ()
    """Ids and names of deployments that filters outside the stack guard already: they are left alone."""


def no_first_filter_lockout(resources: Sequence[Resource], limits: LockoutLimits) -> Iterator[tuple[Resource, str]]:
    """No deployment's first traffic filter shuts out those who need it.

    Why: an open deployment admits everybody, and from its first filter on nobody but whom a filter names.
    """
    filters = Filters(resources)
    groups: dict[str, list[Association]] = {}
    for one in associations(resources):
        if one.place is not None:
            groups.setdefault(one.place, []).append(one)
    for group in groups.values():
        facts = [one.deployment.get(key) for one in group for key in ("deployment_id", "name")]
        doors = [(one, guard) for one in group if (guard := _guard(one, filters))[0] != FilterType.EGRESS_FIREWALL]
        if not doors or any(fact in limits.guarded for fact in facts):
            continue
        first, guards = doors[0][0], [guard for _, guard in doors]
        whose = label({"deployment": first.deployment}, "deployment")
        if all(kind == FilterType.REMOTE_CLUSTER for kind, _ in guards):
            yield (
                first.resource,
                f"{first.path}: every filter that the stack puts on {whose} is of type remote_cluster, which shuts all people and clients out;"
                " add one that admits them, or list the deployment in guarded if other filters do",
            )
        elif missing := _missing(guards, limits.admit):
            yield (
                first.resource,
                f"{first.path}: the filters that the stack puts on {whose} do not admit {', '.join(missing)};"
                " add a filter of type ip that does, or list the deployment in guarded if other filters do",
            )


def _guard(one: Association, filters: Filters) -> Guard:
    found = filters.match(one).sure
    kind = at(found.props, "type") if found else one.facts.get("type")
    return (kind if isinstance(kind, str) else UNKNOWN), found


def _missing(guards: Sequence[Guard], admit: Sequence[str]) -> list[str]:
    """Which of these no filter admits; none while a filter that might is not known to the last rule."""
    sources: list[Any] = []
    for kind, found in guards:
        if kind is UNKNOWN or (kind == FilterType.IP and (found is None or at(found.props, "rules") is UNKNOWN)):
            return []
        if kind == FilterType.IP and found:
            sources += [source for _, source in fields(found.props, "source")]
    if UNKNOWN in sources:
        return []
    admitted = merged(tuple(one for source in sources if (one := network(source))))
    return [text for text in admit if (one := network(text)) and not within(one, admitted)]


NO_FIRST_FILTER_LOCKOUT: Final = StackRule(
    name="no-first-filter-lockout",
    check=no_first_filter_lockout,
    severity=Severity.CRITICAL,
    tokens=CONCERNED,
    limits=LockoutLimits,
)
