import re
from collections import Counter

from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings

EU = "dddd0101" * 4
ENDPOINT = f"{'eeee0101' * 4}.eu-west-1.aws.found.io"
FACTS = dict.fromkeys(("info", "license-get", "nodes-info"), 1)
OPERATORS = "the operator makes it, from spec.remoteClusters of the Elasticsearch object"
SHOP = "shop-es-transport.shop.svc:9300"
LINKED = {
    "apiVersion": "elasticsearch.k8s.elastic.co/v1",
    "kind": "Elasticsearch",
    "metadata": {"name": "logs", "namespace": "search"},
    "spec": {"remoteClusters": [{"name": "shop", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}]},
}


def asked(emulator, cluster):
    """How often each operation of a cluster was asked for."""
    return Counter(request["operation"] for request in emulator.world.requests.to_json() if request["path"].startswith(f"/clusters/{cluster}/"))


def test_every_other_end(run_import, remotes, clusters, emulator):
    """Remotes of clusters and of deployments lead to clusters by address and to deployments by host: each becomes a resource, each end a variable."""
    clusters["logs-eu"] = {"url": f"{emulator.url}/clusters/{'eeee0101' * 4}", "username": "crosslink", "password": "emulated-logs-eu-password"}
    clusters["stock"].pop("url")  # who is a remote alone need not be asked
    remotes("onprem", eu=f"{ENDPOINT}:9400", depot=["other.example:9300", "STOCK.example:9300"], k8s="k8s-other.example:9300")
    remotes("logs-eu", depot=["stock.example:9300"], away="warehouse.example:9300")
    more = {"cluster.remote.eu.proxy_socket_connections": "9", "cluster.remote.k8s.skip_unavailable": "false"}
    write_settings(emulator.world, None, emulator.world.clusters["onprem"], more)
    said, resources, program = run_import(hosted="hosted")
    log = Counter(request["operation"] for request in emulator.world.requests.to_json())
    ends = {item["id"]: item["inputs"]["remote"].get("cluster") or item["inputs"]["remote"]["name"] for item in resources if "RemoteConnection" in item["type"]}
    there = f"alias='eu', proxy_address='{ENDPOINT}:9400', server_name='{ENDPOINT}', skip_unavailable=True, proxy_socket_connections=9"
    sniffed = "alias='depot', mode='sniff', seeds=['stock.example:9300'], skip_unavailable=True"

    assert ends == {"onprem/eu": "logs-eu", "onprem/depot": "stock", "onprem/k8s": "k8s-other", f"{EU}/depot": "stock", f"{EU}/away": "warehouse"}
    assert "5 remote connections" in said
    assert "of 7 deployments and 5 clusters" in said
    assert "left out" not in said
    assert log["search-deployments"] == 1
    assert log["get-deployment-es-resource-remote-clusters"] == 7
    assert {resource["name"] for resource in resources} >= {"onprem--eu", "logs-eu--depot"}
    assert "\nonprem = Cluster('onprem')\n" in program
    assert f"RemoteConnection('onprem--eu', local=onprem, remote=logs_eu, {there})\n" in program
    assert f"RemoteConnection('logs-eu--depot', local=logs_eu, remote=stock, {sniffed})\n" in program


def test_requests(run_import, remotes, emulator):
    """A cluster says each fact once, however many remotes lead from it and to it, and its remotes only where there are some."""
    remotes("onprem", **{f"stock-{n}": "stock.example:9300" for n in range(9)}, eu=f"{ENDPOINT}:9400", europe=f"{ENDPOINT}:9400")
    remotes("stock", onprem="onprem.example:9300")
    said, resources, _ = run_import("--cluster", "onprem", "--cluster", "stock", "--cluster", "warehouse", hosted="hosted", partner="partner")
    log = Counter(request["cloud"] for request in emulator.world.requests.to_json() if request["operation"] == "search-deployments")

    assert len(resources) == 12
    assert "12 remote connections of 0 deployments and 3 clusters" in said
    assert asked(emulator, "onprem") == asked(emulator, "stock") == FACTS | {"cluster-get-settings": 1, "cluster-remote-info": 1}
    assert asked(emulator, "warehouse") == FACTS | {"cluster-get-settings": 1}
    assert asked(emulator, "k8s-logs") == {}
    assert log == {"hosted": 1, "partner": 1}


def test_clusters_without_a_control_plane(run_import, remotes):
    """Who has no connection at all imports what the clusters say; a program without deployments compiles."""
    remotes("onprem", depot="stock.example:9300")
    said, resources, program = run_import()

    assert [resource["id"] for resource in resources] == ["onprem/depot"]
    assert "1 remote connections of 0 deployments and 6 clusters" in said
    compile(program, "imported.py", "exec")


def test_deployments_alone(run_import, remotes, emulator):
    """Where a deployment is named no cluster is looked at."""
    remotes("onprem", depot="stock.example:9300")
    assert "nothing of 1 deployments: no file is written" in run_import("--connection", "hosted", "--deployment", EU, hosted="hosted")[0]
    assert asked(emulator, "onprem") == {}


def test_left_out(run_import, remotes, clusters, emulator, live):
    """What cannot be matched, what the operator makes, and a cluster that cannot be asked are one line each; all else goes on, also to one that is away."""
    clusters["stock"]["url"] = "http://127.0.0.1:9"
    clusters["warehouse"].pop("password")
    clusters["k8s-other"]["password"] = "wrong"
    clusters["k8s-shop"]["transportAddress"] = [SHOP]
    clusters["old"] = {"url": f"{emulator.url}/clusters/{'eeee0105' * 4}", "username": "crosslink", "password": "emulated-archive-password"}
    clusters["twin"] = {"transportAddress": "k8s-logs.example:9300"}
    remotes("onprem", a="stock.example:9300", b=["stock.example:9300"], lost="onprem.example:9999", c="k8s-other.example:9300", d="k8s-logs.example:9300")
    remotes("k8s-logs", onprem="onprem.example:9300", far=["far-es-remote-cluster.far.svc:9443"])
    live.control("PUT", "clusters/k8s-logs/kubernetes", {"objects": [LINKED]})
    said, resources, _ = run_import(hosted="hosted")
    lines = {re.split(":|, proxy|, sniff", item)[0]: item for item in said.splitlines() if item.startswith("left out ")}

    assert [resource["id"] for resource in resources if "RemoteConnection" in resource["type"]] == ["onprem/a", "onprem/b", "k8s-logs/onprem"]
    assert len(lines) == said.count("\nleft out ") == 9
    assert {name.removeprefix("left out "): line.rpartition(": ")[2] for name, line in lines.items() if ", alias" in name} == {
        "onprem, alias c": "unable to authenticate user [crosslink] for REST request [/]; correct the user or password in "
        "crosslink:clusters.k8s-other.password (after a rotation run `pulumi up` before destroy or refresh)",
        "onprem, alias d": "give each its own transportAddress",
        "onprem, alias lost": "nothing that is configured here is behind onprem.example:9999 (transportAddress of a cluster, endpoint of a deployment)",
        "k8s-logs, alias shop": OPERATORS,
        "k8s-logs, alias far": OPERATORS,
    }
    assert "its addresses are those of k8s-logs and of twin" in lines["left out onprem, alias d"]
    assert "cluster k8s-other: info answered 401" in lines["left out onprem, alias c"]
    assert "got no answer from http://127.0.0.1:9" in lines["left out the remotes of stock"]
    assert "set crosslink:clusters.warehouse.password" in lines["left out cluster warehouse"]
    assert "it is a deployment of Elastic Cloud" in lines["left out cluster old"]
    assert "left out cluster k8s-other" in lines
    assert asked(emulator, "k8s-other") == {"info": 1}


def test_a_name_that_is_not_configured(run_import):
    """A cluster that is not configured is an error in one line, and nothing is written."""
    said, _, _ = run_import("--cluster", "onpremise", expect=1)

    assert "cluster 'onpremise' is not configured (configured: onprem, " in said
    assert said.count("\n") == 1
