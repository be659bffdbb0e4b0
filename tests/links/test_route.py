import pytest

from crosslink_core.links.route import ROUTES, NoRouteError, route
from crosslink_core.model.deployment import Deployment


def end(number, **facts):
    return Deployment(deployment_id=f"{number:032x}", **({"platform": "ech", "organization": "1", "connection": "hosted"} | facts))


ONE_ENVIRONMENT = {"platform": "ece", "organization": "e", "connection": "enterprise"}


@pytest.mark.parametrize(
    ("local", "remote", "row"),
    [
        pytest.param(end(1), end(2), "T1", id="hosted, one organization"),
        pytest.param(end(1), end(2, connection="other-key"), "T1", id="hosted, one organization behind two connections"),
        pytest.param(end(1, organization=None), end(2), "T1", id="organization hidden, one connection"),
        pytest.param(end(1, organization=None), end(2, organization=None), "T1", id="both organizations hidden, one connection"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2, **ONE_ENVIRONMENT), "T6", id="one ECE environment"),
    ],
)
def test_documented_route(local, remote, row):
    """Two ends of one organization or environment are linked by the documented row, over port 9400."""
    found = route(local, remote)

    assert (found.id, found.port, found.steps) == (row, 9400, ("remote_cluster",))
    assert found in ROUTES


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        pytest.param(end(1), end(2, organization="2", connection="partner"), id="another organization"),
        pytest.param(end(1), end(2, organization="2"), id="another organization behind one connection"),
        pytest.param(end(1), end(2, organization=None, connection="partner"), id="organization hidden, another connection"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2, **ONE_ENVIRONMENT | {"organization": "f"}), id="another environment"),
        pytest.param(end(1), end(2, **ONE_ENVIRONMENT), id="hosted to ECE"),
        pytest.param(end(1, **ONE_ENVIRONMENT), end(2), id="ECE to hosted"),
        pytest.param(end(1, platform=None), end(2), id="platform unknown"),
    ],
)
def test_no_route_yet(local, remote):
    """Where there is no row the error names both ends and what is possible."""
    with pytest.raises(NoRouteError) as caught:
        route(local, remote)

    assert local.deployment_id in str(caught.value)
    assert remote.deployment_id in str(caught.value)
    assert "choose two ends" in str(caught.value)


def test_rows_can_be_told_apart():
    """No two rows answer the same question, and each says what it needs and where it is documented."""
    assert len({(row.local, row.remote, row.same_organization, row.security) for row in ROUTES}) == len({row.id for row in ROUTES}) == len(ROUTES)
    assert all(row.prerequisites and row.steps and row.page.startswith("deploy-manage/remote-clusters/") for row in ROUTES)
