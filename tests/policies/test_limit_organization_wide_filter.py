import pytest

from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER, LINK_ID_CLAIM, TRAFFIC_FILTER
from crosslink_policies.rules.limit_organization_wide_filter import limit_organization_wide_filter

OURS = (TRAFFIC_FILTER, "remote_cluster_id", "remote_cluster_org_id")
BRIDGED = (BRIDGED_TRAFFIC_FILTER, "remoteClusterId", "remoteClusterOrgId")
each = pytest.mark.parametrize(("token", "cluster", "organization"), [OURS, BRIDGED], ids=["ours", "pulumi-ec"])
END = " or list it in organizations (rule limit-organization-wide-filter)."


@pytest.mark.parametrize(
    ("token", "rule", "sentence"),
    [
        (OURS[0], {OURS[2]: "123"}, "rules[1].remote_cluster_org_id: 123 admits every cluster of that organization; give only remote_cluster_id,"),
        (
            OURS[0],
            {OURS[2]: "123", OURS[1]: "a" * 32},
            "rules[1].remote_cluster_org_id: 123 admits every cluster of that organization, not only the one beside it, because either id is enough;"
            " give only remote_cluster_id,",
        ),
        (
            BRIDGED[0],
            {BRIDGED[2]: "123", BRIDGED[1]: "a" * 32},
            "rules[1].remoteClusterOrgId: 123 admits every cluster of that organization, not only the one beside it, because either id is enough;"
            " use TrafficFilter of crosslink, which needs no organization,",
        ),
    ],
    ids=["alone", "with a cluster", "pulumi-ec"],
)
def test_violation(violations, token, rule, sentence):
    """An organization is reported alone and beside a cluster; pulumi-ec demands both, so its users hear of another way."""
    assert violations(limit_organization_wide_filter, token, type="remote_cluster", rules=[{}, rule]) == [sentence + END]


@each
def test_closest_legal(violations, token, cluster, organization):
    """A cluster by itself passes, and so does another type, whose wrong fields others report."""
    assert (
        violations(
            limit_organization_wide_filter,
            token,
            type="remote_cluster",
            rules=[{cluster: "a" * 32}, {cluster: "b" * 32, organization: None}, {organization: ""}],
        )
        == []
    )
    assert violations(limit_organization_wide_filter, token, type="ip", rules=[{organization: "123"}]) == []


@each
def test_unknown(violations, unknown, token, cluster, organization):
    """One unknown rule, id or type does not hide the organization beside it."""
    rules = [unknown, {organization: unknown}, {organization: "123", cluster: unknown}]

    for kind in ("remote_cluster", unknown):
        (found,) = violations(limit_organization_wide_filter, token, type=kind, rules=rules)
        assert found.startswith(f"rules[2].{organization}: 123 admits")
    assert violations(limit_organization_wide_filter, token, type="remote_cluster", rules=unknown) == []


def test_foreign_type(violations):
    """Other resources are left alone, whatever they look like."""
    assert violations(limit_organization_wide_filter, LINK_ID_CLAIM, type="remote_cluster", rules=[{"remote_cluster_org_id": "123"}]) == []


@each
def test_config_organizations(violations, token, cluster, organization):
    """`organizations` lists those that may come in whole."""
    rules = [{organization: "123"}, {organization: "456", cluster: "a" * 32}]

    (found,) = violations(limit_organization_wide_filter, token, {"organizations": ["123"]}, type="remote_cluster", rules=rules)
    assert found.startswith(f"rules[1].{organization}: 456 admits")
