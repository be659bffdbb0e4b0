import pytest

from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER_ASSOCIATION, LINK_ID_CLAIM, TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies.filters import FILTERS
from crosslink_policies.rules.match_filter_region import match_filter_region as rule

NAME = " (rule match-filter-region)."


@pytest.fixture
def office():
    """The facts of a filter for Ireland."""
    return {"ruleset_id": "f" * 32, "name": "office", "type": "ip", "region": "aws-eu-west-1"}


def test_violation(violations, end, office):
    """A filter that cannot be attached is named with the deployment and both regions."""
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter=office, deployment=end(1, "logs", region="gcp-us-east1")) == [
        f"traffic_filter.region: office is in aws-eu-west-1, but logs ({1:032x}) is in gcp-us-east1; create a filter in gcp-us-east1 for it{NAME}"
    ]


@pytest.mark.parametrize("token", FILTERS)
@pytest.mark.parametrize(
    ("kind", "region", "cloud"),
    [
        ("vpce", "gcp-us-east1", "AWS"),
        ("vpce", "azure-westeurope", "AWS"),
        ("vpce", "ece-region", "AWS"),
        ("azure_private_endpoint", "us-east-1", "Azure"),
        ("gcp_private_service_connect_endpoint", "aws-eu-west-1", "Google Cloud"),
    ],
)
def test_violation_of_type(violations, token, kind, region, cloud):
    """A private connection exists in its own cloud alone."""
    assert violations(rule, token, type=kind, region=region, platform="ech") == [
        f"region: {region} is not a region of {cloud}, and filters of type {kind} exist only there; choose another region or type{NAME}"
    ]


@pytest.mark.parametrize("kind", ["vpce", "azure_private_endpoint", "gcp_private_service_connect_endpoint", "egress_firewall"])
def test_violation_on_ece(violations, kind):
    """An ECE environment has two types, whatever its region is called."""
    assert violations(rule, TRAFFIC_FILTER, type=kind, region="us-east-1", platform="ece") == [
        f"type: ECE has no filters of type {kind}; choose ip or remote_cluster{NAME}"
    ]


@pytest.mark.parametrize(
    ("kind", "region", "platform"),
    [
        ("vpce", "aws-eu-west-1", "ech"),
        ("vpce", "us-east-1", None),
        ("vpce", "us-gov-east-1", "ech"),
        ("azure_private_endpoint", "azure-westeurope", "ech"),
        ("gcp_private_service_connect_endpoint", "gcp-us-east1", None),
        ("egress_firewall", "azure-westeurope", "ech"),
        ("ip", "ece-region", "ece"),
        ("remote_cluster", "ece-region", "ece"),
        ("another", "us-east-1", "ech"),
        (None, None, "ece"),
    ],
)
@pytest.mark.parametrize("token", FILTERS)
def test_closest_legal(violations, token, kind, region, platform):
    """Every type passes at home, also in the oldest regions, which have no prefix."""
    assert violations(rule, token, type=kind, region=region, platform=platform) == []


def test_closest_legal_association(violations, end, office):
    """The same region passes, and so does an end without facts."""
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter=office, deployment=end(1, "logs")) == []
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter={"ruleset_id": "f" * 32}, deployment=end(1, "logs")) == []


def test_unknown(violations, end, office, unknown):
    """Unknown regions and types cannot be judged; other unknown values hide nothing."""
    hidden = office | {"ruleset_id": unknown, "name": unknown}
    there = end(1, unknown, region="gcp-us-east1", deployment_id=unknown, connection=unknown)
    (found,) = violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter=hidden, deployment=there)

    assert found.startswith("traffic_filter.region: this filter is in aws-eu-west-1, but this deployment is in gcp-us-east1;")
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter=unknown, deployment=there) == []
    assert violations(rule, TRAFFIC_FILTER_ASSOCIATION, traffic_filter=office, deployment=end(1, "logs", region=unknown)) == []
    assert violations(rule, TRAFFIC_FILTER, type="vpce", region=unknown, platform="ech") == []
    assert violations(rule, TRAFFIC_FILTER, type=unknown, region="gcp-us-east1", platform=unknown) == []
    assert len(violations(rule, TRAFFIC_FILTER, type="vpce", region="gcp-us-east1", platform=unknown, rules=unknown)) == 1
    assert len(violations(rule, TRAFFIC_FILTER, type="vpce", region=unknown, platform="ece")) == 1


@pytest.mark.parametrize("token", [LINK_ID_CLAIM, BRIDGED_TRAFFIC_FILTER_ASSOCIATION])
def test_foreign_type(violations, token):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, token, type="vpce", region="gcp-us-east1") == []
