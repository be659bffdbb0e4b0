import pytest

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle import RefusedLinkError


@pytest.mark.parametrize(
    ("local", "remote", "side"),
    [("logging-and-metrics", "orders", "local"), ("orders", "logging-and-metrics", "remote"), ("orders", "security", "remote")],
)
def test_system_deployments(life, wish, requests, local, remote, side):
    """The platform's own deployments are neither end, and nothing is asked of them."""
    with pytest.raises(RefusedLinkError, match=f"the {side} deployment .* is a system deployment"):
        life.create(wish(local, remote))

    assert requests() == []


def test_itself(life, wish, place, requests):
    """An address that leads back is no link, whatever the remote is called."""
    spec = wish()
    here = spec.local.endpoint

    with pytest.raises(RefusedLinkError, match="is the local deployment itself"):
        life.create(spec.model_copy(update={"proxy_address": f"{here}:9400", "server_name": here}))

    assert requests() == []


def test_an_old_deployment(life, wish, place, requests):
    """A deployment without cross-cluster features is refused, after a look whether they were enabled meanwhile; the message names the remedy."""
    spec = wish("archive", "legacy")

    with pytest.raises(RefusedLinkError, match=r"the remote deployment .*CrossClusterEnablement"):
        life.create(spec)
    refused = requests()
    place("legacy")[1].cross_cluster_enabled = True
    life.create(spec)

    assert refused == ["get-deployment"]


def test_versions(life, wish, said, trusting):
    """A pair that the table does not list is a warning here."""
    life.create(wish("archive", "shop-us"))

    assert [line for line in said if "compatibility table" in line] == [
        f"{wish('archive', 'shop-us').id}: searching 9.1.5 from 7.17.28 is not in Elastic's compatibility table"
    ]


def test_no_credentials(life, wish, requests):
    """A hosted deployment without credentials is refused before anything is asked, with the key, the variable and the cause."""
    with pytest.raises(ConnectionsError, match=r"crosslink:clusters.logs-us.username .* CROSSLINK_CLUSTERS__LOGS_US__PASSWORD; the API key of a hosted"):
        life.create(wish("logs-us", "shop-eu"))

    assert requests() == []
