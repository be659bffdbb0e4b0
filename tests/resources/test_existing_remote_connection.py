import dataclasses
import re

import pytest

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_emulator.world.elasticsearch_write import write_settings
from pulumi_crosslink.existing import NOUNS, Look, find, import_file, program

EU = {"deployment_id": "dddd0101" * 4, "connection": "hosted"}
STOCK = {"mode": "proxy", "proxy_address": "stock.example:9300"}
ENDPOINT = f"{'eeee0102' * 4}.us-east-1.aws.found.io"
SAID = {"alias": "far", "skip_unavailable": True}


@pytest.fixture
def heard():
    """What was said while it was looked."""
    return []


@pytest.fixture
def look(emulator, heard):
    """Look at deployments of the only connection, which is the default one, and at clusters of these names in place of the demonstration's."""
    made = []

    def at(*deployments, only="hosted", connection="hosted", whole=False, **clusters):
        eu = {"url": f"{emulator.url}/clusters/{'eeee0101' * 4}", "username": "crosslink", "password": "emulated-logs-eu-password"}
        there = {
            name: {"url": f"{emulator.url}/clusters/{one}", "username": "crosslink", "password": f"emulated-{one}-password"} for name, one in clusters.items()
        }
        known = {only: {"platform": emulator.world.clouds[only].platform, "endpoint": emulator.cloud_url(only), "apiKey": f"emulated-{only}-key"}}
        connections = Connections(known, {}, clusters={"logs-eu": eu, "stock": {"transportAddress": "stock.example:9300"}} | there)
        made.append(connections)
        ids = [("hosted", emulator.world.clouds["hosted"].deployments[name].id) for name in deployments]
        ends = list(DeploymentDirectory(connections).find(ids).values())
        emulator.world.requests.clear()
        return Look(connections, connection, ends, whole=whole, tell=Tell.by(heard.append), clusters=list(clusters))

    yield at
    for one in made:
        one.close()


@pytest.fixture
def remote(emulator):
    """Write a remote into the settings of a cluster or a deployment, as a person does."""

    def write(local, alias, settings):
        hosted = emulator.world.clouds["hosted"]
        cloud, one = (None, emulator.world.clusters[local]) if local in emulator.world.clusters else (hosted, hosted.deployments[local])
        write_settings(emulator.world, cloud, one, {f"cluster.remote.{alias}.{key}": value for key, value in settings.items()})

    return write


@pytest.fixture
def written(declared):
    """Run the program that is written for what was found, and return what it declares, by name."""
    return lambda found: declared(lambda: exec(program([one for some in found.values() for one in some]), {}))


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
def test_settings(look, remote, written, local, end, settings, said):
    """The program says of a remote what its settings say beside the defaults, and no more, whoever has it."""
    remote(local, "far", settings)
    one = written(find(look("logs-eu", onprem="onprem")))[f"{local}--far"]

    assert one.props == said | {"local": end, "remote": {"cluster": "stock"}}


def test_alias_that_reads_like_a_default(look, remote, written):
    """A remote may be called proxy, which is no reason to leave out its alias."""
    remote("onprem", "proxy", STOCK)

    assert written(find(look(onprem="onprem")))["onprem--proxy"].props["alias"] == "proxy"


def test_two_remotes_of_one_name(look, remote, written):
    """A remote of a deployment and one of a cluster that would be called alike are two objects, each under a name of its own."""
    remote("logs-eu", "depot--far", STOCK)
    remote("onprem", "far", STOCK)
    found = find(look("logs-eu", **{"logs-eu--depot": "onprem"}))
    names = [one["name"] for one in import_file(found["remote connections"])["resources"]]
    ends = {name: one.props["local"] for name, one in written(found).items() if name in names}

    assert all(re.fullmatch("logs-eu--depot--far-[0-9a-f]{8}", name) for name in names)
    assert list(ends.values()) == [EU, {"cluster": "logs-eu--depot"}]


def test_cluster_called_as_a_variable(look, remote, written):
    """A cluster that is called as the variable of a deployment has another variable: each link keeps its own ends."""
    remote("onprem", "far", {"mode": "proxy", "proxy_address": f"{ENDPOINT}:9400", "server_name": ENDPOINT})
    found = find(look(logs_us="onprem"))
    (one,) = found["remote connections"]

    assert "\nlogs_us = Deployment(" in program([one])
    assert written(found)[one.name].props["local"] == {"cluster": "logs_us"}
    assert written(found)[one.name].props["remote"] == {"deployment_id": "dddd0102" * 4, "connection": "hosted"}


def test_credentials_of_a_deployment(look, remote, heard):
    """A cluster that is called like a deployment that is looked at is its credentials: it is not looked at again, and nothing is said of it."""
    remote("logs-eu", "far", STOCK)
    looked = look("logs-eu", onprem="onprem")
    found = find(dataclasses.replace(looked, clusters=["onprem", "logs-eu"]))

    assert [one.id for one in found["remote connections"]] == [f"{EU['deployment_id']}/far"]
    assert heard == []


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("noun", sorted({*NOUNS} - {"remote connections"}))
def test_no_connection(look, emulator, noun, whole):
    """Where clusters alone are looked at, nothing is asked of a control plane, nor of the default one."""
    assert list(NOUNS[noun](look(only="enterprise", connection=None, whole=whole, onprem="onprem"))) == []
    assert emulator.world.requests.to_json() == []


def test_clusters_alone(look, remote):
    """Without a connection the remotes of clusters are found, and nothing else."""
    remote("onprem", "far", STOCK)
    found = find(look(connection=None, onprem="onprem"))

    assert {what: [one.id for one in some] for what, some in found.items() if some} == {"remote connections": ["onprem/far"]}
