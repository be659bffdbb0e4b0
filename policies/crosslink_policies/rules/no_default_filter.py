"""``no-default-filter``.  Source: schema `TrafficFilterRulesetRequest`; our digest's P38."""

from collections.abc import Iterator

from crosslink_policies import Enforcement, Limits, ResourceRule, Severity
from crosslink_policies.filters import FILTERS, spelling
from crosslink_policies.plain import Props, at, known


@ResourceRule.of(severity=Severity.MEDIUM, tokens=FILTERS, enforcement=Enforcement.ADVISORY)
def no_default_filter(props: Props, _limits: Limits) -> Iterator[str]:
    """No traffic filter is included by default in new deployments.

    Why: whoever creates a deployment later finds it closed, and the reason in another team's stack.
    """
    key = spelling(props, "include_by_default")
    if at(props, key) is True:
        region = known(props, "region") or "the region"
        yield f"{key}: every new deployment in {region} gets this filter; associate it with the deployments that need it instead"
