"""``no-first-filter-lockout``.  Source: Elastic's pages on network security; our digest's P25 to P29."""

from collections.abc import Iterator, Sequence
from typing import Any

from crosslink_core.model.filters.filter_rule import AddressRange, FilterType
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.associations import CONCERNED, Association, Filters, associations
from crosslink_policies.filters import fields, merged, network, within
from crosslink_policies.plain import UNKNOWN, at, label

Guard = tuple[Any, Resource | None]
"""The type of a filter, which may be unknown, and the filter, where it is one of the stack's."""


class LockoutLimits(Limits):
    """What may be changed about the rule."""

    admit: tuple[AddressRange, ...] = ()
    """Addresses and ranges that every deployment with filters in the stack must admit, such as those of the CI runner."""
    guarded: tuple[str, ...] = ()
    """Ids and names of deployments that filters outside the stack guard already; the rule ignores them."""


@StackRule.of(severity=Severity.CRITICAL, tokens=CONCERNED, limits=LockoutLimits)
def no_first_filter_lockout(resources: Sequence[Resource], limits: LockoutLimits) -> Iterator[tuple[Resource, str]]:
    """The first traffic filters of a deployment do not lock out those who need access.

    Why: a deployment without filters admits everybody; with its first filter it admits only those that a filter names.
    """
    filters = Filters(resources)
    groups: dict[str, list[Association]] = {}
    for association in associations(resources):
        if association.place is not None:
            groups.setdefault(association.place, []).append(association)
    for group in groups.values():
        names = [association.deployment.get(key) for association in group for key in ("deployment_id", "name")]
        inbound = [(association, guard) for association in group if (guard := _guard(association, filters))[0] != FilterType.EGRESS_FIREWALL]
        if not inbound or any(name in limits.guarded for name in names):
            continue
        first, guards = inbound[0][0], [guard for _, guard in inbound]
        whose = label({"deployment": first.deployment}, "deployment")
        if all(kind == FilterType.REMOTE_CLUSTER for kind, _ in guards):
            yield (
                first.resource,
                f"{first.path}: every filter that the stack puts on {whose} is of type remote_cluster, which locks out all people and clients;"
                " add a filter that admits them, or list the deployment in guarded if other filters do",
            )
        elif missing := _missing(guards, limits.admit):
            yield (
                first.resource,
                f"{first.path}: the filters that the stack puts on {whose} do not admit {', '.join(missing)};"
                " add a filter of type ip that does, or list the deployment in guarded if other filters do",
            )


def _guard(association: Association, filters: Filters) -> Guard:
    found = filters.match(association).sure
    kind = at(found.props, "type") if found else association.facts.get("type")
    return (kind if isinstance(kind, str) else UNKNOWN), found


def _missing(guards: Sequence[Guard], admit: Sequence[str]) -> list[str]:
    """Which of these no filter admits; none while a rule of a filter that might is unknown."""
    sources: list[Any] = []
    for kind, found in guards:
        if kind is UNKNOWN or (kind == FilterType.IP and (found is None or at(found.props, "rules") is UNKNOWN)):
            return []
        if kind == FilterType.IP and found:
            sources += [source for _, source in fields(found.props, "source")]
    if UNKNOWN in sources:
        return []
    admitted = merged(admits for source in sources if (admits := network(source)))
    return [text for text in admit if (wanted := network(text)) and not within(wanted, admitted)]
