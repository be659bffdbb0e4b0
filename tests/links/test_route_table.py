import pytest

from crosslink_core.links.route_table import ROUTES, NoRouteError, route
from crosslink_core.model.deployments.deployment import Deployment


def end(number, **facts):
    return Deployment(deployment_id=f"{number:032x}", **({"platform": "ech", "organization": "1", "connection": "hosted"} | facts))


ONE_ENVIRONMENT = {"platform": "ece", "organization": "e", "connection": "enterprise"}


OTHER_ENVIRONMENT = ONE_ENVIRONMENT | {"organization": "f", "connection": "laboratory"}

CLOSE, ACCOUNTS, EXTERNAL, DIRECT = (
    ("remote_cluster",),
    ("account_trust", "account_trust", "remote_connection"),
    ("external_trust", "external_trust", "remote_connection"),
    ("direct_trust", "direct_trust", "remote_connection"),
)


@pytest.mark.parametrize(
    ("local", "remote", "row", "steps"),
    [
        pytest.param(end(1), end(2), "T1", CLOSE, id="hosted, one organization"),
        pytest.param(end(1), end(2, connection="other-key"), "T1", CLOSE, id="hosted, one organization behind two connections"),
        pytest.param(end(1, organization=None), end(2), "T1", CLOSE, id="organization hidden, one connection"),
        pytest.param(end(1, organization=None), end(2, organization=None), "T1", CLOSE, id="both organizations hidden, one connection"),
        pytest.param(end(1), end(2, organization="2", connection="partner"), "T2", ACCOUNTS, id="another organization"),
        pytest.param(end(1), end(2, organization="2"), "T2", ACCOUNTS, id="another organization behind one connection"),
        pytest.param(end(1), end(2, organization=None, connection="partner"), "T2", ACCOUNTS, id="organization hidden, another connection"),
        pytest.param(end(1), end(2, **ONE_ENVIRONMENT), "T3", DIRECT, id="hosted to ECE"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2, **ONE_ENVIRONMENT), "T6", CLOSE, id="one ECE environment"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2, **OTHER_ENVIRONMENT), "T7", EXTERNAL, id="another environment"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2), "T8", DIRECT, id="ECE to hosted"),
    ],
)
def test_documented_route(local, remote, row, steps):
    """Two ends are linked by the documented row, with the trust that it needs, over port 9400."""
    found = route(local, remote)

    assert (found.id, found.port, tuple(noun for _, noun in found.steps)) == (row, 9400, steps)
    assert found in ROUTES


def test_no_route():
    """Where there is no row the error names both ends and what is possible."""
    local, remote = end(1, platform=None), end(2)

    with pytest.raises(NoRouteError) as caught:
        route(local, remote)

    assert local.deployment_id in str(caught.value)
    assert remote.deployment_id in str(caught.value)
    assert "choose two such ends" in str(caught.value)


def test_rows_can_be_told_apart():
    """No two rows answer the same question, and each says what it needs and where it is documented."""
    assert len({(row.local, row.remote, row.same_organization, row.security) for row in ROUTES}) == len({row.id for row in ROUTES}) == len(ROUTES)
    assert all(row.prerequisites and row.steps and row.page.startswith("deploy-manage/remote-clusters/") for row in ROUTES)
