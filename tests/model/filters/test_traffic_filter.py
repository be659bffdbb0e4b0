import pytest
from pydantic import ValidationError

from crosslink_core.model.filters.traffic_filter import MOST_RULES, TrafficFilter, TrafficFilterState
from crosslink_core.model.problem import problems

OFFICE = {"type": "ip", "region": "aws-eu-west-1", "name": "office", "rules": [{"source": "192.0.2.1"}]}


def said(**changes):
    with pytest.raises(ValidationError) as caught:
        TrafficFilter.model_validate(OFFICE | changes)
    return [str(problem) for problem in problems(caught.value)]


def sources(count):
    return [{"source": f"10.0.{n // 256}.{n % 256}"} for n in range(count)]


def test_completed():
    """A missing value and null are the default; what is not known yet stays, and nothing is made up for what must be given."""
    unknown = object()

    assert TrafficFilter.completed({"name": unknown, "description": None, "include_by_default": None}) == {
        "name": unknown,
        "description": None,
        "include_by_default": False,
        "connection": None,
        "platform": None,
        "detach_others": False,
    }


def test_rules_are_dumped_whole():
    """What belongs to a rule's type survives the way through the model."""
    assert TrafficFilter.model_validate(OFFICE).model_dump(mode="json", exclude_none=True)["rules"] == OFFICE["rules"]


def test_most_rules():
    """128 rules are taken; one more is refused with the remedy."""
    assert len(TrafficFilter.model_validate(OFFICE | {"rules": sources(MOST_RULES)}).rules) == 128
    assert said(rules=sources(129)) == ["rules: holds 129 rules, but a ruleset takes 128; spread them over several with SplitTrafficFilter"]


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        pytest.param([], "must hold at least 1 rule", id="none"),
        pytest.param([*sources(2), sources(2)[1]], "has the same rule at [1] and at [2]; remove either", id="twice"),
        pytest.param([{"source": "10.1.2.3/8"}, {"source": "10.0.0.0/8"}], "has the same rule at [0] and at [1]; remove either", id="host bits"),
        pytest.param([{"source": "2001:DB8:0:0::/32"}, {"source": "2001:db8::/32"}], "has the same rule at [0] and at [1]; remove either", id="IPv6"),
        pytest.param([{"source": "192.0.2.1"}, {"source": "192.0.2.1/32"}], "has the same rule at [0] and at [1]; remove either", id="a single address"),
    ],
)
def test_rules(rules, line):
    """There is a rule at least, and each only once, in whatever way its address is written."""
    assert said(rules=rules) == [f"rules: {line}"]


def test_a_source_for_two_reasons():
    """The same source may stand twice with two descriptions: people have that."""
    rules = [{"source": "192.0.2.1", "description": reason} for reason in ("office", "backup")]

    assert len(TrafficFilter.model_validate(OFFICE | {"rules": rules}).rules) == 2


def test_ports_in_another_order_are_twice():
    """What means the same is the same: ports in another order."""
    rules = [{"egress_rule": {"target": "192.0.2.1", "protocol": "tcp", "ports": ports}} for ports in ([1, 2], [2, 1, 1])]

    assert said(type="egress_firewall", rules=rules) == ["rules: has the same rule at [0] and at [1]; remove either"]


@pytest.mark.parametrize("rules", [[{"nonsense": 1}], [], "text", 7], ids=repr)
def test_rules_of_an_unknown_type(rules):
    """While the type is wrong nothing is said of the rules: whatever it is going to be, they may be right."""
    assert [line.partition(":")[0] for line in said(type="IP", rules=rules)] == ["type"]


def test_every_mistake():
    """Mistakes of several properties are told together."""
    lines = said(region="EU West", name="", rules=[{"source": "x"}], detach_others="perhaps", ruels=1)

    assert [line.partition(":")[0] for line in lines] == ["region", "rules[0].source", "name", "detach_others", "ruels"]


def test_state_is_what_the_service_has():
    """A type that we do not know, a source that we would not write and no rules at all are read as they are; the id is the service's."""
    state = TrafficFilterState(type="newer", region="?", name="", rules=({"source": "example.com", "id": "r"},), ruleset_id="f" * 32)

    assert state.id == "f" * 32
    assert state.rules[0].model_dump(exclude_none=True) == {"source": "example.com"}
