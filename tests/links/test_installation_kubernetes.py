"""What is installed on clusters on Kubernetes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from crosslink_core.links.installation import Peer, files
from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_emulator.world.state.certificate import issue

SCHEMA = jsonschema.Draft202012Validator(json.loads((Path(__file__).parents[1] / "data" / "eck-fields.json").read_text()))
REGION, REGION_NEXT, OTHER = (issue("environment", number, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)) for number in range(3))
CONFIG = "/usr/share/elasticsearch/config"


def eck(name, namespace="search", operator="k8s-eu", node_sets=("default",)):
    return Cluster(cluster=f"k8s-{name}"[:40], platform="eck", kubernetes=Kubernetes(name=name, namespace=namespace, operator=operator, node_sets=node_sets))


LOGS, SHOP, OTHER_ECK = eck("logs", node_sets=("default", "cold")), eck("shop", "shop"), eck("other", operator="k8s-us")
ONPREM = Cluster(cluster="onprem", node_names=("es1.example",))
STOCK = Cluster(cluster="stock")
EU = Deployment(deployment_id="1" * 32, name="logs-eu", platform="ech", organization="1000000001", resource_id="2" * 32, connection="hosted")
EU_PATTERN = f"*.node.{'2' * 32}.cluster.1000000001.account"


def peer(end, *certificates, is_local=True):
    return Peer(end, certificates or (OTHER,), is_local)


def objects(found):
    """The objects by the files' names, each one valid."""
    loaded = {item.name: yaml.safe_load(item.text) for item in found}
    for each in loaded.values():
        SCHEMA.validate(each)
    return loaded


def restrictions(loaded):
    return yaml.safe_load(loaded["config-map.yaml"]["data"]["trust.yml"])["trust.subject_name"]


def test_deployment():
    """T5, T10: the deployments' authority in a Secret, restrictions in a ConfigMap, both mounted into every node set and named by its settings."""
    loaded = objects(files(LOGS, (), [peer(EU, REGION, REGION_NEXT)]))
    spec = loaded["elasticsearch.yaml"]["spec"]

    assert [*loaded] == ["secret.yaml", "config-map.yaml", "elasticsearch.yaml"]
    assert loaded["secret.yaml"]["stringData"] == {"ca.crt": REGION + REGION_NEXT}
    assert restrictions(loaded) == ["*.node.logs.search.es.local", EU_PATTERN]
    assert [nodeset["name"] for nodeset in spec["nodeSets"]] == ["default", "cold"]
    assert loaded["elasticsearch.yaml"]["metadata"] == {"name": "logs", "namespace": "search"}


@pytest.mark.parametrize("number", [0, 1])
def test_settings_lead_to_mounted_files(number):
    """The paths of each node set's settings are keys of an object that is mounted there."""
    loaded = objects(files(LOGS, (), [peer(EU)]))
    node_set = loaded["elasticsearch.yaml"]["spec"]["nodeSets"][number]
    pod = node_set["podTemplate"]["spec"]
    made = {item["metadata"]["name"]: item.get("stringData") or item.get("data") for item in loaded.values() if item["kind"] != "Elasticsearch"}
    volumes = {volume["name"]: made[volume["secret"]["secretName"] if "secret" in volume else volume["configMap"]["name"]] for volume in pod["volumes"]}
    there = {f"{mount['mountPath']}/{key}" for mount in pod["containers"][0]["volumeMounts"] for key in volumes[mount["name"]]}
    config = node_set["config"]

    assert there == {*config["xpack.security.transport.ssl.certificate_authorities"], config["xpack.security.transport.ssl.trust_restrictions.path"]}


def test_cluster():
    """T12, T13: a ConfigMap that the operator reads, and no restrictions, as documented."""
    loaded = objects(files(LOGS, (), [peer(STOCK, is_local=False), peer(OTHER_ECK, REGION, is_local=False)]))

    assert [*loaded] == ["config-map-authorities.yaml", "elasticsearch.yaml"]
    assert loaded["config-map-authorities.yaml"]["data"] == {"ca.crt": OTHER + REGION}
    assert loaded["elasticsearch.yaml"]["spec"] == {
        "transport": {"tls": {"certificateAuthorities": {"configMapName": "crosslink-logs-certificate-authorities"}}}
    }


def test_all_at_once():
    """Deployments, clusters and the operator's links make one consistent object, whose restrictions let all of them in."""
    loaded = objects(files(LOGS, (), [peer(EU, REGION), peer(ONPREM), Peer(SHOP, (), True)], [("shop", SHOP)]))
    spec = loaded["elasticsearch.yaml"]["spec"]

    assert restrictions(loaded) == ["*.node.logs.search.es.local", EU_PATTERN, "*.node.shop.shop.es.local", "es1.example"]
    assert loaded["secret.yaml"]["stringData"] == {"ca.crt": REGION}
    assert loaded["config-map-authorities.yaml"]["data"] == {"ca.crt": OTHER}
    assert [*spec] == ["remoteClusters", "transport", "nodeSets"]
    assert [*spec["transport"]] == ["tls", "service"]


def test_operator():
    """T11: the operator is told of the remote, and copies the authorities itself; the remote end needs nothing."""
    found = files(LOGS, (), [Peer(SHOP, (), False)], [("shop", SHOP)])

    assert objects(found) == {
        "elasticsearch.yaml": {
            "apiVersion": "elasticsearch.k8s.elastic.co/v1",
            "kind": "Elasticsearch",
            "metadata": {"name": "logs", "namespace": "search"},
            "spec": {"remoteClusters": [{"name": "shop", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}]},
        }
    }
    assert files(SHOP, (), [Peer(LOGS, (), True)]) == ()


@pytest.mark.parametrize(("is_local", "service"), [(True, {"spec": {"type": "LoadBalancer"}}), (False, None)])
@pytest.mark.parametrize("end", [EU, ONPREM], ids=["deployment", "cluster"])
def test_service(end, is_local, service):
    """Only a cluster that is the remote of a link is reached from outside."""
    spec = objects(files(LOGS, (), [peer(end, is_local=is_local)]))["elasticsearch.yaml"]["spec"]

    assert spec.get("transport", {}).get("service") == service


@pytest.mark.parametrize(
    ("peers", "operated", "words"),
    [
        pytest.param([peer(EU)], [], ["kubectl edit elasticsearch logs -n search", "restarts all pods"], id="node sets"),
        pytest.param(
            [peer(ONPREM)], [], ["kubectl patch elasticsearch logs -n search --type merge --patch-file elasticsearch.yaml", "may restart"], id="patch"
        ),
        pytest.param([], [("shop", SHOP)], ["--type merge", "no restart"], id="operator"),
    ],
)
def test_places(peers, operated, words):
    """A list is replaced by every patch, so node sets are merged by hand, and all else by kubectl."""
    *others, last = files(LOGS, (), peers, operated)

    assert all(word in last.place for word in words)
    assert all(item.place.startswith(f"kubectl apply -f {item.name}, where k8s-logs runs") for item in others)
    assert not any("\n" in other.place for other in (*others, last))


@pytest.mark.parametrize("name", ["logs", "a.b", "1e3", "x" * 240], ids=["plain", "dots", "number", "long"])
def test_names(name):
    """Objects and volumes have names that Kubernetes takes, whatever the Elasticsearch object is called."""
    loaded = objects(files(eck(name, "12"), (), [peer(EU), peer(ONPREM)]))

    assert loaded["elasticsearch.yaml"]["metadata"] == {"name": name, "namespace": "12"}
    assert len({item["metadata"]["name"] for item in loaded.values()}) == 4


@pytest.mark.parametrize(
    ("end", "peers", "operated", "message"),
    [
        pytest.param(LOGS, [peer(EU), peer(STOCK)], [], "stock cannot be named in it", id="nameless beside a deployment"),
        pytest.param(LOGS, [Peer(ONPREM, (), True)], [], "crosslink:clusters.onprem.transportCaFile", id="authority"),
        pytest.param(Cluster(cluster="lost", platform="eck"), [peer(ONPREM)], [], "set crosslink:clusters.lost.kubernetes", id="place"),
    ],
)
def test_too_little_is_known(end, peers, operated, message):
    """What cannot be made whole is an error that says what to give."""
    with pytest.raises(NoTrustError) as raised:
        files(end, (), peers, operated)

    assert message in str(raised.value)
