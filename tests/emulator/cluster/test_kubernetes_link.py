import pytest

ECK_NODE = "logs-es-default-0.node.logs.search.es.local"
NAMESPACE = {"scope_id": "search.es.local", "trust_all": True}
SHOP = {"name": "shop", "elasticsearchRef": {"name": "shop", "namespace": "shop"}}
SEEDS = {"cluster.remote.shop.mode": "sniff", "cluster.remote.shop.seeds": ["shop-es-transport.shop.svc:9300"]}


@pytest.fixture
def settings(rest):
    """The persistent settings by their whole names."""
    return lambda name: rest(name).get("/_cluster/settings", params={"flat_settings": "true"}).json()["persistent"]


@pytest.fixture
def outside(trust_in_kubernetes, direct, connect):
    """A hosted deployment and a cluster in Kubernetes that trust each other."""
    trust_in_kubernetes("k8s-logs", "logs-eu")
    direct("logs-eu", "k8s-logs", **NAMESPACE)
    connect("logs-eu", "k8s-logs")
    connect("k8s-logs", "logs-eu")


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("local", ["logs-eu", "k8s-logs"])
def test_hosted(state, local):
    """By its namespace as the scope, or from Kubernetes itself, links work in both directions."""
    assert state(local) == (True, "")


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        pytest.param(
            {"trust_all": True, "scope_id": "shop.es.local"}, f"no entry of direct has scope_id search.es.local, and none names node {ECK_NODE}", id="scope"
        ),
        pytest.param({"scope_id": "search.es.local", "trust_allowlist": ("a" * 32,)}, "direct[0] (k8s-logs) does not list logs", id="allowlist"),
        pytest.param({"additional_node_names": (ECK_NODE,)}, "", id="name"),
    ],
)
def test_scope(direct, state, entry, reason):
    """The scope is that of the namespace, and everything in it is trusted; a whole name does without."""
    direct("logs-eu", "k8s-logs", **entry)

    assert state("logs-eu") == (not reason, reason and f"logs-eu does not trust k8s-logs: {reason}")


def test_scope_may_be_written(put_trust, deployments, trust_of, ca):
    """The control plane takes a namespace as the scope of a generic entry, and of no other."""
    entry = {"name": "k8s", "scope_id": "search.es.local", "trust_all": True, "certificates": [{"pem": ca("k8s-logs")}]}
    written = put_trust(deployments["logs-eu"], {"accounts": [], "direct": [entry]})
    refused = put_trust(deployments["logs-us"], {"accounts": [], "direct": [entry | {"type": "ECE"}]})

    assert (written.status_code, refused.status_code) == (200, 400)
    assert trust_of(deployments["logs-eu"])["direct"][0]["scope_id"] == "search.es.local"


@pytest.mark.usefixtures("outside")
def test_load_balancer(apply, elasticsearch_object, state):
    """Without a load balancer nobody outside reaches the transport layer; links from inside go on."""
    apply("k8s-logs", elasticsearch_object("k8s-logs", transport={"service": {"spec": {"type": "ClusterIP"}}}))

    assert state("logs-eu") == (False, "k8s-logs has no load balancer yet: spec.transport.service.spec.type of logs is not LoadBalancer")
    assert state("k8s-logs") == (True, "")


@pytest.mark.usefixtures("outside")
def test_sniff_from_outside(connect, state):
    """The nodes themselves have addresses that only Kubernetes knows."""
    connect("logs-eu", "k8s-logs", mode="sniff", seeds=["k8s-logs.example:9300"], proxy_address=None, server_name=None)

    reason = "mode is sniff: the nodes of k8s-logs have addresses inside Kubernetes, which only its load balancer reaches; use mode proxy"
    assert state("logs-eu") == (False, reason)


@pytest.mark.parametrize(("local", "remote"), [("k8s-logs", "k8s-other"), ("k8s-other", "k8s-logs")])
def test_other_operator(trust_in_kubernetes, connect, state, local, remote):
    """Between operators each side installs the other's authority."""
    trust_in_kubernetes(local, remote)
    connect(local, remote)
    trust_in_kubernetes(remote, "stock")
    before = state(local)
    trust_in_kubernetes(remote, local)

    assert before == (False, f"{remote} does not trust {local}: node set default: its certificate_authorities lack the active one of cluster {local}")
    assert state(local) == (True, "")


@pytest.mark.parametrize(("local", "remote"), [("k8s-logs", "onprem"), ("onprem", "k8s-logs")])
def test_self_managed(trust_in_kubernetes, install, connect, state, local, remote):
    """A self-managed cluster and one in Kubernetes link in either direction."""
    trust_in_kubernetes("k8s-logs", "onprem")
    install("onprem", "k8s-logs")
    connect(local, remote)

    assert state(local) == (True, "")


def test_one_operator(apply, elasticsearch_object, settings, state):
    """The operator makes trust on both sides, and the settings; when the remote is no longer wanted, it takes them away."""
    made = apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=[SHOP])).json()["remotes"]
    written, connected = settings("k8s-logs"), state("k8s-logs", "shop")
    apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=[]))

    assert (made, written, connected) == (["shop"], SEEDS, (True, ""))
    assert settings("k8s-logs") == {}


def test_trust_by_operator_is_for_both(apply, elasticsearch_object, rest, state):
    """The other side trusts back, so a remote the other way works too, and only as long as the operator's does."""
    apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=[SHOP]))
    seeds = {"cluster.remote.back.seeds": ["logs-es-transport.search.svc.cluster.local:9300"]}
    rest("k8s-shop").put("/_cluster/settings", json={"persistent": seeds})
    before = state("k8s-shop", "back")
    apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=None))

    assert before == (True, "")
    assert state("k8s-shop", "back")[1].startswith("k8s-shop does not trust k8s-logs: node set default: its certificate_authorities lack")


@pytest.mark.parametrize(("license", "heeded"), [("basic", False), ("platinum", False), ("trial", True), ("enterprise", True)])
def test_licence(world, apply, elasticsearch_object, settings, license, heeded):  # noqa: A002 - what Elasticsearch calls it
    """Without a licence for it the operator ignores remotes."""
    world.clusters["k8s-logs"].license = license
    reply = apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=[SHOP]))

    assert (reply.status_code, reply.json()["remotes"]) == (200, ["shop"] if heeded else [])
    assert settings("k8s-logs") == (SEEDS if heeded else {})


def test_operator_is_in_the_way(apply, elasticsearch_object, rest, settings):
    """Settings by hand under the operator's alias are in its way, and nothing of the object is applied."""
    by_hand = {"cluster.remote.shop.mode": "proxy", "cluster.remote.shop.proxy_address": "a.example:9300"}
    rest("k8s-logs").put("/_cluster/settings", json={"persistent": by_hand})
    reply = apply("k8s-logs", elasticsearch_object("k8s-logs", remoteClusters=[SHOP]))

    assert reply.status_code == 400
    assert reply.json()["error"].startswith("the operator cannot write the settings of spec.remoteClusters: Setting")
    assert settings("k8s-logs") == by_hand


@pytest.mark.parametrize(
    ("local", "seed", "reason"),
    [
        (
            "k8s-other",
            "logs-es-transport.search.svc:9300",
            "logs-es-transport.search.svc is a service inside the Kubernetes of k8s-logs, which k8s-other cannot reach",
        ),
        (
            "onprem",
            "logs-es-transport.search.svc:9300",
            "logs-es-transport.search.svc is a service inside the Kubernetes of k8s-logs, which onprem cannot reach",
        ),
        ("k8s-shop", "logs-es-transport.search.svc:9200", "nothing of k8s-logs listens on port 9200; its transport layer has 9300"),
    ],
)
def test_service(rest, state, local, seed, reason):
    """The service of a cluster is known only where its operator is."""
    rest(local).put("/_cluster/settings", json={"persistent": {"cluster.remote.far.seeds": [seed]}})

    assert state(local) == (False, reason)


def test_several_node_sets(world, apply, elasticsearch_object, config_map, node_set, ca, connect, install, state):
    """All node sets must trust the other side, and the other side all of their nodes."""
    cluster = world.clusters["k8s-logs"]
    cluster.kubernetes = cluster.kubernetes.model_copy(update={"node_sets": ("default", "cold")})
    cluster.spec = cluster.spec | {"nodeSets": [{"name": "default"}, {"name": "cold"}]}
    source, path = config_map("others", ca_crt=ca("onprem")), ["/usr/share/elasticsearch/config/others/ca.crt"]
    connect("k8s-logs", "onprem")
    install("onprem", "k8s-logs", restrictions=["*.account", "logs-es-default-0.node.logs.search.es.local"])
    apply("k8s-logs", source, elasticsearch_object("k8s-logs", nodeSets=[node_set(source, path)]))
    one = state("k8s-logs")
    apply("k8s-logs", elasticsearch_object("k8s-logs", nodeSets=[node_set(source, path, name="cold")]))
    both = state("k8s-logs")
    install("onprem", "k8s-logs", restrictions=["*.account", "*.node.logs.search.es.local"])

    assert one[1] == "k8s-logs does not trust onprem: node set cold: its certificate_authorities lack the active one of cluster onprem"
    assert both[1].startswith("onprem does not trust k8s-logs: logs-es-cold-0.node.logs.search.es.local matches none of its trust restrictions")
    assert state("k8s-logs") == (True, "")
