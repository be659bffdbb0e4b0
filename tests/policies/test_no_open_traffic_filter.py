import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.token import TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies import Limits
from crosslink_policies.filters import FILTERS
from crosslink_policies.rules.no_open_traffic_filter import no_open_traffic_filter as rule

ADVICE = "; name the networks that need access (rule no-open-traffic-filter)."


def rules(*sources):
    """Rules with these sources."""
    return [{"source": source} for source in sources]


@pytest.mark.parametrize("token", FILTERS)
@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        pytest.param(["192.0.2.1", "0.0.0.0/0"], "rules[1].source: 0.0.0.0/0 admits every IPv4 address", id="v4"),
        pytest.param(["::/0"], "rules[0].source: ::/0 admits every IPv6 address", id="v6"),
        pytest.param(["203.0.113.7/0"], "rules[0].source: 0.0.0.0/0 admits every IPv4 address", id="with bits of a host"),
        pytest.param(["2000::/3"], "rules[0].source: 2000::/3 admits every IPv6 address", id="every global address of v6"),
        pytest.param(
            ["0.0.0.0/1", "10.0.0.0/8", "128.0.0.0/1"],
            "rules[0].source: 0.0.0.0/1, together with rules[2].source (128.0.0.0/1), admits every IPv4 address",
            id="two halves",
        ),
        pytest.param(
            ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"],
            "rules[0].source: 0.0.0.0/1, together with rules[1].source (128.0.0.0/2), rules[2].source (192.0.0.0/3), admits every IPv4 address",
            id="all but multicast",
        ),
        pytest.param(
            [f"{n << 5}.0.0.0/3" for n in range(8)],
            "rules[0].source: 0.0.0.0/3, together with rules[1].source (32.0.0.0/3), rules[2].source (64.0.0.0/3), rules[3].source (96.0.0.0/3) and 3 more,"
            " admits every IPv4 address",
            id="many",
        ),
    ],
)
def test_violation(violations, token, sources, sentence):
    """The message names the rules and what they admit, alone or together."""
    assert violations(rule, token, type="ip", rules=rules(*sources)) == [sentence + ADVICE]


def test_violation_of_both_versions(violations):
    """Each version of addresses is reported by itself."""
    assert len(violations(rule, TRAFFIC_FILTER, type="ip", rules=rules("0.0.0.0/0", "::/0"))) == 2


@pytest.mark.parametrize("token", FILTERS)
@pytest.mark.parametrize(
    ("kind", "sources"),
    [
        pytest.param("ip", ["0.0.0.0/1", "128.0.0.0/2"], id="an eighth is missing"),
        pytest.param("ip", ["2000::/4", "10.0.0.0/8"], id="half of v6"),
        pytest.param("ip", ["0.0.0.0", "::"], id="single addresses"),
        pytest.param("ip", ["everybody", "0.0.0.0/33", "", None, 0], id="malformed, which others say"),
        pytest.param("vpce", ["0.0.0.0/0"], id="another type"),
        pytest.param(None, ["0.0.0.0/0"], id="no type"),
    ],
)
def test_closest_legal(violations, token, kind, sources):
    """Large is not whole, and only filters of type ip are about addresses."""
    assert violations(rule, token, type=kind, rules=rules(*sources)) == []


@pytest.mark.parametrize("token", FILTERS)
def test_unknown(violations, unknown, token):
    """One unknown rule, source or type does not hide the open rule beside it."""
    for hidden in (unknown, {"source": unknown}):
        assert len(violations(rule, token, type=unknown, rules=[hidden, {"source": "::/0"}], region=unknown)) == 1
        assert violations(rule, token, type="ip", rules=[hidden, {"source": "0.0.0.0/1"}]) == []
    assert violations(rule, token, type="ip", rules=unknown) == []


@pytest.mark.parametrize("wrong", [None, "0.0.0.0/0", 5, ["0.0.0.0/0"]])
def test_no_rule(violations, wrong):
    """What is no rule, or no list of rules, is `check`'s business, and hides nothing beside it."""
    assert violations(rule, TRAFFIC_FILTER, type="ip", rules=wrong) == []
    assert len(violations(rule, TRAFFIC_FILTER, type="ip", rules=[wrong, *rules("::/0")])) == 1


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, type="ip", rules=rules("0.0.0.0/0")) == []


@given(prefix=st.integers(1, 6), left_out=st.none() | st.integers(0, 63))
def test_any_division(prefix, left_out):
    """However the internet is divided, all parts are the whole; without one that holds public addresses they are not."""
    parts = [f"{n << (8 - prefix)}.0.0.0/{prefix}" for n in range(2**prefix)]
    if left_out is not None:
        del parts[left_out % (7 * 2**prefix // 8 or 1)]
    found = list(rule.check({"type": "ip", "rules": rules(*parts)}, Limits()))

    assert bool(found) == (left_out is None)
