"""Bad input is one clear line at preview, and nothing has been changed."""

import pytest

UNKNOWN_ID = "dddd0999dddd0999dddd0999dddd0999"
PLAIN = """
from pulumi_crosslink import ClusterLink, Deployment, RemoteCluster

eu = Deployment(deployment_id="dddd0101dddd0101dddd0101dddd0101", connection="hosted")
us = Deployment(deployment_id="dddd0102dddd0102dddd0102dddd0102", connection="hosted")
nowhere = Deployment(deployment_id="dddd0999dddd0999dddd0999dddd0999", connection="hosted")
elsewhere = Deployment(deployment_id="dddd0102dddd0102dddd0102dddd0102", connection="hostde")
shop = Deployment(deployment_id="dddd0201dddd0201dddd0201dddd0201", connection="partner")
{}
"""


def refused(stack, live):
    """What a preview that must fail says; it may not print a traceback, nor write."""
    said = stack.preview(expect=1)
    assert live.requests("set-deployment-es-resource-remote-clusters") == []
    assert "Traceback" not in said
    assert "/crosslink_core/" not in said
    return said


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param("RemoteCluster('r', local=eu, remote=us, alias='a b')", "alias", id="alias character"),
        pytest.param("RemoteCluster('r', local=eu, remote=us, alias='')", "letters, digits, dashes and underscores", id="alias empty"),
        pytest.param("RemoteCluster('r', local=eu, remote=eu, alias='a')", "a deployment cannot be linked to itself", id="itself"),
        pytest.param("RemoteCluster('r', local=eu, remote=nowhere, alias='a')", f"deployment {UNKNOWN_ID} is not known to connection hosted", id="unknown id"),
        pytest.param("RemoteCluster('r', local=eu, remote='xyz', alias='a')", "remote.deployment_id", id="not an id"),
        pytest.param("RemoteCluster('r', local=eu, remote=elsewhere, alias='a')", "connection 'hostde' is not configured", id="unknown connection"),
        pytest.param("RemoteCluster('r', local=eu, remote=us, alias='a', skip_unavailable='maybe')", "must be true or false", id="not a boolean"),
        pytest.param("RemoteCluster('r', local=eu, remote=us, alias='a', connect_timeout_s=-1)", "connect_timeout_s", id="negative timeout"),
        pytest.param("ClusterLink('r', local=eu, remote=shop, alias='a')", "has no credentials for its Elasticsearch", id="link, no credentials"),
        pytest.param("ClusterLink('r', local=eu, remote=us, alias='a', security='api-key')", "security is one of certificate", id="security model"),
        pytest.param("ClusterLink('r', local=eu, remote=us, alias='a', purpose='fun')", "purpose is one of search, replication", id="purpose"),
        pytest.param("ClusterLink('r', local=eu, remote='xyz', alias='a')", "must be a deployment id", id="link, not an id"),
        pytest.param("ClusterLink('r', local=eu, remote=nowhere, alias='a')", f"deployment {UNKNOWN_ID} is not known", id="link, unknown id"),
    ],
)
def test_resource(stack, live, call, message):
    """A wrong argument of a resource is named, with what to do."""
    stack.program(PLAIN.format(call))

    assert message in refused(stack, live)


EU, US = ({"connection": "hosted", "id": f"dddd010{n}dddd010{n}dddd010{n}dddd010{n}"} for n in (1, 2))
BOTH = {"eu": EU, "us": US}


@pytest.mark.parametrize(
    ("topology", "message"),
    [
        pytest.param({"deployments": BOTH, "links": [{"local": "eu", "remote": "uk"}]}, "crosslink:topology.links[0].remote: 'uk' is not among", id="name"),
        pytest.param(
            {"deployments": BOTH, "links": [{"local": "eu", "remote": "eu"}]}, "crosslink:topology.links[0]: eu cannot be linked to itself", id="itself"
        ),
        pytest.param(
            {"deployments": BOTH, "links": [{"local": "eu", "remote": "us", "alias": "a b"}]}, "crosslink:topology.links[0].alias: may hold", id="alias"
        ),
        pytest.param(
            {"deployments": BOTH, "links": [{"local": "eu", "remote": "us"}], "hubs": [{"local": "eu", "remotes": ["us"]}]},
            "crosslink:topology.hubs[0]: alias 'us' is already used on eu by links[0]",
            id="alias twice",
        ),
        pytest.param({"deployments": BOTH, "lniks": []}, "crosslink:topology.lniks: is not a known key", id="key"),
        pytest.param({"deployments": {"eu": {"id": "x"}}}, "crosslink:topology.deployments.eu.id: must be a deployment id", id="id"),
        pytest.param(
            {"deployments": {"eu": EU, "us": {"connection": "hosted", "id": UNKNOWN_ID}}, "links": []},
            f"crosslink:topology.deployments.us.id: deployment {UNKNOWN_ID} is not known to connection hosted",
            id="unknown id",
        ),
        pytest.param({"deployments": {"eu": EU | {"connection": "hostde"}}}, "connection 'hostde' is not configured", id="connection"),
        pytest.param([], "crosslink:topology must be an object", id="list"),
    ],
)
def test_topology(stack, live, topology, message):
    """A malformed topology names the path."""
    stack.configure(topology)

    assert message in refused(stack, live)


def test_no_topology(stack, live):
    """A stack without one is told where to write it."""
    stack.topo("logs-eu -> logs-us")
    lines = (stack.folder / "Pulumi.dev.yaml").read_text().splitlines()
    stack.write("Pulumi.dev.yaml", "\n".join(line for line in lines if line.startswith("encryptionsalt")))

    assert "set crosslink:topology in its configuration" in refused(stack, live)


def test_wrong_key(stack, live):
    """A wrong API key names the connection and what to correct, and the key is not repeated."""
    stack.topo("logs-eu -> logs-us")
    said = stack.preview(expect=1, CROSSLINK_CONNECTIONS__HOSTED__API_KEY="WRONG-KEY-1")

    assert "connection hosted" in said
    assert "answered 401 root.unauthenticated" in said
    assert "correct the API key in the variable CROSSLINK_CONNECTIONS__HOSTED__API_KEY" in said
    assert "WRONG-KEY-1" not in said


def test_no_key(stack, live):
    """A connection without a key names the configuration key and the variable."""
    stack.topo("logs-eu -> logs-us")
    del stack.connections["hosted"]["apiKey"]
    stack.configure(stack.topology)
    said = refused(stack, live)

    assert "set crosslink:connections.hosted.apiKey (as a secret) or the variable CROSSLINK_CONNECTIONS__HOSTED__API_KEY" in said


def test_emulator_not_running(stack, live):
    """A control plane that does not answer is named with its address."""
    stack.topo("logs-eu -> logs-us")
    said = stack.preview(expect=1, CROSSLINK_CONNECTIONS__HOSTED__ENDPOINT="http://127.0.0.1:9/clouds/hosted")

    assert "got no answer from http://127.0.0.1:9/clouds/hosted/api/v1" in said
    assert "is it running and reachable?" in said


def test_cli_too_old(stack):
    """A project refuses a CLI that is older than it needs."""
    stack.write("Pulumi.yaml", (stack.folder / "Pulumi.yaml").read_text() + 'requiredPulumiVersion: ">=99.0.0"\n')

    assert "does not satisfy the version range" in stack.preview(expect=1)


def test_one_line(stack, live):
    """An error that the service answers in the middle of an up is one line, without a traceback."""
    stack.topo("logs-eu -> logs-us")
    live.control("POST", "faults", {"operation": "set-deployment-es-resource-remote-clusters", "kind": "503", "count": 50})
    said = stack.up(expect=1)
    lines = [line for line in said.partition("Diagnostics:")[2].splitlines() if "503" in line]

    assert len(lines) == 1
    assert "connection hosted, deployment dddd0101dddd0101dddd0101dddd0101, ref main-elasticsearch: set-deployment-es-resource-remote-clusters" in lines[0]
    assert "Traceback" not in said


def test_unconnected(stack, live):
    """A link to a stopped deployment is a warning that says why, and the next up tries again."""
    stack.program(
        """
from pulumi_crosslink import Deployment, RemoteCluster

RemoteCluster("r", alias="p", connect_timeout_s=0, local=Deployment(deployment_id="dddd0101dddd0101dddd0101dddd0101", connection="hosted"),
              remote=Deployment(deployment_id="dddd0106dddd0106dddd0106dddd0106", connection="hosted"))
"""
    )
    said = stack.up()
    again = stack.preview()

    assert "is not connected: the remote deployment does not answer: it may be stopped" in said
    assert "1 to update" in again
