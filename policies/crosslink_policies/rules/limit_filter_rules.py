"""``limit-filter-rules``.  Source: Elastic's pages on network security; our digest's P31."""

from collections.abc import Iterator
from typing import Final

from pydantic import Field

from crosslink_core.model.filters.traffic_filter import MOST_RULES
from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER
from crosslink_policies.plain import Props, at
from crosslink_policies.rule import Limits, ResourceRule, Severity


class RuleLimits(Limits):
    """What may be changed about the rule."""

    rules: int = Field(default=MOST_RULES, ge=0)
    """Rules of one filter."""


def limit_filter_rules(props: Props, limits: RuleLimits) -> Iterator[str]:
    """A traffic filter holds no more rules than the service takes.

    Why: the service refuses it in the middle of an update.
    """
    rules = at(props, "rules")
    if isinstance(rules, list) and len(rules) > limits.rules:
        yield f"rules: {len(rules)} are too many, a filter may hold {limits.rules}; spread them over several filters, which admit together"


LIMIT_FILTER_RULES: Final = ResourceRule(
    name="limit-filter-rules",
    check=limit_filter_rules,
    severity=Severity.MEDIUM,
    tokens=(BRIDGED_TRAFFIC_FILTER,),
    limits=RuleLimits,
)
