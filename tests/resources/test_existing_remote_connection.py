import dataclasses
import re

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_emulator.world.remotes.remote_cluster import set_remotes
from crosslink_emulator.world.state.deployment import Remote
from pulumi_crosslink.existing import NOUNS, Scope, find, import_file, program

EU = {"deployment_id": "dddd0101" * 4, "connection": "hosted"}
STOCK = {"mode": "proxy", "proxy_address": "stock.example:9300"}
ENDPOINT = f"{'eeee0102' * 4}.us-east-1.aws.found.io"
SHOP = f"{'eeee0201' * 4}.eu-west-1.aws.found.io"
CLOUDS = ("hosted", "partner", "enterprise")
SAID = {"alias": "far", "skip_unavailable": True}


@pytest.fixture
def heard():
    """What was said while it was looked."""
    return []


@pytest.fixture
def look(emulator, configuration_of, heard):
    """Look at deployments of a connection, the default one where no other is configured, and at clusters of these names in place of the demonstration's."""
    made = []

    def at(*deployments, connections=("hosted",), connection="hosted", whole=False, **clusters):
        clouds = emulator.world.clouds
        known = {item: {"platform": clouds[item].platform, "endpoint": emulator.cloud_url(item), "apiKey": f"emulated-{item}-key"} for item in connections}
        there = {"logs-eu": configuration_of("logs-eu"), "stock": {"transportAddress": "stock.example:9300"}}
        configured = there | {name: configuration_of(cluster) for name, cluster in clusters.items()}
        made.append(Session(Connections(known, {}, clusters=configured)))
        ids = [(connection, clouds[connection].deployments[name].id) for name in deployments]
        ends = list(DeploymentDirectory(made[-1]).find(ids).values())
        emulator.world.requests.clear()
        return Scope(made[-1], connection, ends, whole=whole, tell=Tell.by(heard.append), clusters=list(clusters))

    yield at
    for each in made:
        each.connections.close()


@pytest.fixture
def written(declared):
    """Run the program that is written for what was found, and return what it declares, by name."""
    return lambda found: declared(lambda: exec(program([item for some in found.values() for item in some]), {}))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(STOCK, SAID | {"proxy_address": "stock.example:9300"}, id="defaults"),
        pytest.param(STOCK | {"proxy_socket_connections": "9"}, SAID | {"proxy_address": "stock.example:9300", "proxy_socket_connections": 9}, id="sockets"),
        pytest.param(STOCK | {"server_name": "proxy"}, SAID | {"proxy_address": "stock.example:9300", "server_name": "proxy"}, id="server name"),
        pytest.param({"seeds": ["stock.example:9300"]}, SAID | {"mode": "sniff", "seeds": ["stock.example:9300"]}, id="sniff"),
        pytest.param(
            {"seeds": ["stock.example:9300"], "node_connections": "2", "skip_unavailable": "false"},
            SAID | {"mode": "sniff", "seeds": ["stock.example:9300"], "node_connections": 2, "skip_unavailable": False},
            id="nodes",
        ),
    ],
)
@pytest.mark.parametrize(("local", "end"), [("logs-eu", EU), ("onprem", {"cluster": "onprem"})], ids=["deployment", "cluster"])
def test_settings(look, write_remote, written, local, end, settings, said):
    """The program says of a remote what its settings say beside the defaults, and no more, whoever has it."""
    write_remote(local, "far", settings)
    one = written(find(look("logs-eu", onprem="onprem")))[f"{local}--far"]

    assert one.props == said | {"local": end, "remote": {"cluster": "stock"}}


def test_alias_that_reads_like_a_default(look, write_remote, written):
    """A remote may be called proxy, which is no reason to leave out its alias."""
    write_remote("onprem", "proxy", STOCK)

    assert written(find(look(onprem="onprem")))["onprem--proxy"].props["alias"] == "proxy"


def test_two_remotes_of_one_name(look, write_remote, written):
    """A remote of a deployment and one of a cluster that would be called alike are two objects, each under a name of its own."""
    write_remote("logs-eu", "depot--far", STOCK)
    write_remote("onprem", "far", STOCK)
    found = find(look("logs-eu", **{"logs-eu--depot": "onprem"}))
    names = [resource["name"] for resource in import_file(found["remote connections"])["resources"]]
    ends = {name: item.props["local"] for name, item in written(found).items() if name in names}

    assert all(re.fullmatch("logs-eu--depot--far-[0-9a-f]{8}", name) for name in names)
    assert list(ends.values()) == [EU, {"cluster": "logs-eu--depot"}]


def test_cluster_called_as_a_variable(look, write_remote, written):
    """A cluster that is called as the variable of a deployment has another variable: each link keeps its own ends."""
    write_remote("onprem", "far", {"mode": "proxy", "proxy_address": f"{ENDPOINT}:9400", "server_name": ENDPOINT})
    found = find(look(logs_us="onprem"))
    (one,) = found["remote connections"]

    assert "\nlogs_us = Deployment(" in program([one])
    assert written(found)[one.name].props["local"] == {"cluster": "logs_us"}
    assert written(found)[one.name].props["remote"] == {"deployment_id": "dddd0102" * 4, "connection": "hosted"}


def test_credentials_of_a_deployment(look, write_remote, heard):
    """A cluster that is called like a deployment that is looked at is its credentials: it is not looked at again, and nothing is said of it."""
    write_remote("logs-eu", "far", STOCK)
    looked = look("logs-eu", onprem="onprem")
    found = find(dataclasses.replace(looked, clusters=["onprem", "logs-eu"]))

    assert [item.id for item in found["remote connections"]] == [f"{EU['deployment_id']}/far"]
    assert heard == []


@pytest.mark.parametrize("whole", [False, True])
def test_clusters_alone(look, write_remote, emulator, whole):
    """Without a connection the remotes of clusters are found, and nothing else: nothing is asked of a control plane, nor of the default one."""
    write_remote("onprem", "far", STOCK)
    found = find(look(connections=["enterprise"], connection=None, whole=whole, onprem="onprem"))

    assert {what: [item.id for item in some] for what, some in found.items() if some} == {"remote connections": ["onprem/far"]}
    assert [request["path"] for request in emulator.world.requests.to_json() if request["path"].startswith("/clouds/")] == []


def behind(host):
    return {"mode": "proxy", "proxy_address": f"{host}:9400", "server_name": host, "skip_unavailable": "false"}


def test_existing(look, emulator, organizations_trust, write_remote, heard):
    """What is in the settings and in no control plane's list is found, as a resource would hold it; where no credentials lead is not looked."""
    hosted = emulator.world.clouds["hosted"]
    set_remotes(emulator.world, hosted, hosted.deployments["logs-eu"], [])
    write_remote("logs-eu", "shop", behind(SHOP))
    write_remote("logs-eu", "lost", behind("nowhere.example"))
    (one,) = NOUNS["remote connections"](look("logs-eu", "logs-us", connections=CLOUDS))

    assert (one.id, one.name, one.resource) == (f"{EU['deployment_id']}/shop", "logs-eu--shop", "RemoteConnection")
    assert isinstance(one.arguments["remote"], Deployment)
    assert one.outputs["connected"] is True
    assert {name: one.inputs[name] for name in ("proxy_address", "skip_unavailable")} == {"proxy_address": f"{SHOP}:9400", "skip_unavailable": False}
    there = "proxy to nowhere.example:9400 with server_name nowhere.example and skip_unavailable false"
    (line,) = heard
    assert line.startswith(f"left out logs-eu ({EU['deployment_id']}), alias lost, {there}: nothing that is configured here is behind nowhere.example (")


def test_existing_of_the_list(look, emulator, write_remote, heard):
    """An entry of the control plane's list is a remote cluster, and no remote connection beside it."""
    enterprise = emulator.world.clouds["enterprise"]
    orders, billing = enterprise.deployments["orders"], enterprise.deployments["billing"]
    write_remote("orders", "far", behind(enterprise.endpoint(enterprise.deployments["reports"])))
    before = list(NOUNS["remote connections"](look("orders", connections=CLOUDS, connection="enterprise")))
    near = Remote(alias="near", deployment_id=billing.id, elasticsearch_ref_id=billing.ref_id, skip_unavailable=True)
    set_remotes(emulator.world, enterprise, orders, [near])
    after = list(NOUNS["remote connections"](look("orders", connections=CLOUDS, connection="enterprise")))

    assert [item.name for item in before] == [each.name for each in after] == ["orders--far"]
    assert heard == []
