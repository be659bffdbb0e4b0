import pytest

ONPREM_NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
EU, ORDERS = "eeee0101" * 4, "eeee0302" * 4
EU_PATTERN, OWN_PATTERN = f"*.node.{EU}.cluster.1000000001.account", "*.node.*.cluster.datacenter1.account"
ORDERS_PATTERN = "*.node.*.cluster.acc00300acc00300acc00300acc00300.account"
DATACENTER = {"scope_id": "datacenter1", "trust_all": True}
EU_CA = "region aws-eu-west-1"


@pytest.fixture
def hybrid(install, direct, connect):
    """A hosted deployment and a self-managed cluster that trust each other, with a remote on either side."""
    install("onprem", "logs-eu", restrictions=[OWN_PATTERN, EU_PATTERN])
    direct("logs-eu", "onprem", **DATACENTER)
    connect("logs-eu", "onprem")
    connect("onprem", "logs-eu")


@pytest.mark.usefixtures("hybrid")
@pytest.mark.parametrize("local", ["logs-eu", "onprem"])
def test_hosted_and_self_managed(state, local):
    """With the authorities and names of both sides installed, links work in both directions."""
    assert state(local) == (True, "")


@pytest.mark.parametrize("local", ["orders", "onprem"])
def test_environment_and_self_managed(install, direct, connect, state, local):
    """An ECE environment is one authority and one scope."""
    install("onprem", "orders", restrictions=[OWN_PATTERN, ORDERS_PATTERN])
    direct("orders", "onprem", trust_allowlist=("feed0001" * 4,), scope_id="datacenter1")
    connect(local, "onprem" if local == "orders" else "orders")

    assert state(local) == (True, "")


@pytest.mark.usefixtures("hybrid")
@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        pytest.param(
            {"trust_all": True, "scope_id": "datacenter2"}, f"no entry of direct has scope_id datacenter1, and none names node {ONPREM_NODE}", id="scope"
        ),
        pytest.param({"scope_id": "datacenter1", "trust_allowlist": ("f" * 32,)}, f"direct[0] (onprem) does not list {'feed0001' * 4}", id="allowlist"),
        pytest.param({"additional_node_names": ("es1",)}, f"no entry of direct has scope_id datacenter1, and none names node {ONPREM_NODE}", id="name"),
        pytest.param(DATACENTER | {"type": "ESS"}, "direct[0] (onprem) is of type ESS; clusters that no platform of Elastic runs need generic", id="type"),
        pytest.param(DATACENTER | {"type": "proxy"}, "direct[0] (onprem) is of type proxy, which is for remotes by API key", id="proxy"),
    ],
)
def test_deployment_refuses(direct, state, entry, reason):
    """Scope, allowlist, names and type of the entry are looked at, and the reason names what is missing, seen from either side."""
    direct("logs-eu", "onprem", **entry)

    assert state("logs-eu") == (False, f"logs-eu does not trust onprem: {reason}")
    assert state("onprem") == (False, f"logs-eu does not trust onprem: {reason}")


@pytest.mark.usefixtures("hybrid")
def test_deployment_knows_the_name(direct, state):
    """A whole name is enough without a scope."""
    direct("logs-eu", "onprem", additional_node_names=(ONPREM_NODE,))

    assert state("logs-eu") == (True, "")


@pytest.mark.usefixtures("hybrid")
def test_deployment_has_another_authority(direct, ca, state):
    """The certificates of the entry must be those of the cluster."""
    direct("logs-eu", "onprem", **DATACENTER | {"certificates": (ca("stock"),)})

    assert state("logs-eu")[1] == "logs-eu does not trust onprem: direct[0] (onprem): none of its certificates is the active one of cluster onprem"


@pytest.mark.usefixtures("hybrid")
@pytest.mark.parametrize(
    ("others", "restrictions", "reason"),
    [
        pytest.param(["stock"], [OWN_PATTERN, EU_PATTERN], f"its certificate_authorities lack the active one of {EU_CA}", id="authority"),
        pytest.param(
            ["logs-eu"],
            [OWN_PATTERN, "*.node.*.cluster.2000000002.account"],
            f"instance-0000000000.node.{EU}.cluster.1000000001.account matches none of its trust restrictions "
            f"({OWN_PATTERN}, *.node.*.cluster.2000000002.account)",
            id="pattern",
        ),
    ],
)
def test_cluster_refuses(install, state, others, restrictions, reason):
    """Authorities and patterns are looked at, and the reason says which is missing, seen from either side."""
    install("onprem", *others, restrictions=restrictions)

    assert state("onprem") == (False, f"onprem does not trust logs-eu: {reason}")
    assert state("logs-eu") == (False, f"onprem does not trust logs-eu: {reason}")


def test_without_names(install, direct, connect, state):
    """A certificate without names cannot be named by a deployment, whatever its trust says."""
    install("stock", "logs-eu")
    direct("logs-eu", "stock", scope_id="datacenter1", trust_all=True, additional_node_names=("stock-0",))
    connect("logs-eu", "stock")

    what = "the certificate of stock has no subjectAltName.otherName.commonName, by which nodes are known"
    assert state("logs-eu") == (False, f"logs-eu does not trust stock: {what}")


def test_without_names_between_clusters(install, connect, state):
    """Between clusters such a certificate will do, unless there are restrictions."""
    install("stock", "onprem")
    install("onprem", "stock")
    connect("onprem", "stock")
    before = state("onprem")
    install("onprem", "stock", restrictions=["*"])

    assert before == (True, "")
    assert state("onprem")[1].startswith("onprem does not trust stock: the certificate of stock has no subjectAltName.otherName.commonName")


@pytest.mark.parametrize("missing", ["onprem", "stock"])
def test_self_managed(install, connect, state, missing):
    """Both sides must have the other's authority."""
    other = "stock" if missing == "onprem" else "onprem"
    install(other, missing)
    connect("onprem", "stock")

    assert state("onprem") == (False, f"{missing} does not trust {other}: its certificate_authorities lack the active one of cluster {other}")


@pytest.mark.usefixtures("hybrid")
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"server_name": "anything.example"}, "", id="server name"),
        pytest.param({"proxy_address": "ONPREM.example:9300"}, "", id="case"),
        pytest.param(
            {"proxy_address": "onprem.example:9400"}, "nothing of onprem listens on port 9400; its transport layer has onprem.example:9300", id="port"
        ),
        pytest.param(
            {"proxy_address": "other.example:9300"}, "no deployment has the endpoint other.example, and no cluster the address other.example:9300", id="host"
        ),
        pytest.param({"mode": "sniff", "seeds": ["onprem.example:9300"], "proxy_address": None, "server_name": None}, "", id="sniff"),
        pytest.param(
            {"mode": "sniff", "seeds": ["other.example:9300", "onprem.example:9300"], "proxy_address": None, "server_name": None}, "", id="second seed"
        ),
        pytest.param(
            {"mode": "sniff", "seeds": ["onprem.example:1", "other.example:9300"], "proxy_address": None, "server_name": None},
            "nothing of onprem listens on port 1; its transport layer has onprem.example:9300",
            id="no seed",
        ),
    ],
)
def test_settings(connect, state, values, reason):
    """The address must be one of the cluster's; server names matter to no node, and both modes work from a deployment too."""
    connect("logs-eu", "onprem", **values)

    assert state("logs-eu") == (not reason, reason)


@pytest.mark.usefixtures("hybrid")
def test_sniff_info(connect, rest):
    """Mode sniff shows seeds and nodes as a real node does."""
    connect("logs-eu", "onprem", mode="sniff", seeds=["onprem.example:9300"], proxy_address=None, server_name=None, skip_unavailable=False)

    assert rest("logs-eu").get("/_remote/info").json()["far"] == {
        "connected": True,
        "mode": "sniff",
        "seeds": ["onprem.example:9300"],
        "num_nodes_connected": 1,
        "max_connections_per_cluster": 3,
        "initial_connect_timeout": "30s",
        "skip_unavailable": False,
    }


@pytest.mark.usefixtures("hybrid")
def test_role(world, state):
    """Nodes that are no remote cluster clients connect to nothing."""
    world.clusters["onprem"].node_roles = ("data", "master")

    assert state("onprem") == (False, "no node of onprem has the role remote_cluster_client")
    assert state("logs-eu") == (True, "")


@pytest.mark.usefixtures("hybrid")
def test_stopped(control, state):
    """A cluster that is stopped answers nobody; started again, it does."""
    control.put("/clusters/onprem/status", json={"status": "stopped"})
    before = state("logs-eu")
    control.put("/clusters/onprem/status", json={"status": "started"})

    assert before == (False, "onprem is stopped")
    assert state("logs-eu") == (True, "")


@pytest.mark.usefixtures("hybrid")
def test_version(world, state):
    """The table of versions holds for named clusters too."""
    world.clusters["onprem"].version = "9.3.0"

    assert state("logs-eu") == (True, "")
    assert state("onprem") == (False, "version 9.3.0 of onprem cannot search version 8.19.4 of logs-eu")


@pytest.mark.usefixtures("hybrid")
def test_rotation(control, direct, ca, state):
    """A new active certificate is accepted only by those who installed it; the cluster's own nodes see to themselves."""
    rotate = "/clusters/onprem/certificate-authority/rotate"
    control.post(rotate, json={"step": "announce"})
    announced = state("logs-eu")
    control.post(rotate, json={"step": "activate"})
    activated = state("logs-eu")
    direct("logs-eu", "onprem", **DATACENTER | {"certificates": (ca("onprem"),)})

    assert announced == (True, "")
    assert activated[1] == "logs-eu does not trust onprem: direct[0] (onprem): none of its certificates is the active one of cluster onprem"
    assert state("logs-eu") == (True, "")
