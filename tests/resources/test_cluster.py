"""Links whose ends are clusters without a control plane: facts, unknown values, modes, and what replaces what."""

import json

import pytest
from pulumi.output import Unknown

from crosslink_core.model.deployments import is_cluster
from pulumi_crosslink import process
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

EU = {"deployment_id": "dddd0101" * 4, "connection": "hosted"}
ONPREM, STOCK = {"cluster": "onprem"}, {"cluster": "stock"}
LINK = {"local": ONPREM, "remote": STOCK, "alias": "far", "connect_timeout_s": 0}


@pytest.fixture
def clusters(configuration_of):
    """Two self-managed clusters, as the configuration has them."""
    return {name: configuration_of(name) for name in ("onprem", "stock")}


@pytest.fixture
def provider(configured, clusters):
    """A provider that knows them."""
    return configured(RemoteConnectionProvider, clusters=json.dumps(clusters))


@pytest.fixture
def check(provider):
    """Return the inputs and the failures of a link that differs from the usual one."""

    def check(olds=None, **changes):
        news = {name: value for name, value in (LINK | changes).items() if value is not None}
        result = provider.check(olds or {}, news)
        return result.inputs, [(failure.property, failure.reason) for failure in result.failures]

    return check


def test_facts(check):
    """Facts are filled in, and the address follows from them; nothing of the other mode is there."""
    inputs, failures = check()

    local, remote = inputs["local"], inputs["remote"]
    assert failures == []
    assert (local["version"], local["license"], local["cluster_uuid"] != remote["cluster_uuid"]) == ("8.19.4", "basic", True)
    assert (inputs["proxy_address"], inputs["server_name"], inputs["seeds"]) == ("stock.example:9300", "", [])


def test_sniff(check):
    """In mode sniff the transport addresses are the seeds."""
    inputs, failures = check(mode="sniff")

    assert failures == []
    assert (inputs["seeds"], inputs["proxy_address"], inputs["server_name"]) == (["stock.example:9300"], "", "")


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    [
        pytest.param(
            {"remote": {"cluster": "nowhere"}}, "remote.cluster", "cluster 'nowhere' is not configured (configured: onprem, stock, bare, away)", id="unknown"
        ),
        pytest.param({"remote": ONPREM}, "", "a cluster cannot be linked to itself", id="itself"),
        pytest.param({"remote": {"cluster": "bare"}}, "remote", "set crosslink:clusters.bare.transportAddress, or give proxy_address", id="no address"),
        pytest.param({"remote": {"cluster": "bare"}, "mode": "sniff"}, "remote", "transportAddress, or give seeds", id="no seeds"),
        pytest.param({"local": {"cluster": "bare"}}, "local.cluster", "cluster bare has no username", id="no credentials"),
        pytest.param({"mode": "sniff", "server_name": "a.example"}, "server_name", "does not belong to mode sniff", id="server_name"),
        pytest.param({"node_connections": 3}, "node_connections", "does not belong to mode proxy", id="node_connections"),
        pytest.param({"proxy_socket_connections": 0}, "proxy_socket_connections", "must be at least 1", id="no sockets"),
        pytest.param({"mode": "sniff", "seeds": ["a"]}, "seeds[0]", "must be a host and port", id="seed"),
        pytest.param({"local": {"cluster": "onprem", "platform": "ech"}}, "local.platform", "must be self or eck", id="platform"),
        pytest.param({"local": {"cluster": "away"}}, "local.cluster", "got no answer from http://127.0.0.1:9", id="away"),
    ],
)
def test_check_points_at_the_property(configured, clusters, changes, path, text):
    """A failure names the path that the user wrote, and what to do; one mistake is one failure."""
    more = {"bare": {}, "away": {"url": "http://127.0.0.1:9", "username": "a", "password": "b"}}
    provider = configured(RemoteConnectionProvider, clusters=json.dumps(clusters | more))
    failures = provider.check({}, LINK | changes).failures

    assert [failure.property for failure in failures] == [path]
    assert text in failures[0].reason


@pytest.mark.parametrize(
    "unknown",
    [
        pytest.param({"remote": Unknown()}, id="remote"),
        pytest.param({"remote": {"cluster": Unknown()}}, id="its name"),
        pytest.param({"remote": {"cluster": "bare", "transport_addresses": Unknown()}}, id="its addresses"),
        pytest.param({"local": {"cluster": Unknown()}}, id="the local one's name"),
        pytest.param({"mode": Unknown()}, id="mode"),
    ],
)
def test_check_leaves_unknowns(configured, clusters, unknown):
    """What is not known yet is no failure, and hides none beside it."""
    provider = configured(RemoteConnectionProvider, clusters=json.dumps(clusters | {"bare": {}}))
    fine, worse = provider.check({}, LINK | unknown), provider.check({}, LINK | unknown | {"alias": "a b"})

    assert fine.failures == []
    assert [failure.property for failure in worse.failures] == ["alias"]


def test_away_since(provider, check, emulator, monkeypatch):
    """A cluster that is away has the facts that are known from before, and that is said."""
    said = []
    olds, _ = check()
    monkeypatch.setattr(process, "warn", said.append)
    emulator.world.clusters["stock"].status = "stopped"
    process._session.connections.close()
    monkeypatch.setattr(process, "_session", None)
    inputs, failures = check(olds)

    assert failures == []
    assert inputs["remote"] == olds["remote"]
    assert any("remote: using the earlier facts" in line for line in said)

    emulator.world.requests.clear()
    assert check() == (inputs, [])  # as the engine asks where it replaces a resource: without the state
    assert check(olds) == (inputs, [])
    assert [request["path"] for request in emulator.world.requests.to_json() if "stock" in request["path"]] == []  # that it is away is known
    assert [failure.property for failure in provider.check({}, LINK | {"alias": "new"}).failures] == ["remote.cluster"]


@pytest.mark.parametrize(
    ("changes", "replaces"),
    [
        pytest.param({"local": STOCK, "remote": ONPREM}, ["local.cluster"], id="another local cluster"),
        pytest.param({"alias": "near"}, ["alias"], id="alias"),
        pytest.param({"mode": "sniff"}, [], id="mode"),
        pytest.param({"proxy_address": "other.example:9300"}, [], id="address"),
    ],
)
def test_diff(provider, check, changes, replaces):
    """Only the place replaces; all else updates in place."""
    before, after = check()[0], check(**changes)[0]
    result = provider.diff("onprem/far", before | {"connected": True}, after)

    assert (result.changes, result.replaces) == (True, replaces)


def test_credentials_of_a_deployment_are_no_identity(provider):
    """Beside a deployment's id the cluster is the name of its credentials, which may change."""
    before = {"local": EU | {"cluster": "a"}, "remote": STOCK, "alias": "far"}
    result = provider.diff("x/far", before | {"connected": True}, before | {"local": EU | {"cluster": "b"}})

    assert (result.changes, result.replaces) == (True, [])
    assert not is_cluster(before["local"])


def test_a_whole_life(provider, check, emulator):
    """Created, read, changed to the other mode and removed: the settings hold nothing of the mode that was left."""
    cluster = emulator.world.clusters["onprem"]
    made = provider.create(check(proxy_socket_connections=5)[0])
    assert cluster.persistent["cluster.remote.far.proxy_socket_connections"] == "5"
    assert made.id == "onprem/far"
    assert provider.read(made.id, made.outs).outs["proxy_socket_connections"] == 5

    after = provider.update(made.id, made.outs, check(mode="sniff", node_connections=2)[0])
    names = {name.removeprefix("cluster.remote.far."): value for name, value in cluster.persistent.items()}
    assert names == {"mode": "sniff", "seeds": ["stock.example:9300"], "node_connections": "2", "skip_unavailable": "true"}
    assert not any(provider.diff(made.id, provider.read(made.id, after.outs).outs | {"connected": True}, check(mode="sniff", node_connections=2)[0]).replaces)

    provider.delete(made.id, after.outs)
    assert cluster.persistent == {}
