"""Every rule, in the order of the docs; importing has no effect."""

from typing import Final

from crosslink_policies import Rule
from crosslink_policies.rules.limit_filter_rules import limit_filter_rules
from crosslink_policies.rules.limit_filters import limit_filters
from crosslink_policies.rules.limit_organization_wide_filter import limit_organization_wide_filter
from crosslink_policies.rules.match_cluster_id import match_cluster_id
from crosslink_policies.rules.match_filter_region import match_filter_region
from crosslink_policies.rules.match_license import match_license
from crosslink_policies.rules.match_replication_versions import match_replication_versions
from crosslink_policies.rules.match_rule_to_filter_type import match_rule_to_filter_type
from crosslink_policies.rules.match_search_versions import match_search_versions
from crosslink_policies.rules.match_trust_scope import match_trust_scope
from crosslink_policies.rules.no_certificate_model import no_certificate_model
from crosslink_policies.rules.no_default_filter import no_default_filter
from crosslink_policies.rules.no_duplicate_alias import no_duplicate_alias
from crosslink_policies.rules.no_first_filter_lockout import no_first_filter_lockout
from crosslink_policies.rules.no_open_traffic_filter import no_open_traffic_filter
from crosslink_policies.rules.no_system_deployments import no_system_deployments
from crosslink_policies.rules.no_trust_everyone import no_trust_everyone
from crosslink_policies.rules.no_trust_removal_in_use import no_trust_removal_in_use
from crosslink_policies.rules.no_unused_traffic_filter import no_unused_traffic_filter
from crosslink_policies.rules.require_address_range import require_address_range
from crosslink_policies.rules.require_enabled_replication import require_enabled_replication
from crosslink_policies.rules.require_mutual_trust import require_mutual_trust
from crosslink_policies.rules.require_remote_cluster_client import require_remote_cluster_client
from crosslink_policies.rules.require_valid_certificate import require_valid_certificate

RULES: Final[tuple[Rule, ...]] = (
    no_system_deployments,
    match_search_versions,
    match_replication_versions,
    match_license,
    no_duplicate_alias,
    require_remote_cluster_client,
    require_enabled_replication,
    no_certificate_model,
    require_mutual_trust,
    match_trust_scope,
    match_cluster_id,
    no_trust_everyone,
    no_trust_removal_in_use,
    require_valid_certificate,
    no_open_traffic_filter,
    match_filter_region,
    limit_filters,
    no_first_filter_lockout,
    no_unused_traffic_filter,
    no_default_filter,
    limit_organization_wide_filter,
    require_address_range,
    match_rule_to_filter_type,
    limit_filter_rules,
)
