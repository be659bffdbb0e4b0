"""States of links with clusters that no control plane knows: written by older versions, moved, renamed, and refused."""

import json

import pytest

from crosslink_emulator.faults import Fault
from pulumi_crosslink import process
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

EU, SHOP = {"deployment_id": "dddd0101" * 4, "connection": "hosted"}, {"deployment_id": "dddd0201" * 4, "connection": "partner"}
LINK = {"local": {"cluster": "onprem"}, "remote": {"cluster": "stock"}, "alias": "far", "connect_timeout_s": 0}


@pytest.fixture
def provider(configured, configuration_of):
    """A provider that knows two clusters, and credentials of a deployment."""
    return configured(RemoteConnectionProvider, clusters=json.dumps({name: configuration_of(name) for name in ("onprem", "stock", "logs-eu")}))


def remotes(emulator, name="onprem"):
    return {key.split(".")[2] for key in emulator.world.clusters[name].persistent}


def test_old_state(provider):
    """A state that was written before there were modes is no difference and no replacement, and is updated, read and deleted as any."""
    news = provider.check({}, {"local": EU, "remote": SHOP, "alias": "far", "connect_timeout_s": 0}).inputs
    made = provider.create(news)
    new = ("seeds", "proxy_socket_connections", "node_connections")
    old = {name: value for name, value in made.outs.items() if name not in new} | {"connected": True}
    diff = provider.diff(made.id, old, news)

    assert (diff.changes, diff.replaces) == (False, [])
    assert provider.read(made.id, old).inputs == {name: value for name, value in news.items() if value is not None}
    assert provider.update(made.id, old, news | {"skip_unavailable": False}).outs["skip_unavailable"] is False
    provider.delete(made.id, old)
    assert provider.read(made.id, old).id is None


@pytest.mark.parametrize("back", [False, True], ids=["to a cluster", "back"])
def test_another_kind_of_local_end(provider, back):
    """A local deployment that becomes a cluster, or a cluster that becomes a deployment with that name of credentials, is another place."""
    before, after = LINK | {"local": EU | {"cluster": "logs-eu"}}, LINK | {"local": {"cluster": "logs-eu"}}
    olds, news = (provider.check({}, item).inputs for item in ((after, before) if back else (before, after)))

    assert "local.deployment_id" in provider.diff("x", olds | {"connected": True}, news).replaces


def test_another_kind_of_remote_end(provider, emulator):
    """A remote deployment that becomes a cluster stays in its place, and nothing of the deployment's settings stays."""
    olds = provider.check({}, LINK | {"remote": EU}).inputs
    made = provider.create(olds)
    assert "cluster.remote.far.server_name" in emulator.world.clusters["onprem"].persistent
    news = provider.check(olds, LINK).inputs
    assert provider.diff(made.id, made.outs, news).replaces == []
    provider.update(made.id, made.outs, news)

    found = emulator.world.clusters["onprem"].persistent
    assert (found["cluster.remote.far.proxy_address"], "cluster.remote.far.server_name" in found) == ("stock.example:9300", False)


def test_a_name_that_is_gone(configured, configuration_of, provider, emulator, another_process):
    """A cluster that is renamed in the configuration is another place; while the old name is not configured, its link is not forgotten."""
    made = provider.create(provider.check({}, LINK).inputs)
    another_process()
    renamed = configured(RemoteConnectionProvider, clusters=json.dumps({"main": configuration_of("onprem"), "stock": configuration_of("stock")}))
    news = renamed.check(made.outs, LINK | {"local": {"cluster": "main"}}).inputs

    assert renamed.diff(made.id, made.outs, news).replaces == ["local.cluster"]
    for act in (renamed.read, renamed.delete):
        with pytest.raises(Failure, match=r"cluster 'onprem' is not configured \(configured: main, stock\); add it to crosslink:clusters, or correct the name"):
            act(made.id, made.outs)
    assert remotes(emulator) == {"far"}


@pytest.mark.parametrize("act", ["read", "delete"])
@pytest.mark.parametrize("answer", ["401", "403", "stopped", "504"])
def test_a_cluster_that_does_not_answer(provider, emulator, act, answer):
    """A cluster that is away, or refuses, is not gone: refresh and destroy fail with its name, and the link stays in the state."""
    made, cluster = provider.create(provider.check({}, LINK).inputs), emulator.world.clusters["onprem"]
    if answer == "401":
        cluster.users["crosslink"] = cluster.users["crosslink"].model_copy(update={"password": "another"})
    elif answer == "403":
        cluster.users["crosslink"] = cluster.users["crosslink"].model_copy(update={"cluster": ("none",)})
    elif answer == "stopped":
        cluster.status = "stopped"
    else:
        emulator.world.faults.add(Fault("cluster-get-settings", "504", count=99))

    with pytest.raises(Failure, match=r"^cluster onprem: cluster\.get_settings "):
        getattr(provider, act)(made.id, made.outs)
    assert remotes(emulator) == {"far"}


@pytest.mark.parametrize("answer", ["401", "403"])
def test_refused_at_preview(provider, emulator, monkeypatch, another_process, answer):
    """A remote that refuses the user is a failure at its property, also where facts are known from before: they are not to be trusted then."""
    olds, user = provider.check({}, LINK).inputs, emulator.world.clusters["stock"].users["crosslink"]
    emulator.world.clusters["stock"].users["crosslink"] = user.model_copy(update={"password": "another"} if answer == "401" else {"cluster": ("none",)})
    process._session.connections.close()
    monkeypatch.setattr(process, "_session", None)
    failures = provider.check(olds, LINK).failures

    assert [failure.property for failure in failures] == ["remote.cluster"]
    assert f"cluster stock: info answered {answer}" in failures[0].reason


def test_addresses_change_while_it_is_away(configured, configuration_of, emulator, another_process):
    """While a remote does not answer, what is configured of it still counts as it is configured now."""
    clusters = {name: configuration_of(name) for name in ("onprem", "stock")}
    olds = configured(RemoteConnectionProvider, clusters=json.dumps(clusters)).check({}, LINK).inputs
    emulator.world.clusters["stock"].status = "stopped"
    another_process()
    clusters["stock"]["transportAddress"] = "moved.example:9300"
    inputs = configured(RemoteConnectionProvider, clusters=json.dumps(clusters)).check(olds, LINK).inputs

    assert (inputs["proxy_address"], inputs["remote"]["version"]) == ("moved.example:9300", "8.19.4")
