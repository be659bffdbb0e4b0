"""``limit-filters``.  Source: Elastic's pages on network security; our digest's P31."""

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.traffic_filter import MOST_RULES, MOST_RULESETS
from crosslink_core.model.token import TRAFFIC_FILTER
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import UNKNOWN, at
from crosslink_policies.rule import Limits, Resource, Severity, StackRule


class FilterLimits(Limits):
    """What may be changed about the rule."""

    ech: int = Field(default=MOST_RULESETS[Platform.ECH], ge=0)
    """Filters of one connection in one stack, where it leads to an organization on Elastic Cloud Hosted or to an unknown platform."""
    ece: int = Field(default=MOST_RULESETS[Platform.ECE], ge=0)
    """Filters of one connection in one stack, where it leads to an ECE environment."""


def limit_filters(resources: Sequence[Resource], limits: FilterLimits) -> Iterator[tuple[Resource, str]]:
    """A stack makes no more traffic filters than its organization or environment takes.

    Why: the service refuses those past the limit in the middle of an update.
    """
    groups: dict[tuple[object, ...], list[Resource]] = {}
    for one in sorted(resources, key=lambda one: one.urn):
        connection = at(one.props, "connection")
        if connection is not UNKNOWN:
            groups.setdefault((one.token, one.provider if one.token != TRAFFIC_FILTER else connection), []).append(one)
    for group in groups.values():
        environment = any(at(one.props, "platform") == Platform.ECE for one in group)
        limit = limits.ece if environment else limits.ech
        if len(group) > limit:
            whose = "this connection" if group[0].token == TRAFFIC_FILTER else "this provider"
            yield (
                group[limit],
                f"name: {group[limit].name} is filter {limit + 1} of {len(group)} that the stack makes on {whose}, which may have {limit};"
                f" put the rules of several into one, which holds {MOST_RULES}, or drop some",
            )


LIMIT_FILTERS: Final = StackRule(
    name="limit-filters",
    check=limit_filters,
    severity=Severity.MEDIUM,
    tokens=FILTERS,
    limits=FilterLimits,
)
