"""Every row of the route table, run against the emulator, with its negative twins."""

import pytest

from crosslink_core.lifecycle.base import RefusedLinkError, Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.links.route import ROUTES, NoRouteError, route
from crosslink_core.model.remote_cluster import RemoteCluster

IDS = {name: f"dddd{number}" * 4 for name, number in (("logs-eu", "0101"), ("logs-us", "0102"), ("paused", "0106"), ("legacy", "0107"), ("shop-eu", "0201"))}
IDS |= {name: f"dddd{number}" * 4 for name, number in (("logging-and-metrics", "0301"), ("orders", "0302"), ("billing", "0303"), ("trial", "0402"))}
ENDS = {"T1": ("logs-eu", "logs-us"), "T6": ("orders", "billing")}
"""Two deployments of the demonstration estate for each row."""


@pytest.fixture
def link(connections):
    """Link two deployments of the demonstration estate by name."""
    directory = DeploymentDirectory(connections)
    clouds = {"01": "hosted", "02": "partner", "03": "enterprise", "04": "laboratory"}

    def make(local, remote):
        here, there = (directory.find([(clouds[IDS[name][4:6]], IDS[name])])[IDS[name]] for name in (local, remote))
        row = route(here, there)
        spec = RemoteCluster(local=here, remote=there, alias="far", connect_timeout_s=0)
        return row.id, RemoteClusterLifecycle(connections, Tell.by(print)).create(spec)

    return make


@pytest.mark.parametrize("row", [row.id for row in ROUTES])
def test_connected(link, row):
    """The row's steps end in a live connection, in both directions."""
    local, remote = ENDS[row]
    there, back = link(local, remote), link(remote, local)

    assert (there[0], back[0]) == (row, row)
    assert there[1].connected
    assert back[1].connected


@pytest.mark.parametrize(
    ("local", "remote", "reason"),
    [
        pytest.param("logs-eu", "paused", "the remote deployment does not answer", id="stopped"),
        pytest.param(
            "logs-eu", "legacy", "the versions are not compatible and the remote deployment does not trust the local one", id="made before February 2021"
        ),
    ],
)
def test_not_connected(link, local, remote, reason):
    """The negative twin says which side is the cause."""
    _, state = link(local, remote)

    assert not state.connected
    assert reason in state.reason


@pytest.mark.parametrize(("local", "remote"), [("orders", "logging-and-metrics"), ("logging-and-metrics", "orders")], ids=["remote", "local"])
def test_system_deployment(link, local, remote):
    """A system deployment is refused as local and as remote."""
    with pytest.raises(RefusedLinkError, match="logging-and-metrics"):
        link(local, remote)


@pytest.mark.parametrize(
    ("local", "remote"),
    [("logs-eu", "shop-eu"), ("orders", "trial"), ("logs-eu", "orders"), ("orders", "logs-eu")],
    ids=["organizations", "environments", "to ECE", "to ECH"],
)
def test_no_route_yet(link, local, remote):
    """Two organizations, two environments and two platforms have no row yet."""
    with pytest.raises(NoRouteError, match=f"no route from {local}"):
        link(local, remote)
