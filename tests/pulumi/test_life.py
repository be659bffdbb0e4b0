"""The whole life of a stack, with the real engine."""

import json

import pytest

FOREIGN = {"deployment_id": "dddd0104dddd0104dddd0104dddd0104", "elasticsearch_ref_id": "main-elasticsearch", "alias": "foreign", "skip_unavailable": True}
LOGS_EU = ("hosted", "dddd0101dddd0101dddd0101dddd0101")


def test_life(stack, live):
    """Preview writes nothing, up links, a second up changes nothing, destroy removes what is ours and only that."""
    stack.topo("logs-eu -> metrics-us as metrics", "orders -> reports", meshes=[{"members": ["logs-eu", "logs-us"]}])
    previewed = stack.preview()
    written = live.requests("set-deployment-es-resource-remote-clusters")
    first = stack.up()
    live.set_remotes(*LOGS_EU, [*live.remotes(*LOGS_EU), FOREIGN])
    second = stack.up("--expect-no-changes")
    connected = {alias: one["info"]["connected"] for alias, one in stack.remotes("logs-eu").items()}
    stack.destroy()

    assert "10 to create" in previewed
    assert written == []
    assert "created" in first
    assert "unchanged" in second
    assert connected == {"metrics": True, "logs-us": True, "foreign": True}
    assert list(stack.remotes("logs-eu")) == ["foreign"]
    assert stack.remotes("logs-us") == stack.remotes("orders") == {}


def test_removed_behind_our_back(stack, live):
    """Refresh finds it, the next up puts it back, and what others added meanwhile stays."""
    stack.topo("logs-eu -> metrics-us as metrics")
    stack.up()
    live.set_remotes(*LOGS_EU, [FOREIGN])
    drift = stack.run("refresh", "--preview-only", "--expect-no-changes", expect=7)
    refreshed = stack.refresh()
    stack.up()

    assert "no changes were expected" in drift
    assert "1 deleted" in refreshed
    assert set(stack.remotes("logs-eu")) == {"foreign", "metrics"}


def test_changed_behind_our_back(stack, live):
    """Refresh shows what was changed by hand, and the next up changes it back."""
    stack.topo("logs-eu -> metrics-us as metrics")
    stack.up()
    live.set_remotes(*LOGS_EU, [{**FOREIGN, "alias": "metrics", "skip_unavailable": False}])
    refreshed = stack.refresh("--diff")
    stack.up()

    assert "skip_unavailable" in refreshed
    assert FOREIGN["deployment_id"] in refreshed
    assert stack.remotes("logs-eu")["metrics"]["deployment_id"] == "dddd0103dddd0103dddd0103dddd0103"
    assert stack.remotes("logs-eu")["metrics"]["skip_unavailable"] is True


def test_no_drift(stack):
    """Refresh of what nobody touched finds nothing."""
    stack.topo("logs-eu -> metrics-us as metrics", "orders -> billing")
    stack.up()

    stack.run("refresh", "--preview-only", "--expect-no-changes")


def test_alias_changes(stack):
    """Another alias is another place: the old entry goes, the new one comes."""
    stack.topo("logs-eu -> metrics-us as metrics")
    stack.up()
    stack.topo("logs-eu -> metrics-us as numbers")
    stack.up()

    assert list(stack.remotes("logs-eu")) == ["numbers"]


def test_remote_changes(stack):
    """Another remote under the same alias is an update in place, shown as one."""
    stack.topo("logs-eu -> metrics-us as far")
    stack.up()
    stack.topo("logs-eu -> logs-us as far")
    shown = stack.preview("--diff")
    stack.up()

    assert "~ remote" in shown
    assert "replace" not in shown
    assert stack.remotes("logs-eu")["far"]["deployment_id"] == "dddd0102dddd0102dddd0102dddd0102"


def test_twelve_mutual_links(stack, live):
    """Four deployments that all reach each other go up in one command and lose no entry."""
    names = ["orders", "billing", "reports"]
    stack.topo(meshes=[{"members": [*names]}, {"members": ["logs-eu", "logs-us", "metrics-us", "security-ap"]}])
    stack.up()

    for name in ("logs-eu", "logs-us", "metrics-us", "security-ap"):
        assert len(stack.remotes(name)) == 3
    for name in names:
        assert len(stack.remotes(name)) == 2


RENAMED = """
from pulumi_crosslink import ClusterLink, Deployment, RemoteCluster

ends = {{"local": Deployment(deployment_id="dddd0101dddd0101dddd0101dddd0101", connection="hosted"),
         "remote": Deployment(deployment_id="dddd0103dddd0103dddd0103dddd0103", connection="hosted")}}
{}
"""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param(
            "RemoteCluster('old', alias='m', **ends)", "RemoteCluster('new', alias='m', **ends)", {"create": 1, "delete": 1, "same": 1}, id="resource"
        ),
        pytest.param("ClusterLink('old', alias='m', **ends)", "ClusterLink('new', alias='m', **ends, renamed_from='old')", {"same": 3}, id="renamed_from"),
    ],
)
def test_renamed(stack, live, old, new, changes):
    """The live entry stays in place through a rename, with an alias or without, and the state is true."""
    stack.program(RENAMED.format(old))
    stack.up()
    stack.program(RENAMED.format(new))
    live.control("DELETE", "requests")
    stack.up("--json")
    written = live.requests("set-deployment-es-resource-remote-clusters")
    history = json.loads(stack.run("stack", "history", "--json"))[0]["resourceChanges"]
    stack.run("refresh", "--preview-only", "--expect-no-changes")

    assert history == changes
    assert written == []
    assert list(stack.remotes("logs-eu")) == ["m"]


def test_unknown_ends(stack):
    """An end that another resource's output names is linked in the same up; the preview says that it is not known yet."""
    stack.program(
        RENAMED.format(
            """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider
from made import Made

made = Made("made")
RemoteCluster("link", alias="m", local=Deployment(deployment_id=made.eu, connection="hosted"), remote=ends["remote"])
"""
        )
    )
    stack.write(
        "made.py",
        """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class MadeProvider(ResourceProvider):
    def create(self, props):
        return CreateResult("made", {"eu": "dddd0101dddd0101dddd0101dddd0101"})


class Made(Resource, module="test", name="Made"):
    def __init__(self, name):
        super().__init__(MadeProvider(), name, {"eu": None})
""",
    )
    previewed = stack.preview("--diff")
    stack.up()

    assert "[unknown]" in previewed
    assert list(stack.remotes("logs-eu")) == ["m"]


def test_cost(stack, live):
    """A whole up asks for the facts of all ends once per connection, and three requests for each remote cluster."""
    stack.topo("orders -> reports", meshes=[{"members": ["logs-eu", "logs-us"]}])
    live.control("DELETE", "requests")
    stack.up()
    asked = [one["operation"] for one in live.requests()]
    live.control("DELETE", "requests")
    stack.up()

    assert asked.count("search-deployments") == 2
    assert len(asked) == 2 + 3 * 3
    assert [one["operation"] for one in live.requests()] == ["search-deployments"] * 2
