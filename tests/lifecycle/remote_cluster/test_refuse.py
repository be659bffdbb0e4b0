import pytest

from crosslink_core.api import error as errors
from crosslink_core.lifecycle.base import RefusedLinkError
from crosslink_core.links.route import NoRouteError


@pytest.mark.parametrize(
    ("local", "remote", "side"),
    [
        pytest.param("logging-and-metrics", "orders", "local", id="local"),
        pytest.param("orders", "logging-and-metrics", "remote", id="remote"),
    ],
)
def test_system_deployments(life, spec, requests, local, remote, side):
    """A system deployment is refused on either side before anything is asked or written."""
    with pytest.raises(RefusedLinkError, match=rf"the {side} deployment logging-and-metrics \(dddd0301.* is a system deployment"):
        life.create(spec(local, remote))

    assert requests() == []


def test_an_update_to_a_system_deployment(life, spec, requests):
    """An update is refused like a create."""
    state = life.create(spec("orders", "billing"))
    requests()

    with pytest.raises(RefusedLinkError):
        life.update(state.id, state, spec("orders", "logging-and-metrics"))

    assert requests() == []


def test_versions_only_warn(life, spec, said):
    """What the table of versions advises against is told, and left to the service."""
    state = life.create(spec("metrics-us", "logs-eu", alias="eu"))

    assert said[0] == "dddd0103dddd0103dddd0103dddd0103/main-elasticsearch/eu: searching 8.19.4 from 9.0.8 is not in Elastic's compatibility table"
    assert (state.connected, state.reason) == (False, "the versions are not compatible")


def test_another_organization(life, spec, requests):
    """Ends without a route are refused with both named, before anything is asked or written."""
    with pytest.raises(NoRouteError, match=r"no route from logs-eu .* to shop-eu .*; choose two ends there"):
        life.create(spec("logs-eu", "shop-eu"))

    assert requests() == []


def test_ends_whose_facts_are_not_known(life, spec, remotes):
    """Where the facts are missing the service is the judge, and nothing of what it refused stays."""
    wish = spec("logs-eu", "shop-eu")
    wish = wish.model_copy(update={"remote": wish.remote.model_copy(update={"platform": None})})

    with pytest.raises(errors.RefusedError, match="deployment_remote_resource_not_found"):
        life.create(wish)

    assert remotes("logs-eu") == []


@pytest.mark.parametrize(
    ("local", "remote", "status"),
    [
        pytest.param("paused", "logs-us", 500, id="a local that is stopped"),
        pytest.param("legacy", "archive", 400, id="a local from before cross-cluster features"),
    ],
)
def test_what_the_service_refuses(life, spec, local, remote, status):
    """A refusal of the service is one line with the connection and the deployment."""
    wish = spec(local, remote)

    with pytest.raises(errors.RefusedError) as caught:
        life.create(wish)

    assert caught.value.status == status
    assert str(caught.value).startswith(f"connection hosted, deployment {wish.local.deployment_id}, ref main-elasticsearch: set-")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param({"deployment_id": "f" * 32}, errors.NotFoundError, id="deployment gone"),
        pytest.param({"ref_id": "other"}, errors.NotFoundError, id="resource gone"),
        pytest.param({"deployment_id": "dddd0201" * 4}, errors.ForbiddenError, id="another organization's deployment"),
    ],
)
def test_create_on_what_is_not_there(life, spec, change, kind):
    """Creating on a deployment that is gone is an error, never a silent success."""
    wish = spec()

    with pytest.raises(kind):
        life.create(wish.model_copy(update={"local": wish.local.model_copy(update=change)}))
