"""``limit-filter-rules``.  Source: Elastic's pages on network security; our digest's P31."""

from collections.abc import Iterator

from pydantic import Field

from crosslink_core.model.filters.traffic_filter import MOST_RULES
from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.plain import Props, at


class RuleLimits(Limits):
    """What may be changed about the rule."""

    rules: int = Field(default=MOST_RULES, ge=0)
    """How many rules one filter may have."""


@ResourceRule.of(severity=Severity.MEDIUM, tokens=(BRIDGED_TRAFFIC_FILTER,), limits=RuleLimits)
def limit_filter_rules(props: Props, limits: RuleLimits) -> Iterator[str]:
    """A traffic filter has no more rules than the service accepts.

    Why: the service refuses it in the middle of an update.
    """
    rules = at(props, "rules")
    if isinstance(rules, list) and len(rules) > limits.rules:
        yield f"rules: there are {len(rules)}, and a filter may have {limits.rules}; divide them among several filters, of which one needs to match"
