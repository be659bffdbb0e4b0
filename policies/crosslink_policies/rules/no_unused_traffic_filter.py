"""``no-unused-traffic-filter``.  Source: our digest's P30, P31 and P38: a ruleset guards what it is associated with, and counts against the limit."""

from collections.abc import Iterator, Sequence

from crosslink_policies import Enforcement, Limits, Resource, Severity, StackRule
from crosslink_policies.associations import CONCERNED, Filters, associations
from crosslink_policies.filters import spelling
from crosslink_policies.plain import UNKNOWN


@StackRule.of(severity=Severity.LOW, tokens=CONCERNED, enforcement=Enforcement.ADVISORY)
def no_unused_traffic_filter(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """Every traffic filter is associated with a deployment.

    Why: a filter without a deployment protects nothing, and its name says otherwise.
    """
    filters = Filters(resources)
    used: set[str] = set()
    for association in associations(resources):
        match = filters.match(association)
        used.update(resource.urn for resource in (match.sure, *match.perhaps) if resource)
    for resource in filters.all:
        default = resource.props.get(spelling(resource.props, "include_by_default"))
        if resource.urn not in used and default is not True and default is not UNKNOWN:
            text = f"name: no deployment of this stack is associated with {resource.name}"
            yield resource, f"{text}; associate one, or remove the filter if no other stack does"
