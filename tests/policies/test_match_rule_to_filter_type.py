import pytest

from crosslink_core.model.filters.filter_rule import RULES, FilterType
from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, TRAFFIC_FILTER
from crosslink_policies.rules.match_rule_to_filter_type import match_rule_to_filter_type

GUID = "12345678-1234-1234-1234-123456789abc"
GOOD = {
    "ip": {"source": "192.0.2.77/24"},
    "vpce": {"source": "vpce-0a1b2c3d"},
    "azure_private_endpoint": {"azureEndpointName": "mine", "azureEndpointGuid": GUID},
    "gcp_private_service_connect_endpoint": {"source": "123456"},
    "remote_cluster": {"remoteClusterId": "a" * 32, "remoteClusterOrgId": "123"},
}
PSC = "gcp_private_service_connect_endpoint"


@pytest.mark.parametrize(
    ("kind", "rule", "sentences"),
    [
        ("ip", {}, ["source: is missing; a rule of type ip needs it"]),
        ("ip", {"source": ""}, ["source: is missing; a rule of type ip needs it"]),
        ("ip", {"source": "example.com"}, ["source: must be an IPv4 or IPv6 address, or a CIDR such as 10.0.0.0/8; host names are not accepted"]),
        (
            "ip",
            GOOD["ip"] | {"remoteClusterOrgId": "1"},
            ["remoteClusterOrgId: does not belong to a rule of type ip, which has source"],
        ),
        ("vpce", {"source": "10.0.0.1"}, [r"source: must be the id of an AWS VPC endpoint: vpce- and 8 to 17 digits from 0 to 9 and a to f"]),
        (PSC, {"source": "psc"}, [r"source: must be the number of a Private Service Connect connection, as a string"]),
        (
            "azure_private_endpoint",
            {"azureEndpointName": "mine"},
            ["azureEndpointGuid: is missing; a rule of type azure_private_endpoint needs it"],
        ),
        (
            "azure_private_endpoint",
            GOOD["azure_private_endpoint"] | {"source": "10.0.0.1"},
            ["source: does not belong to a rule of type azure_private_endpoint, which has azureEndpointName and azureEndpointGuid"],
        ),
        ("remote_cluster", {}, [": needs a remoteClusterId, a remoteClusterOrgId or both"]),
        ("remote_cluster", {"remoteClusterId": "deployment"}, ["remoteClusterId: must be an Elasticsearch resource id: 32 digits from 0 to 9 and a to f"]),
        (
            "remote_cluster",
            {"source": "10.0.0.1", "azureEndpointName": "mine"},
            [
                "azureEndpointName: does not belong to a rule of type remote_cluster, which has remoteClusterId and remoteClusterOrgId",
                "source: does not belong to a rule of type remote_cluster, which has remoteClusterId and remoteClusterOrgId",
            ],
        ),
        ("egress_firewall", {}, ["egressRule: is missing; a rule of type egress_firewall needs it"]),
    ],
)
def test_violation(violations, kind, rule, sentences):
    """Missing, malformed and foreign fields are reported in pulumi-ec's spelling, beside rules that are good."""
    found = violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=[GOOD.get(kind, rule), rule])
    second = [message for message in found if message.startswith("rules[1]")]

    assert second == [f"rules[1]{'' if text[0] == ':' else '.'}{text} (rule match-rule-to-filter-type)." for text in sentences]
    assert len(found) == len(second) * (1 if kind in GOOD else 2)


@pytest.mark.parametrize("kind", GOOD)
def test_closest_legal(violations, kind):
    """Each type's own fields pass, with a description, the service's id, nulls and keys that pulumi-ec itself refuses."""
    rule = GOOD[kind] | {"description": "why", "id": "1", "egressRule": None, "sauce": "x"}

    assert violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=[rule, {"source": None} | rule]) == []


@pytest.mark.parametrize("kind", ["ips", None])
def test_other_type(violations, kind):
    """Of a type that the table does not have nothing is said."""
    assert violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=[{}]) == []
    assert violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type="ip", rules=None) == []


@pytest.mark.parametrize("kind", GOOD)
def test_unknown(violations, unknown, kind):
    """An unknown field may be right, or absent; it does not hide a wrong one beside it, nor an unknown rule the next."""
    fields = dict.fromkeys(GOOD[kind], unknown)
    foreign = "azureEndpointName" if kind != "azure_private_endpoint" else "source"

    assert (
        violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=[unknown, fields, fields | {"description": unknown, foreign: unknown}])
        == []
    )
    (found,) = violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=[unknown, fields | {foreign: "x"}])
    assert found.startswith(f"rules[1].{foreign}: does not belong to a rule of type {kind}")
    assert violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=unknown, rules=[{}]) == []
    assert violations(match_rule_to_filter_type, BRIDGED_TRAFFIC_FILTER, type=kind, rules=unknown) == []


def test_foreign_type(violations):
    """Ours is refused by its own check, and nothing is said twice."""
    assert violations(match_rule_to_filter_type, TRAFFIC_FILTER, type="ip", rules=[{}]) == []


def test_every_type():
    """The table of this test has every type that pulumi-ec can express."""
    assert set(GOOD) | {"egress_firewall"} == set(FilterType) == set(RULES)
