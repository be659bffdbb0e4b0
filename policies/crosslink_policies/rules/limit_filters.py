"""``limit-filters``.  Source: Elastic's pages on network security; our digest's P31."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.traffic_filter import MOST_RULES, MOST_RULESETS
from crosslink_core.model.token import TRAFFIC_FILTER
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import UNKNOWN, at


class FilterLimits(Limits):
    """What may be changed about the rule."""

    ech: int = Field(default=MOST_RULESETS[Platform.ECH], ge=0)
    """How many filters a stack may create on one connection to Elastic Cloud Hosted, or to an unknown platform."""
    ece: int = Field(default=MOST_RULESETS[Platform.ECE], ge=0)
    """How many filters a stack may create on one connection to an ECE environment."""


@StackRule.of(severity=Severity.MEDIUM, tokens=FILTERS, limits=FilterLimits)
def limit_filters(resources: Sequence[Resource], limits: FilterLimits) -> Iterator[tuple[Resource, str]]:
    """A stack creates no more traffic filters than its organization or environment allows.

    Why: the service refuses those past the limit in the middle of an update.
    """
    groups: dict[tuple[object, ...], list[Resource]] = {}
    for resource in sorted(resources, key=lambda resource: resource.urn):
        connection = at(resource.props, "connection")
        if connection is not UNKNOWN:
            groups.setdefault((resource.token, resource.provider if resource.token != TRAFFIC_FILTER else connection), []).append(resource)
    for group in groups.values():
        limit = limits.ece if any(at(resource.props, "platform") == Platform.ECE for resource in group) else limits.ech
        if len(group) > limit:
            whose = "this connection" if group[0].token == TRAFFIC_FILTER else "this provider"
            yield (
                group[limit],
                f"name: {group[limit].name} is filter {limit + 1} of {len(group)} that the stack creates on {whose}, which may have {limit};"
                f" combine filters, as one may have {MOST_RULES} rules, or remove some",
            )
