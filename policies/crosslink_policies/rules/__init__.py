"""Every rule, in the order of the docs; importing has no effect."""

from typing import Any, Final

from crosslink_policies.rule import Rule
from crosslink_policies.rules.match_search_versions import MATCH_SEARCH_VERSIONS
from crosslink_policies.rules.no_duplicate_alias import NO_DUPLICATE_ALIAS
from crosslink_policies.rules.no_system_deployments import NO_SYSTEM_DEPLOYMENTS

RULES: Final[tuple[Rule[Any], ...]] = (
    NO_SYSTEM_DEPLOYMENTS,
    MATCH_SEARCH_VERSIONS,
    NO_DUPLICATE_ALIAS,
)
