import pytest

from crosslink_emulator.world.state.elasticsearch import User
from crosslink_emulator.world.state.trust import AccountTrust, Trust

HOSTED, PARTNER = "1000000001", "2000000002"
ALL = Trust(accounts=tuple(AccountTrust(account_id=item, trust_all=True) for item in (HOSTED, PARTNER)))


@pytest.fixture
def linked(eu, link, deployments):
    """Remotes ``shop`` and ``shop2`` of another organization that are connected."""
    deployments["logs-eu"].trust = deployments["shop-eu"].trust = ALL
    link(eu, "shop-eu", alias="shop")
    link(eu, "shop-eu", alias="shop2")


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("shop:idx", ["shop:idx"]),
        ("shop:a,shop:b,shop2:c", ["shop:a", "shop:b", "shop2:c"]),
        ("*:i*", ["shop:idx", "shop2:idx"]),
        ("shop:logs-*", []),
        ("shop:_all", ["shop:idx"]),
        ("logs-*,shop:idx", ["shop:idx"]),
        ("*", []),
    ],
)
def test_hits(linked, eu, expression, found):
    """Each index of a remote that is named has one document; a pattern finds the one index that there is; the cluster itself has none."""
    reply = eu.get(f"/{expression}/_search")

    assert reply.status_code == 200
    assert [hit["_index"] for hit in reply.json()["hits"]["hits"]] == found
    assert reply.json()["hits"]["total"]["value"] == reply.json()["_shards"]["total"] == len(found)
    assert ("_clusters" in reply.json()) is (":" in expression)


@pytest.mark.parametrize("how", [{"params": {"size": "0"}}, {"json": {"size": 0, "query": {"match_all": {}}}}])
def test_size(linked, eu, how):
    """Whoever wants no hits is told how many there are."""
    shown = eu.request("POST", "/shop:idx/_search", **how).json()["hits"]

    assert shown == {"total": {"value": 1, "relation": "eq"}, "max_score": None, "hits": []}


@pytest.mark.parametrize(
    ("size", "reason"), [("x", "Failed to parse int parameter [size] with value [x]"), ("-1", "[size] parameter cannot be negative, found [-1]")]
)
def test_bad_size(linked, eu, error, size, reason):
    """A size that is no number, or below nothing, is refused."""
    assert error(eu.get("/shop:idx/_search", params={"size": size})) == (400, "illegal_argument_exception", reason)


def test_local_index(linked, eu, error):
    """An index of the cluster itself is not there, whatever remotes are asked for beside it."""
    assert error(eu.get("/shop:idx,logs/_search")) == (404, "index_not_found_exception", "no such index [logs]")


def test_one_of_two_is_skipped(linked, eu, link):
    """A remote that may be skipped is skipped, and the other one answers."""
    link(eu, "shop-eu", alias="broken", server_name="elsewhere", skip_unavailable=True)
    shown = eu.get("/shop:idx,broken:idx/_search").json()
    clusters = shown["_clusters"]

    assert (clusters["total"], clusters["successful"], clusters["skipped"]) == (2, 1, 1)
    assert clusters["details"]["broken"]["failures"][0]["reason"]["reason"] == "Unable to connect to [broken]"
    assert (shown["hits"]["total"]["value"], shown["num_reduce_phases"]) == (1, 2)


def test_one_of_two_fails(linked, eu, link, error):
    """A remote that may not be skipped lets the whole search fail."""
    link(eu, "shop-eu", alias="broken", server_name="elsewhere")

    assert error(eu.get("/shop:idx,broken:idx/_search"))[:2] == (500, "no_seed_node_left_exception")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("shop-eu", ("general node connection failure", "transport_exception", "handshake failed because connection reset")),
        ("logs-eu", ("connect_exception", "uncategorized_execution_exception", "Failed execution")),
    ],
)
def test_who_rejects(linked, eu, deployments, name, first):
    """The side that rejects the certificate shows: of the remote's reasons nothing is seen."""
    deployments[name].trust = Trust(accounts=())
    (suppressed,) = eu.get("/shop:idx/_search").json()["error"]["suppressed"]

    assert (suppressed["reason"].partition("] ")[2], suppressed["caused_by"]["type"], suppressed["caused_by"]["reason"]) == first
    assert ("does not match the trusted names" in str(suppressed)) is (name == "logs-eu")


def test_unknown_host(linked, eu, link, put, error):
    """A host that nobody has cannot be resolved."""
    put(eu, **{"cluster.remote.x.mode": "proxy", "cluster.remote.x.proxy_address": "nowhere.example:9300", "cluster.remote.x.skip_unavailable": False})

    assert error(eu.get("/x:idx/_search")) == (400, "illegal_argument_exception", "unknown host [nowhere.example]")


def test_no_client(emulator, elasticsearch, error):
    """A node that is no remote cluster client says so."""
    cluster = emulator.world.clusters["onprem"]
    cluster.node_roles = ("data", "master")
    cluster.persistent = {"cluster.remote.x.seeds": ["stock.example:9300"], "cluster.remote.x.skip_unavailable": "false"}
    http = elasticsearch("logs-eu", "crosslink", "emulated-onprem-password")

    assert error(http.get(f"{emulator.url}/clusters/onprem/x:idx/_search")) == (
        *(400, "illegal_argument_exception"),
        "this node does not have the remote_cluster_client role",
    )


@pytest.mark.parametrize(("privileges", "status"), [(("manage",), 200), (("monitor",), 403), ((), 403)])
def test_users(linked, elasticsearch, deployments, privileges, status):
    """Whoever may manage the cluster may search; others are told which privilege of indices they lack."""
    http = elasticsearch("logs-eu", "someone", "secret")
    deployments["logs-eu"].users["someone"] = User(password="secret", cluster=privileges)
    reply = http.get("/shop:idx/_search")

    assert reply.status_code == status
    assert status == 200 or "on indices [idx], this action is granted by the index privileges [read,all]" in reply.json()["error"]["reason"]
