"""The life of remote connections with the real engine: one end through ECE's proxy operation, one with credentials."""

import json
import os
import signal
import time

import pytest

EU, ORDERS = "dddd0101" * 4, "dddd0302" * 4
PROGRAM = """
from pulumi import ResourceOptions
from pulumi_crosslink import Deployment, RemoteConnection

eu, shop, mall = (Deployment(deployment_id=f"dddd{{n}}" * 4, connection=c) for n, c in (("0101", "hosted"), ("0201", "partner"), ("0202", "partner")))
orders, billing = (Deployment(deployment_id=f"dddd{{n}}" * 4, connection="enterprise") for n in ("0302", "0303"))
{}
"""
ONE = "RemoteConnection('one', local=eu, remote=shop, alias='far', connect_timeout_s=1)"
BOTH = f"{ONE}\nRemoteConnection('two', local=orders, remote=billing, alias='far', connect_timeout_s=1)"
WRITES = ("cluster-put-settings", "put-deployment-resource-proxy-requests")


@pytest.fixture
def tried(stack, configuration_of, organizations_trust):
    """A stack with credentials for one hosted deployment; two organizations that trust each other."""
    stack.configure({}, clusters={"logs-eu": configuration_of("logs-eu")})
    stack.declare = lambda text: stack.program(PROGRAM.format(text))
    stack.declare(BOTH)
    return stack


@pytest.fixture
def settings(emulator):
    """The settings of an alias on a deployment."""

    def of(cloud, name, alias="far"):
        found, prefix = emulator.world.clouds[cloud].deployments[name].persistent, f"cluster.remote.{alias}."
        return {key.removeprefix(prefix): value for key, value in found.items() if key.startswith(prefix)}

    return of


def written(live):
    return [request for request in live.requests() if request["operation"] in WRITES]


def test_life(tried, live, settings, write_remote):
    """Preview writes nothing, up connects by both ways, a second up changes nothing, destroy removes what is ours and only that."""
    previewed = tried.preview()
    before = written(live)
    tried.up()
    connected = {item["id"]: item["outputs"]["connected"] for item in tried.state() if item["type"].endswith("RemoteConnection")}
    write_remote("logs-eu", "foreign", {"seeds": ["10.0.0.1:9300"]})
    live.control("DELETE", "requests")
    tried.up("--expect-no-changes")
    tried.settled()
    again = written(live)
    tried.destroy()

    assert "3 to create" in previewed
    assert before == again == []
    assert connected == {f"{EU}/far": True, f"{ORDERS}/far": True}
    assert settings("hosted", "logs-eu") == settings("enterprise", "orders") == {}
    assert settings("hosted", "logs-eu", "foreign") == {"seeds": ["10.0.0.1:9300"]}


def test_changed(tried, settings):
    """Another remote and another setting under the same alias are updates in place, the drift bug of these versions notwithstanding."""
    tried.up()
    tried.declare(BOTH.replace("remote=shop", "remote=mall, purpose='replication'"))
    shown = tried.preview("--diff")
    tried.up()
    tried.settled()

    assert "~ proxy_address" in shown
    assert "replace" not in shown
    there = settings("hosted", "logs-eu")
    assert (there["server_name"][:8], there["skip_unavailable"]) == ("eeee0202", "false")


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        pytest.param({"skip_unavailable": "false"}, "skip_unavailable", id="skip_unavailable"),
        pytest.param({"proxy_address": "a.example:9400"}, "proxy_address", id="address"),
        pytest.param({"mode": "sniff", "proxy_address": None, "server_name": None, "seeds": ["10.0.0.1:9300"]}, "mode", id="mode"),
        pytest.param({"*": None}, "deleted", id="removed"),
    ],
)
def test_drift(tried, settings, write_remote, change, shows):
    """Refresh shows what was changed by hand, and the next up changes it back."""
    tried.up()
    before = settings("hosted", "logs-eu")
    write_remote("logs-eu", "far", change)
    tried.run("refresh", "--preview-only", "--expect-no-changes", expect=7)
    refreshed = tried.refresh("--diff")
    tried.up()
    tried.settled()

    assert shows in refreshed
    assert settings("hosted", "logs-eu") == before


def test_renamed(tried, live, settings):
    """The settings stay in place through a rename in the program, and the state is true."""
    tried.up()
    before = settings("hosted", "logs-eu")
    tried.declare(BOTH.replace("'one'", "'renamed'"))
    live.control("DELETE", "requests")
    tried.up()
    touched = written(live)
    tried.settled()

    assert touched == []
    assert settings("hosted", "logs-eu") == before


def test_tainted(tried, settings):
    """A resource that is tainted has its settings in place in the end, and a true state."""
    tried.up()
    before = settings("hosted", "logs-eu")
    tried.run("state", "taint", "--yes", tried.urn("RemoteConnection", "one"))
    tried.up()
    tried.settled()

    assert settings("hosted", "logs-eu") == before


def test_moved(tried, settings):
    """Another alias is another place: the old settings go, the new ones come."""
    tried.up()
    tried.declare(BOTH.replace("alias='far'", "alias='near'"))
    tried.up()
    tried.settled()

    assert settings("hosted", "logs-eu") == settings("enterprise", "orders") == {}
    assert settings("hosted", "logs-eu", "near").keys() == {"mode", "proxy_address", "server_name", "skip_unavailable"}


def test_swapped_aliases(tried, settings):
    """Two resources that swap their aliases in one up end with both, the other way round."""
    two = "RemoteConnection('a', local=eu, remote=shop, alias='{}')\nRemoteConnection('b', local=eu, remote=mall, alias='{}')"
    tried.declare(two.format("one", "two"))
    tried.up()
    tried.declare(two.format("two", "one"))
    tried.up()
    tried.settled()

    assert {alias: settings("hosted", "logs-eu", alias)["server_name"][:8] for alias in ("one", "two")} == {"one": "eeee0202", "two": "eeee0201"}


def test_no_trust(tried, emulator, settings):
    """Without trust the up succeeds, says which side lacks it, and tries again; when it is there the next up is connected."""
    partner = emulator.world.clouds["partner"].deployments["shop-eu"]
    trust = partner.trust
    partner.trust = trust.model_copy(update={"accounts": trust.accounts[:1]})
    tried.declare(ONE)
    said = tried.up()
    partner.trust = trust
    again = tried.up()
    tried.settled()

    assert "does not trust logs-eu" in said
    assert "1 updated" in again


def test_no_credentials(tried):
    """A local end that cannot be reached fails the preview, on that property."""
    tried.declare("RemoteConnection('one', local=Deployment(deployment_id='dddd0102' * 4, connection='hosted'), remote=shop, alias='far')")
    said = tried.preview(expect=1)

    assert "property local.cluster value" in said
    assert "crosslink:clusters.logs-us.username" in said


def test_killed(tried, live, settings):
    """The engine is killed after the first write: the next up finishes, and adopts what is there."""
    for operation in WRITES:
        live.control("POST", "faults", {"operation": operation, "kind": "slow", "delay_ms": 500, "count": 100})
    process = tried.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while not written(live) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    live.control("DELETE", "faults")
    tried.run("cancel", "--yes")
    tried.up()
    tried.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    tried.settled()

    assert settings("hosted", "logs-eu")["mode"] == settings("enterprise", "orders")["mode"] == "proxy"
    assert sum(item["type"].endswith("RemoteConnection") for item in tried.state()) == 2


def test_import(tried, live, settings):
    """What exists comes under Pulumi's care without a change."""
    tried.declare(ONE)
    tried.up()
    tried.run("state", "delete", "--yes", tried.urn("RemoteConnection", "one"))
    live.control("DELETE", "requests")
    said = tried.adopt()
    tried.settled()

    assert "1 remote connections" in said
    assert written(live) == []
    imported = json.loads((tried.folder / "import.json").read_text())["resources"]
    assert [item["id"] for item in imported if item["type"].endswith("RemoteConnection")] == [f"{EU}/far"]
