from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER
from crosslink_policies.rules.limit_filter_rules import LIMIT_FILTER_RULES as RULE


def test_violation(violations):
    """The message says how many there are and may be."""
    assert violations(RULE, BRIDGED_TRAFFIC_FILTER, rules=[{}] * 129) == [
        "rules: 129 are too many, a filter may hold 128; spread them over several filters, which admit together (rule limit-filter-rules)."
    ]


def test_closest_legal(violations):
    """The limit itself passes, and so does none."""
    assert violations(RULE, BRIDGED_TRAFFIC_FILTER, rules=[{}] * 128) == []
    assert violations(RULE, BRIDGED_TRAFFIC_FILTER, rules=None) == []


def test_unknown(violations, unknown):
    """An unknown rule is one rule; an unknown list cannot be counted."""
    assert len(violations(RULE, BRIDGED_TRAFFIC_FILTER, rules=[unknown] * 129, type=unknown)) == 1
    assert violations(RULE, BRIDGED_TRAFFIC_FILTER, rules=unknown) == []


def test_foreign_type(violations):
    """Ours is refused by its own check, and nothing is said twice."""
    assert violations(RULE, TRAFFIC_FILTER, rules=[{}] * 129) == []


def test_config_rules(violations):
    """`rules` is the limit."""
    assert violations(RULE, BRIDGED_TRAFFIC_FILTER, {"rules": 2}, rules=[{}] * 2) == []
    assert len(violations(RULE, BRIDGED_TRAFFIC_FILTER, {"rules": 2}, rules=[{}] * 3)) == 1
