import json
import re
from collections import Counter

import pytest

from crosslink_emulator.world.elasticsearch_write import write_settings

EU = "dddd0101" * 4
ENDPOINT = f"{'eeee0101' * 4}.eu-west-1.aws.found.io"
FACTS = dict.fromkeys(("info", "license-get", "nodes-info"), 1)
OPERATORS = "the operator makes it, by spec.remoteClusters of the Elasticsearch object"
SHOP = "shop-es-transport.shop.svc:9300"
LINKED = {
    "apiVersion": "elasticsearch.k8s.elastic.co/v1",
    "kind": "Elasticsearch",
    "metadata": {"name": "logs", "namespace": "search"},
    "spec": {"remoteClusters": [{"name": "shop", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}]},
}


@pytest.fixture
def clusters(emulator):
    """What is configured of the demonstration's clusters; a test may change it."""
    found = {}
    for name, one in emulator.world.clusters.items():
        found[name] = {"url": f"{emulator.url}/clusters/{name}", "username": "crosslink", "password": f"emulated-{name}-password"}
        found[name]["transportAddress"] = list(one.transport)
        if one.kubernetes:
            found[name] |= {"platform": "eck", "kubernetes": one.kubernetes.model_dump(include={"operator", "name", "namespace"})}
    return found


@pytest.fixture
def run(crosslink, emulator, clusters, tmp_path):
    """Run `crosslink import` with that configuration, and return what it says, the import file's resources and the program."""

    def imported(*words, connections=("hosted",), expect=0):
        known = {name: {"endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key"} for name in connections}
        values = {"crosslink:connections": known, "crosslink:clusters": clusters}
        answer = json.dumps({key: {"value": json.dumps(value), "objectValue": value} for key, value in values.items()})
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / "pulumi").write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
        (tmp_path / "bin" / "pulumi").chmod(0o755)
        emulator.world.requests.clear()
        said = crosslink("import", "--force", *words, expect=expect, PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin")
        if expect:
            return said, [], ""
        return said, json.loads((tmp_path / "import.json").read_text())["resources"], (tmp_path / "imported.py").read_text()

    return imported


@pytest.fixture
def remotes(emulator):
    """Write remotes into a cluster's settings, as a person does: those to an address through a proxy, those to a list of addresses by sniffing."""

    def write(name, **there):
        hosted, settings = emulator.world.clouds["hosted"], {}
        for alias, address in there.items():
            if isinstance(address, list):
                settings |= {f"cluster.remote.{alias}.seeds": address}
            else:
                settings |= {f"cluster.remote.{alias}.mode": "proxy", f"cluster.remote.{alias}.proxy_address": address}
                settings |= {f"cluster.remote.{alias}.server_name": ENDPOINT} if address.startswith(ENDPOINT) else {}
        cloud, one = (None, emulator.world.clusters[name]) if name in emulator.world.clusters else (hosted, hosted.deployments[name])
        write_settings(emulator.world, cloud, one, settings)

    return write


def asked(emulator, cluster):
    """How often each operation of a cluster was asked for."""
    return Counter(one["operation"] for one in emulator.world.requests.to_json() if one["path"].startswith(f"/clusters/{cluster}/"))


def test_every_other_end(run, remotes, clusters, emulator):
    """Remotes of clusters and of deployments lead to clusters by address and to deployments by host: each becomes a resource, each end a variable."""
    clusters["logs-eu"] = {"url": f"{emulator.url}/clusters/{'eeee0101' * 4}", "username": "crosslink", "password": "emulated-logs-eu-password"}
    clusters["stock"].pop("url")  # who is a remote alone need not be asked
    remotes("onprem", eu=f"{ENDPOINT}:9400", depot=["other.example:9300", "STOCK.example:9300"], k8s="k8s-other.example:9300")
    remotes("logs-eu", depot=["stock.example:9300"], away="warehouse.example:9300")
    more = {"cluster.remote.eu.proxy_socket_connections": "9", "cluster.remote.k8s.skip_unavailable": "false"}
    write_settings(emulator.world, None, emulator.world.clusters["onprem"], more)
    said, resources, program = run("--connection", "hosted")
    ends = {one["id"]: one["inputs"]["remote"].get("cluster") or one["inputs"]["remote"]["name"] for one in resources if "RemoteConnection" in one["type"]}
    there = f"alias='eu', proxy_address='{ENDPOINT}:9400', server_name='{ENDPOINT}', skip_unavailable=True, proxy_socket_connections=9"
    sniffed = "alias='depot', mode='sniff', seeds=['stock.example:9300'], skip_unavailable=True"

    assert ends == {"onprem/eu": "logs-eu", "onprem/depot": "stock", "onprem/k8s": "k8s-other", f"{EU}/depot": "stock", f"{EU}/away": "warehouse"}
    assert "5 remote connections" in said
    assert "of 7 deployments and 6 clusters" in said
    assert "left out" not in said
    assert Counter(one["operation"] for one in emulator.world.requests.to_json())["search-deployments"] == 1
    assert {one["name"] for one in resources} >= {"onprem--eu", "logs-eu--depot"}
    assert "\nonprem = Cluster('onprem')\n" in program
    assert f"RemoteConnection('onprem--eu', local=onprem, remote=logs_eu, {there})\n" in program
    assert f"RemoteConnection('logs-eu--depot', local=logs_eu, remote=stock, {sniffed})\n" in program


def test_requests(run, remotes, emulator):
    """A cluster says each fact once, however many remotes lead from it and to it, and its remotes only where there are some."""
    remotes("onprem", **{f"stock-{n}": "stock.example:9300" for n in range(9)}, eu=f"{ENDPOINT}:9400", europe=f"{ENDPOINT}:9400")
    remotes("stock", onprem="onprem.example:9300")
    said, resources, _ = run("--cluster", "onprem", "--cluster", "stock", "--cluster", "warehouse", connections=("hosted", "partner"))
    log = Counter(one["cloud"] for one in emulator.world.requests.to_json() if one["operation"] == "search-deployments")

    assert len(resources) == 12
    assert "12 remote connections of 0 deployments and 3 clusters" in said
    assert asked(emulator, "onprem") == asked(emulator, "stock") == FACTS | {"cluster-get-settings": 1, "cluster-remote-info": 1}
    assert asked(emulator, "warehouse") == FACTS | {"cluster-get-settings": 1}
    assert asked(emulator, "k8s-logs") == {}
    assert log == {"hosted": 1, "partner": 1}


def test_clusters_without_a_control_plane(run, remotes):
    """Who has no connection at all imports what the clusters say; a program without deployments compiles."""
    remotes("onprem", depot="stock.example:9300")
    said, resources, program = run(connections=())

    assert [one["id"] for one in resources] == ["onprem/depot"]
    assert "1 remote connections of 0 deployments and 6 clusters" in said
    compile(program, "imported.py", "exec")


def test_deployments_alone(run, remotes, emulator):
    """Where a deployment is named no cluster is looked at."""
    remotes("onprem", depot="stock.example:9300")
    said, resources, _ = run("--connection", "hosted", "--deployment", EU)

    assert resources == []
    assert "nothing of 1 deployments: " in said
    assert asked(emulator, "onprem") == {}


def test_left_out(run, remotes, clusters, emulator, live):
    """What cannot be matched, what the operator makes, and a cluster that cannot be asked are one line each; all else goes on."""
    clusters["stock"]["url"] = "http://127.0.0.1:9"
    clusters["warehouse"].pop("password")
    clusters["k8s-other"]["password"] = "wrong"
    clusters["k8s-shop"]["transportAddress"] = [SHOP]
    clusters["old"] = {"url": f"{emulator.url}/clusters/{'eeee0105' * 4}", "username": "crosslink", "password": "emulated-archive-password"}
    clusters["twin"] = {"transportAddress": "k8s-logs.example:9300"}
    remotes("onprem", a="stock.example:9300", b=["stock.example:9300"], lost="onprem.example:9999", c="k8s-other.example:9300", d="k8s-logs.example:9300")
    remotes("k8s-logs", onprem="onprem.example:9300", far=["far-es-remote-cluster.far.svc:9443"])
    live.control("PUT", "clusters/k8s-logs/kubernetes", {"objects": [LINKED]})
    said, resources, _ = run("--connection", "hosted")
    lines = {re.split(":|, proxy|, sniff", one)[0]: one for one in said.splitlines() if one.startswith("left out ")}

    assert [one["id"] for one in resources if "RemoteConnection" in one["type"]] == ["k8s-logs/onprem"]
    assert len(lines) == said.count("\nleft out ") == 11
    assert {name.removeprefix("left out "): line.rpartition(": ")[2] for name, line in lines.items() if ", alias" in name} == {
        "onprem, alias a": "it leads to cluster stock, which is left out",
        "onprem, alias b": "it leads to cluster stock, which is left out",
        "onprem, alias c": "it leads to cluster k8s-other, which is left out",
        "onprem, alias d": "it may lead to k8s-logs or twin, which have one transportAddress",
        "onprem, alias lost": "nothing that is configured here is behind onprem.example:9999",
        "k8s-logs, alias shop": OPERATORS,
        "k8s-logs, alias far": OPERATORS,
    }
    assert "sniff to stock.example:9300 and skip_unavailable true" in lines["left out onprem, alias b"]
    assert "got no answer from http://127.0.0.1:9" in lines["left out cluster stock"]
    assert "set crosslink:clusters.warehouse.password" in lines["left out cluster warehouse"]
    assert "it is a deployment of Elastic Cloud" in lines["left out cluster old"]
    assert "left out cluster k8s-other" in lines
    assert asked(emulator, "k8s-other") == {"info": 1}


def test_a_name_that_is_not_configured(run):
    """A cluster that is not configured is an error in one line, and nothing is written."""
    said, _, _ = run("--cluster", "onpremise", expect=1)

    assert "cluster 'onpremise' is not configured (configured: onprem, " in said
    assert said.count("\n") == 1
