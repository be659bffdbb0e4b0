"""``no-unused-traffic-filter``.  Source: our digest's P30, P31 and P38: a ruleset guards what it is associated with, and counts against the limit."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_policies.associations import CONCERNED, Filters, associations
from crosslink_policies.filters import spelling
from crosslink_policies.plain import UNKNOWN
from crosslink_policies.rule import Enforcement, Limits, Resource, Severity, StackRule


def no_unused_traffic_filter(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No traffic filter is without a deployment.

    Why: it protects nothing, and its name says otherwise.
    """
    filters = Filters(resources)
    used: set[str] = set()
    for one in associations(resources):
        match = filters.match(one)
        used.update(each.urn for each in (match.sure, *match.perhaps) if each)
    for each in filters.all:
        default = each.props.get(spelling(each.props, "include_by_default"))
        if each.urn not in used and default is not True and default is not UNKNOWN:
            yield each, f"name: no deployment of this stack is associated with {each.name}; associate one, or drop the filter if no other stack does"


NO_UNUSED_TRAFFIC_FILTER: Final = StackRule(
    name="no-unused-traffic-filter",
    check=no_unused_traffic_filter,
    severity=Severity.LOW,
    tokens=CONCERNED,
    limits=Limits,
    enforcement=Enforcement.ADVISORY,
)
