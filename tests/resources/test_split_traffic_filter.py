import pytest
from pulumi import Output, RunError

from pulumi_crosslink import SplitTrafficFilter

RULES = [{"source": f"10.0.{n}.0/24"} for n in range(200)]


def program(**changes):
    wanted = {"parts": 3, "type": "ip", "region": "aws-eu-west-1", "rules": RULES, "connection": "hosted"} | changes
    return lambda: SplitTrafficFilter("offices", **wanted) and None


def rules(declared):
    return {name: item.props["rules"] for name, item in declared.items() if item.kind == "TrafficFilter"}


def test_parts(declared):
    """Every rule is in one of the filters, which are called by their part and say everything else alike."""
    found = declared(program(description="All", include_by_default=True, detach_others=True))
    parts = {name: one for name, one in found.items() if one.kind == "TrafficFilter"}

    assert {*found} == {"offices", *parts}
    assert {*parts} == {"offices-part-1", "offices-part-2", "offices-part-3"}
    assert {this.parent for this in parts.values()} == {"offices"}
    assert sorted(rule["source"] for item in rules(found).values() for rule in item) == sorted(rule["source"] for rule in RULES)
    assert all(one.props["description"] == "All" and one.props["include_by_default"] and one.props["detach_others"] for one in parts.values())
    assert not any(part.deletes_first for part in parts.values())
    assert len({each.props["auto_name"] for each in parts.values()}) == 3


def test_one_rule_changes_one_filter(declared):
    """A rule that is removed or added touches the filter that it is in, and no other."""
    before, after = (rules(declared(program(rules=some))) for some in (RULES, RULES[::-1][1:]))

    assert [len(item) - len(after[name]) for name, item in sorted(before.items()) if item != after[name]] == [1]


def test_a_part_without_rules(declared):
    """There is no filter for a part that no rule is in."""
    assert len(rules(declared(program(parts=50, rules=RULES[:2])))) <= 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"parts": 1}, "offices: rules: 200 rules do not fit into 1 rulesets of 128; set parts=2 or more", id="too many"),
        pytest.param({"parts": 0}, "offices: rules: 200 rules do not fit into 0 rulesets of 128; set parts=2 or more", id="no part"),
        pytest.param({"rules": []}, "offices: rules: must hold at least 1 rule", id="no rule"),
        *(
            pytest.param(
                changes,
                "offices: parts must be a whole number, and rules plain values, not outputs: they decide which part a rule belongs to",
                id=name,
            )
            for name, changes in {
                "parts a text": {"parts": "3"},
                "parts a fraction": {"parts": 2.5},
                "parts missing": {"parts": None},
                "rules missing": {"rules": None},
                "rules an output": {"rules": Output.from_input(RULES)},
                "a rule an output": {"rules": [Output.from_input(RULES[0])]},
                "an output in a rule": {"rules": [{"source": Output.from_input("10.0.0.1")}]},
                "an output deep in a rule": {"rules": [{"egress_rule": {"target": "10.0.0.1", "ports": [Output.from_input(1)]}}]},
            }.items()
        ),
    ],
)
def test_refused(declared, changes, message):
    """What cannot be spread is one line with the component's name, and what to do."""
    with pytest.raises(RunError) as caught:
        declared(program(**changes))

    assert str(caught.value) == message
