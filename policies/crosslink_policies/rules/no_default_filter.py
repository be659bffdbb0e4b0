"""``no-default-filter``.  Source: schema `TrafficFilterRulesetRequest`; our digest's P38."""

from collections.abc import Iterator
from typing import Final

from crosslink_policies.filters import FILTERS, spelling
from crosslink_policies.plain import Props, at
from crosslink_policies.rule import Enforcement, Limits, ResourceRule, Severity


def no_default_filter(props: Props, _limits: Limits) -> Iterator[str]:
    """No traffic filter is put on deployments that nobody has named.

    Why: whoever makes a deployment later finds it closed, and the reason in another team's stack.
    """
    key = spelling(props, "include_by_default")
    if at(props, key) is True:
        region = found if isinstance(found := at(props, "region"), str) else "the region"
        yield f"{key}: every deployment that anybody makes in {region} from now on gets this filter; associate it with those that need it instead"


NO_DEFAULT_FILTER: Final = ResourceRule(
    name="no-default-filter",
    check=no_default_filter,
    severity=Severity.MEDIUM,
    tokens=FILTERS,
    limits=Limits,
    enforcement=Enforcement.ADVISORY,
)
