"""Every rule, in the order of the docs; importing has no effect."""

from typing import Any, Final

from crosslink_policies.rule import Rule
from crosslink_policies.rules.limit_filter_rules import LIMIT_FILTER_RULES
from crosslink_policies.rules.limit_filters import LIMIT_FILTERS
from crosslink_policies.rules.limit_organization_wide_filter import LIMIT_ORGANIZATION_WIDE_FILTER
from crosslink_policies.rules.match_filter_region import MATCH_FILTER_REGION
from crosslink_policies.rules.match_rule_to_filter_type import MATCH_RULE_TO_FILTER_TYPE
from crosslink_policies.rules.match_search_versions import MATCH_SEARCH_VERSIONS
from crosslink_policies.rules.no_default_filter import NO_DEFAULT_FILTER
from crosslink_policies.rules.no_duplicate_alias import NO_DUPLICATE_ALIAS
from crosslink_policies.rules.no_first_filter_lockout import NO_FIRST_FILTER_LOCKOUT
from crosslink_policies.rules.no_open_traffic_filter import NO_OPEN_TRAFFIC_FILTER
from crosslink_policies.rules.no_system_deployments import NO_SYSTEM_DEPLOYMENTS
from crosslink_policies.rules.no_unused_traffic_filter import NO_UNUSED_TRAFFIC_FILTER
from crosslink_policies.rules.require_address_range import REQUIRE_ADDRESS_RANGE

RULES: Final[tuple[Rule[Any], ...]] = (
    NO_SYSTEM_DEPLOYMENTS,
    MATCH_SEARCH_VERSIONS,
    NO_DUPLICATE_ALIAS,
    NO_OPEN_TRAFFIC_FILTER,
    MATCH_FILTER_REGION,
    LIMIT_FILTERS,
    NO_FIRST_FILTER_LOCKOUT,
    NO_UNUSED_TRAFFIC_FILTER,
    NO_DEFAULT_FILTER,
    LIMIT_ORGANIZATION_WIDE_FILTER,
    REQUIRE_ADDRESS_RANGE,
    MATCH_RULE_TO_FILTER_TYPE,
    LIMIT_FILTER_RULES,
)
