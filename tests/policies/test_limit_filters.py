import pytest

from crosslink_core.model.token import TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies.rules.limit_filters import limit_filters as rule

SMALL = {"ech": 2, "ece": 1}


@pytest.mark.parametrize(("platform", "limit"), [("ech", 1024), ("ece", 512)])
def test_violation(stack_violations, ours, platform, limit):
    """The first one past the limit is reported, once, in an order that stays."""
    some = [ours(f"f{n:04}", rules=(), platform=platform) for n in range(limit + 2)]

    assert stack_violations(rule, some[::-1]) == [
        (
            f"f{limit:04}",
            f"name: f{limit:04} is filter {limit + 1} of {limit + 2} that the stack creates on this connection, which may have {limit};"
            " combine filters, as one may have 128 rules, or remove some (rule limit-filters).",
        )
    ]
    assert stack_violations(rule, some[:limit]) == []


@pytest.mark.parametrize(
    "third",
    [pytest.param({"connection": "other"}, id="another connection"), pytest.param({"connection": None}, id="the default connection")],
)
def test_closest_legal(stack_violations, ours, bridged, third):
    """Each connection has its own organization, and pulumi-ec's filters theirs."""
    some = [ours("a", connection="here"), ours("b", connection="here"), ours("c", **third), bridged("d"), bridged("e")]

    assert stack_violations(rule, some, SMALL) == []


def test_providers(stack_violations, bridged):
    """Filters of pulumi-ec are counted by their provider, which leads to one organization."""
    some = [bridged(name) for name in "abcd"]

    assert stack_violations(rule, some, SMALL, providers={"a": "x", "b": "x", "c": "y", "d": "y"}) == []
    ((name, sentence),) = stack_violations(rule, some, SMALL, providers={"a": "x", "b": "y", "c": "x", "d": "x"})
    assert name == "d"
    assert "d is filter 3 of 3 that the stack creates on this provider, which may have 2;" in sentence


def test_unknown(stack_violations, ours, unknown):
    """A filter on an unknown connection is not counted; other unknown values hide none."""
    some = [ours("a", kind=unknown, platform=unknown), ours("b", connection=unknown), ours("c", region=unknown, platform=unknown)]

    assert stack_violations(rule, some, SMALL) == []
    assert [name for name, _ in stack_violations(rule, [*some, ours("d", platform=unknown)], SMALL)] == ["d"]


def test_foreign_type(stack_violations, ours):
    """Other resources are not counted."""
    some = [ours("a"), ours("b"), (TRAFFIC_FILTER_ASSOCIATION, "c", {}), (TRAFFIC_FILTER_ASSOCIATION, "d", {})]

    assert stack_violations(rule, some, SMALL) == []


def test_config_ech(stack_violations, ours, bridged):
    """`ech` is the limit of hosted filters, and of those whose platform is unknown."""
    assert [name for name, _ in stack_violations(rule, [ours("a"), ours("b"), bridged("c")], {"ech": 1})] == ["b"]
    assert [name for name, _ in stack_violations(rule, [bridged("c")], {"ech": 0})] == ["c"]


def test_config_ece(stack_violations, ours):
    """`ece` is the limit of filters on ECE."""
    assert [name for name, _ in stack_violations(rule, [ours("a", platform="ece"), ours("b", platform="ece")], {"ece": 1})] == ["b"]
    assert stack_violations(rule, [ours("a"), ours("b")], {"ece": 1}) == []
