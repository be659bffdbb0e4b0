import pytest

from crosslink_core.api import error as errors
from crosslink_core.lifecycle import RefusedLinkError


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
    """Ends that the list of remote clusters does not join are refused with both named, before anything is asked or written."""
    with pytest.raises(RefusedLinkError, match=r"logs-eu .* and shop-eu .* different organizations .*; declare a ClusterLink"):
        life.create(spec("logs-eu", "shop-eu"))

    assert requests() == []


def test_ends_whose_facts_are_not_known(life, spec, remotes):
    """Where the facts are missing the service is the judge, and nothing of what it refused stays."""
    wish = spec("logs-eu", "shop-eu")
    wish = wish.model_copy(update={"remote": wish.remote.model_copy(update={"platform": None})})

    with pytest.raises(errors.RefusedError, match="deployment_remote_resource_not_found"):
        life.create(wish)

    assert remotes("logs-eu") == []


def test_what_the_service_refuses(life, spec):
    """A refusal of the service is one line with the connection and the deployment."""
    wish = spec("paused", "logs-us")

    with pytest.raises(errors.RefusedError) as caught:
        life.create(wish)

    assert caught.value.status == 500
    assert str(caught.value).startswith(f"connection hosted, deployment {wish.local.deployment_id}, ref main-elasticsearch: set-")


@pytest.mark.parametrize(("local", "remote", "side"), [("legacy", "archive", "local"), ("archive", "legacy", "remote")], ids=["local", "remote"])
def test_from_before_cross_cluster_features(life, spec, requests, remotes, local, remote, side):
    """A deployment without cross-cluster features is refused as either end, and the resource that gives them is named."""
    with pytest.raises(RefusedLinkError, match=rf"the {side} deployment legacy .* declare a CrossClusterEnablement for it"):
        life.create(spec(local, remote))

    assert remotes(local) == []


def test_features_that_came_in_this_run(life, spec, emulator):
    """Facts may be older than what another resource of the same program has enabled since: it is looked again."""
    wish = spec("archive", "legacy")
    emulator.world.clouds["hosted"].deployments["legacy"].cross_cluster_enabled = True

    assert life.create(wish).trusted


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
