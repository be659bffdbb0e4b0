"""Every rule, in the order of the docs; importing has no effect."""

from typing import Any, Final

from crosslink_policies.rule import Rule
from crosslink_policies.rules.limit_filter_rules import LIMIT_FILTER_RULES
from crosslink_policies.rules.limit_filters import LIMIT_FILTERS
from crosslink_policies.rules.limit_organization_wide_filter import LIMIT_ORGANIZATION_WIDE_FILTER
from crosslink_policies.rules.match_cluster_id import MATCH_CLUSTER_ID
from crosslink_policies.rules.match_filter_region import MATCH_FILTER_REGION
from crosslink_policies.rules.match_license import MATCH_LICENSE
from crosslink_policies.rules.match_replication_versions import MATCH_REPLICATION_VERSIONS
from crosslink_policies.rules.match_rule_to_filter_type import MATCH_RULE_TO_FILTER_TYPE
from crosslink_policies.rules.match_search_versions import MATCH_SEARCH_VERSIONS
from crosslink_policies.rules.match_trust_scope import MATCH_TRUST_SCOPE
from crosslink_policies.rules.no_certificate_model import NO_CERTIFICATE_MODEL
from crosslink_policies.rules.no_default_filter import NO_DEFAULT_FILTER
from crosslink_policies.rules.no_duplicate_alias import NO_DUPLICATE_ALIAS
from crosslink_policies.rules.no_first_filter_lockout import NO_FIRST_FILTER_LOCKOUT
from crosslink_policies.rules.no_open_traffic_filter import NO_OPEN_TRAFFIC_FILTER
from crosslink_policies.rules.no_system_deployments import NO_SYSTEM_DEPLOYMENTS
from crosslink_policies.rules.no_trust_everyone import NO_TRUST_EVERYONE
from crosslink_policies.rules.no_trust_removal_in_use import NO_TRUST_REMOVAL_IN_USE
from crosslink_policies.rules.no_unused_traffic_filter import NO_UNUSED_TRAFFIC_FILTER
from crosslink_policies.rules.require_address_range import REQUIRE_ADDRESS_RANGE
from crosslink_policies.rules.require_enabled_replication import REQUIRE_ENABLED_REPLICATION
from crosslink_policies.rules.require_mutual_trust import REQUIRE_MUTUAL_TRUST
from crosslink_policies.rules.require_remote_cluster_client import REQUIRE_REMOTE_CLUSTER_CLIENT
from crosslink_policies.rules.require_valid_certificate import REQUIRE_VALID_CERTIFICATE

RULES: Final[tuple[Rule[Any], ...]] = (
    NO_SYSTEM_DEPLOYMENTS,
    MATCH_SEARCH_VERSIONS,
    MATCH_REPLICATION_VERSIONS,
    MATCH_LICENSE,
    NO_DUPLICATE_ALIAS,
    REQUIRE_REMOTE_CLUSTER_CLIENT,
    REQUIRE_ENABLED_REPLICATION,
    NO_CERTIFICATE_MODEL,
    REQUIRE_MUTUAL_TRUST,
    MATCH_TRUST_SCOPE,
    MATCH_CLUSTER_ID,
    NO_TRUST_EVERYONE,
    NO_TRUST_REMOVAL_IN_USE,
    REQUIRE_VALID_CERTIFICATE,
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
