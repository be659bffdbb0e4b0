"""What `check` says of values that are no traffic filter at all, or not known yet."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi.output import Unknown

from crosslink_core.model.filters.filter_rule import FilterRule, FilterType
from crosslink_core.model.filters.link_id_claim import LinkIdClaim
from crosslink_core.model.filters.traffic_filter import TrafficFilter
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociation
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust, DirectTrustType
from crosslink_core.model.trust.external_trust import ExternalTrust
from crosslink_emulator.world.state.certificate import issue
from pulumi_crosslink.provider import Failure

SPECS = {each.__name__: each for each in (TrafficFilter, TrafficFilterAssociation, LinkIdClaim, AccountTrust, ExternalTrust, DirectTrust)}
EU, AP, GONE, SHOP = (found * 4 for found in ("dddd0101", "dddd0104", "dddd0999", "dddd0201"))
GUID, VPCE = "0123abcd-0123-abcd-0123-0123456789ab", "vpce-0123456789abcdef0"
SOURCE, CLUSTER, ORG, NAME = "source", "remote_cluster_id", "remote_cluster_org_id", "azure_endpoint_name"
FIELDS = [
    *FilterRule.model_fields,
    "target",
    "protocol",
    "ports",
    "ruleset_id",
    "deployment_id",
    "platform",
    "ref_id",
    "connection",
    "name",
    "type",
    "region",
    "organization",
    "resource_id",
    "x",
]
PEM = issue("environment", 1, datetime(2024, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))
WORDS = [*FilterType, *DirectTrustType, PEM, PEM[:-30], "ours", "foreign", "hosted", "hostde", "10.0.0.1", "tcp", "ech", "main", EU, AP, GONE, SHOP]
WORDS += [VPCE, GUID, "1", "", "\x1b[31m", "x" * 9999]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS) | st.builds(Unknown),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner, max_size=5),
    max_leaves=12,
)


def changed(kind):
    return st.tuples(st.just(kind), st.dictionaries(st.sampled_from([*SPECS[kind].model_fields]) | st.text(max_size=3), ANY, max_size=4))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*SPECS]).flatmap(changed))
def test_nonsense(check, change):
    """Whatever is written in place of a value, and whatever beside it is not known yet: `check` answers, and never in pydantic's words."""
    with suppress(Failure):
        assert all(item.reason and "nput" not in item.reason and "pydantic" not in item.reason for item in check(*change).failures)
        assert not any("MII" in failure.reason for failure in check(*change).failures)


def at(value, path):
    return value if not path else at(value[path[0]], path[1:])


UNKNOWN = Unknown()


@pytest.mark.parametrize(
    ("kind", "changes", "path", "beside"),
    [
        ("TrafficFilter", {"type": UNKNOWN}, ["type"], {"rules": [{"nonsense": 1}]}),
        ("TrafficFilter", {"rules": UNKNOWN}, ["rules"], {}),
        ("TrafficFilter", {"rules": [UNKNOWN]}, ["rules", 0], {}),
        ("TrafficFilter", {"rules": [{SOURCE: UNKNOWN}]}, ["rules", 0, SOURCE], {}),
        ("TrafficFilter", {"type": "remote_cluster", "rules": [{CLUSTER: UNKNOWN}]}, ["rules", 0, CLUSTER], {}),
        ("TrafficFilter", {"type": "remote_cluster", "rules": [{CLUSTER: "e" * 32, ORG: UNKNOWN}]}, ["rules", 0, ORG], {}),
        ("TrafficFilter", {"type": "egress_firewall", "rules": [{"egress_rule": UNKNOWN}]}, ["rules", 0, "egress_rule"], {}),
        ("TrafficFilter", {"name": UNKNOWN}, ["name"], {}),
        ("TrafficFilter", {"connection": UNKNOWN}, ["connection"], {}),
        ("TrafficFilterAssociation", {"traffic_filter": UNKNOWN}, ["traffic_filter"], {}),
        ("TrafficFilterAssociation", {"traffic_filter": {"ruleset_id": UNKNOWN, "type": "ip"}}, ["traffic_filter", "ruleset_id"], {}),
        ("TrafficFilterAssociation", {"deployment": UNKNOWN}, ["deployment"], {}),
        ("TrafficFilterAssociation", {"deployment": {"deployment_id": UNKNOWN, "connection": "hosted"}}, ["deployment", "deployment_id"], {}),
        ("TrafficFilterAssociation", {"deployment": {"deployment_id": AP, "connection": UNKNOWN}}, ["deployment", "connection"], {}),
        ("LinkIdClaim", {"link_id": UNKNOWN}, ["link_id"], {}),
        ("LinkIdClaim", {"link_id": None, NAME: UNKNOWN}, [NAME], {}),
        ("LinkIdClaim", {"connection": UNKNOWN}, ["connection"], {}),
        ("AccountTrust", {"account_id": UNKNOWN}, ["account_id"], {}),
        ("AccountTrust", {"deployment": UNKNOWN}, ["deployment"], {}),
        ("AccountTrust", {"deployment": {"deployment_id": UNKNOWN, "connection": "hosted"}}, ["deployment", "deployment_id"], {}),
        ("AccountTrust", {"trust_allowlist": ["e" * 32, UNKNOWN]}, ["trust_allowlist", 1], {}),
        ("AccountTrust", {"trust_all": UNKNOWN}, ["trust_all"], {}),
        ("ExternalTrust", {"trust_relationship_id": UNKNOWN}, ["trust_relationship_id"], {}),
        ("ExternalTrust", {"deployment": {"deployment_id": AP, "connection": UNKNOWN}}, ["deployment", "connection"], {}),
        ("DirectTrust", {"certificates": UNKNOWN}, ["certificates"], {}),
        ("DirectTrust", {"certificates": [PEM, UNKNOWN]}, ["certificates", 1], {}),
        ("DirectTrust", {"scope_id": UNKNOWN}, ["scope_id"], {}),
        ("DirectTrust", {"type": UNKNOWN, "scope_id": None}, ["type"], {}),
        ("DirectTrust", {"name": UNKNOWN}, ["name"], {}),
        ("DirectTrust", {"additional_node_names": UNKNOWN}, ["additional_node_names"], {}),
    ],
)
def test_unknowns(check, kind, changes, path, beside):
    """What is not known yet is no failure and stays as it is; what is wrong beside it is told."""
    result, worse = check(kind, changes | beside), check(kind, changes | beside | {"typo": UNKNOWN})

    assert result.failures == []
    assert at(result.inputs, path) is UNKNOWN
    assert [failure.property for failure in worse.failures] == ["typo"]


@pytest.mark.parametrize("wrong", ["x", None, 7.0], ids=str)
def test_a_wrong_rule_beside_an_unknown_one(check, wrong):
    """A rule that is not known yet hides no other one."""
    failures = check("TrafficFilter", {"rules": [{SOURCE: UNKNOWN}, {SOURCE: wrong}]}).failures

    assert [failure.property for failure in failures] == ["rules[1].source"]


def test_a_typing_error_beside_what_is_not_known(check):
    """A name that is wrong is wrong whatever its value will be: it is told at preview, not in the middle of an update."""
    failures = check("TrafficFilter", {"rules": [{SOURCE: UNKNOWN, "descripton": UNKNOWN}]}).failures

    assert [(failure.property, failure.reason) for failure in failures] == [("rules[0].descripton", "is not a known key")]
