import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, LINK_ID_CLAIM
from crosslink_policies.rules.no_unused_traffic_filter import no_unused_traffic_filter as rule

FACTS = {"name": "a-1a2b3c4", "type": "ip", "region": "aws-eu-west-1"}


@pytest.fixture
def unused(stack_violations):
    """The names of the filters that are reported."""
    return lambda *resources, **wiring: [name for name, _ in stack_violations(rule, resources, **wiring)]


def test_violation(stack_violations, unused, ours, bridged, put, bridged_put):
    """A filter without an association is reported, whoever makes it."""
    assert stack_violations(rule, [ours("a")]) == [
        (
            "a",
            "name: no deployment of this stack is associated with a; "
            "associate one, or remove the filter if no other stack does (rule no-unused-traffic-filter).",
        )
    ]
    assert unused(bridged("b")) == ["b"]
    assert unused(ours("a", ruleset_id="a" * 32), bridged("b", id="b"), put("one", "c" * 32), bridged_put("two", "c")) == ["a", "b"]


def test_closest_legal(unused, ours, bridged, put, bridged_put, unknown):
    """An association is matched by dependency, by id or by our facts, across providers as well."""
    deployment = (BRIDGED_DEPLOYMENT, "d", {"id": "d", "trafficFilters": ["b", unknown]})

    assert unused(ours("a"), put("one", unknown), wiring={("one", "traffic_filter"): ["a"]}) == []
    assert unused(bridged("b"), put("one", unknown), wiring={("one", "traffic_filter"): ["b"]}) == []
    assert unused(ours("a"), bridged_put("one", unknown), wiring={("one", "trafficFilterId"): ["a"]}) == []
    assert unused(ours("a", ruleset_id="a" * 32), bridged("b", id="b"), put("one", "a" * 32), bridged_put("two", "b")) == []
    assert unused(ours("a"), put("one", unknown, **FACTS)) == []
    assert unused(bridged("b", id="b"), bridged("c"), deployment, wiring={("d", "trafficFilters"): ["b", "c"]}) == []


def test_default(unused, ours, bridged):
    """A filter that later deployments get by themselves needs no association."""
    assert unused(ours("a", include_by_default=True), bridged("b", includeByDefault=True)) == []
    assert unused(ours("a", include_by_default=False), bridged("b", includeByDefault=False)) == ["a", "b"]


def test_unknown(unused, ours, bridged, put, bridged_put, unknown):
    """An association that cannot be matched might be any filter of its kind that nothing tells apart; the others are reported."""
    assert unused(ours("a", include_by_default=unknown), bridged("b", includeByDefault=unknown)) == []
    assert unused(ours("a", kind=unknown), bridged("b"), put("one", unknown)) == ["b"]
    assert unused(ours("a"), bridged("b"), bridged_put("one", unknown)) == ["a"]
    assert unused(ours("a"), ours("b", rules=[unknown]), put("one", unknown, name="a-1a2b3c4", region=unknown)) == ["b"]
    assert unused(ours("a"), ours("b"), put("one", unknown, **FACTS | {"type": "vpce"})) == ["a", "b"]
    assert unused(ours("a"), ours("b"), put("one", "c" * 32, unknown, name="b-1a2b3c4")) == ["a"]


def test_unknown_between(unused, ours, bridged, put, unknown):
    """A property made of several filters narrows the doubt to these, and our facts to one."""
    both = {("one", "traffic_filter"): ["a", "b"]}
    filters = (ours("a"), ours("b"), ours("c"))

    assert unused(*filters, put("one", unknown), wiring=both) == ["c"]
    assert unused(*filters, put("one", unknown, **FACTS), wiring=both) == ["b", "c"]
    assert unused(ours("a"), ours("b", name="a-1a2b3c4"), put("one", unknown, **FACTS)) == []


@pytest.mark.parametrize("listed", [["x"], [], None])
def test_lists(unused, bridged, listed):
    """A deployment of pulumi-ec uses what its list holds, and nothing else."""
    assert unused(bridged("b", id="b"), (BRIDGED_DEPLOYMENT, "d", {"id": "d", "trafficFilters": listed})) == ["b"]


def test_unknown_list(unused, bridged, unknown):
    """An unknown list uses the filters that it was made of, and else might use any."""
    some = bridged("b"), bridged("c"), (BRIDGED_DEPLOYMENT, "d", {"id": unknown, "trafficFilters": unknown})

    assert unused(*some, wiring={("d", "trafficFilters"): ["c"]}) == ["b"]
    assert unused(*some) == []


def test_foreign_type(unused, ours):
    """Other resources are left alone, whatever they look like."""
    assert unused((LINK_ID_CLAIM, "a", ours("a")[2])) == []
