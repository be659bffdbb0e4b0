from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER
from crosslink_policies.rules.limit_filter_rules import limit_filter_rules as rule


def test_violation(violations):
    """The message says how many there are and may be."""
    assert violations(rule, BRIDGED_TRAFFIC_FILTER, rules=[{}] * 129) == [
        "rules: there are 129, and a filter may have 128; divide them among several filters, of which one needs to match (rule limit-filter-rules)."
    ]


def test_closest_legal(violations):
    """The limit itself passes, and so does none."""
    assert violations(rule, BRIDGED_TRAFFIC_FILTER, rules=[{}] * 128) == []
    assert violations(rule, BRIDGED_TRAFFIC_FILTER, rules=None) == []


def test_unknown(violations, unknown):
    """An unknown rule is one rule; an unknown list cannot be counted."""
    assert len(violations(rule, BRIDGED_TRAFFIC_FILTER, rules=[unknown] * 129, type=unknown)) == 1
    assert violations(rule, BRIDGED_TRAFFIC_FILTER, rules=unknown) == []


def test_foreign_type(violations):
    """Ours is refused by its own check, and nothing is said twice."""
    assert violations(rule, TRAFFIC_FILTER, rules=[{}] * 129) == []


def test_config_rules(violations):
    """`rules` is the limit."""
    assert violations(rule, BRIDGED_TRAFFIC_FILTER, {"rules": 2}, rules=[{}] * 2) == []
    assert len(violations(rule, BRIDGED_TRAFFIC_FILTER, {"rules": 2}, rules=[{}] * 3)) == 1
