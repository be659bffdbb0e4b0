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
    connected = {alias: remote["info"]["connected"] for alias, remote in stack.remotes("logs-eu").items()}
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
    asked = [item["operation"] for item in live.requests()]
    live.control("DELETE", "requests")
    stack.up()

    assert asked.count("search-deployments") == 2
    assert len(asked) == 2 + 3 * 3
    assert [request["operation"] for request in live.requests()] == ["search-deployments"] * 2


PLAIN = """
from pulumi import ResourceOptions
from pulumi_crosslink import ClusterLink, Deployment, RemoteCluster

eu, us, metrics = (Deployment(deployment_id=f"dddd010{{n}}" * 4, connection="hosted") for n in (1, 2, 3))
{}
"""
ONE = PLAIN.format("RemoteCluster('one', local=eu, remote=us, alias='far')")


def test_renamed_and_refreshed(stack):
    """A rename in the same command as a refresh: the engine compares the old resource once more, and the entry still stays."""
    stack.program(ONE)
    stack.up()
    stack.program(ONE.replace("'one'", "'two'"))
    stack.up("--refresh")
    stack.run("refresh", "--preview-only", "--expect-no-changes")

    assert list(stack.remotes("logs-eu")) == ["far"]


@pytest.mark.parametrize("words", [("state", "taint"), ()], ids=["taint", "replace"])
def test_replaced_on_demand(stack, words):
    """A resource that is tainted, or replaced on demand, has its live entry in place in the end, and a true state."""
    stack.program(ONE)
    stack.up()
    urn = next(item["urn"] for item in stack.state() if item["type"].endswith("RemoteCluster"))
    if words:
        stack.run(*words, "--yes", urn)
        stack.up()
    else:
        stack.up("--replace", urn)
    stack.run("refresh", "--preview-only", "--expect-no-changes")

    assert list(stack.remotes("logs-eu")) == ["far"]


def test_moved_into_a_component(stack):
    """A resource that becomes a component's child keeps its live entry."""
    stack.program(ONE)
    stack.up()
    stack.program(PLAIN.format("ClusterLink('link', local=eu, remote=us, alias='far')"))
    stack.up()
    stack.run("refresh", "--preview-only", "--expect-no-changes")

    assert list(stack.remotes("logs-eu")) == ["far"]


def test_swapped_aliases(stack):
    """Two resources that swap their aliases in one up end with both entries, the other way round."""
    stack.program(PLAIN.format("RemoteCluster('a', local=eu, remote=us, alias='one')\nRemoteCluster('b', local=eu, remote=metrics, alias='two')"))
    stack.up()
    stack.program(PLAIN.format("RemoteCluster('a', local=eu, remote=us, alias='two')\nRemoteCluster('b', local=eu, remote=metrics, alias='one')"))
    stack.up()
    stack.run("refresh", "--preview-only", "--expect-no-changes")

    assert {alias: remote["deployment_id"][:8] for alias, remote in stack.remotes("logs-eu").items()} == {"one": "dddd0103", "two": "dddd0102"}


def test_two_stacks(stack, live):
    """Two stacks in one place, as documented: the second adopts, and whichever is destroyed first takes the entry with it."""
    stack.program(ONE)
    stack.up()
    stack.run("stack", "init", "other")
    (stack.folder / "Pulumi.other.yaml").write_text((stack.folder / "Pulumi.dev.yaml").read_text())
    said = stack.up("--stack", "other")
    stack.run("destroy", "--yes", "--skip-preview", "--stack", "other")
    drift = stack.run("refresh", "--preview-only", "--expect-no-changes", "--stack", "dev", expect=7)

    assert "adopted" in said
    assert "no changes were expected" in drift
    assert stack.remotes("logs-eu") == {}


def test_failed_create_leaves_nothing(stack):
    """A connection that was required and did not come leaves no entry that Pulumi does not know of."""
    asleep = "Deployment(deployment_id='dddd0106' * 4, connection='hosted')"
    stack.program(PLAIN.format(f"RemoteCluster('r', local=eu, remote={asleep}, alias='p', require_connected=True, connect_timeout_s=0)"))
    said = stack.up(expect=1)

    assert "is not connected" in said
    assert stack.remotes("logs-eu") == {}


def test_renamed_member(stack):
    """A deployment of the topology that is renamed and changed at once keeps its links' entries."""
    stack.topo("logs-eu -> metrics-us as far")
    stack.up()
    stack.topo("logs-eu -> logs-us as far")
    stack.topology["deployments"]["europe"] = stack.topology["deployments"].pop("logs-eu") | {"renamedFrom": "logs-eu"}
    stack.topology["links"][0]["local"] = "europe"
    stack.configure(stack.topology)
    said = stack.up()

    assert "1 updated" in said
    assert {alias: remote["deployment_id"][:8] for alias, remote in stack.remotes("logs-eu").items()} == {"far": "dddd0102"}


def test_a_replacement_that_failed_halfway(stack, live):
    """A replacement whose old object left and whose new one was refused is put right by correcting the program: the engine compares it as if it were there."""
    ends = "{side}=Deployment(deployment_id='dddd{id}dddd{id}dddd{id}dddd{id}', connection='hosted')"
    there = ends.format(side="remote", id="0102")
    right, wrong = (
        f"from pulumi_crosslink import Deployment, RemoteCluster\nRemoteCluster('r', {ends.format(side='local', id=local)}, {there}, alias='a')"
        for local in ("0101", "0106")
    )
    stack.program(right)
    stack.up()
    stack.program(wrong)
    assert "cluster_request_failed" in stack.up(expect=1)
    assert stack.remotes("logs-eu") == {}
    stack.program(right)
    stack.up()

    assert list(stack.remotes("logs-eu")) == ["a"]
    stack.settled()
