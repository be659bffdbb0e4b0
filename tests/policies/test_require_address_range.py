import pytest

from crosslink_core.model.token import LINK_ID_CLAIM, TRAFFIC_FILTER
from crosslink_policies.filters import FILTERS
from crosslink_policies.rules.require_address_range import require_address_range as rule

CONFIG = {"networks": ["192.0.2.0/25", "192.0.2.128/25", "2001:db8::/32", "198.51.100.7"]}
each = pytest.mark.parametrize("token", FILTERS)


def rules(*sources):
    """Rules with these sources."""
    return [{"source": source} for source in sources]


@each
@pytest.mark.parametrize("source", ["203.0.113.7/32", "192.0.2.0/23", "198.51.100.0/24", "2001:db9::/64", "::/0"])
def test_violation(violations, token, source):
    """A range outside, or partly outside, is reported with the networks."""
    assert violations(rule, token, CONFIG, type="ip", rules=rules("192.0.2.1", source)) == [
        f"rules[1].source: {source} is outside 192.0.2.0/24, 198.51.100.7/32, 2001:db8::/32;"
        " give a range inside, or add it to networks (rule require-address-range)."
    ]


@each
@pytest.mark.parametrize("source", ["192.0.2.77/24", "192.0.2.64/26", "198.51.100.7", "2001:db8::1", "office", None])
def test_closest_legal(violations, token, source):
    """A range across two neighbours passes; what is malformed is reported elsewhere, and other types have no addresses."""
    assert violations(rule, token, CONFIG, type="ip", rules=rules(source)) == []
    assert violations(rule, token, CONFIG, type="vpce", rules=rules("203.0.113.7")) == []


@each
def test_unknown(violations, unknown, token):
    """One unknown rule, source or type does not hide the address beside it."""
    assert len(violations(rule, token, CONFIG, type=unknown, rules=[unknown, *rules(unknown, "203.0.113.7")])) == 1
    assert violations(rule, token, CONFIG, type="ip", rules=unknown) == []


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, LINK_ID_CLAIM, CONFIG, type="ip", rules=rules("203.0.113.7")) == []


@each
def test_config_networks(violations, token):
    """Without `networks` there is nothing to require; those of one version forbid the other."""
    assert violations(rule, token, type="ip", rules=rules("203.0.113.7", "::/0")) == []
    assert len(violations(rule, token, {"networks": ["203.0.113.0/24"]}, type="ip", rules=rules("203.0.113.7", "::1"))) == 1


def test_wrong_config(violations):
    """A network that cannot be read is reported, not ignored."""
    (found,) = violations(rule, TRAFFIC_FILTER, {"networks": ["10.0.0.0/8", "office"]}, type="ip")

    assert found.startswith("policy configuration: networks[1]: must be an IPv4 or IPv6 address, or a CIDR")
