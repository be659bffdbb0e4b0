import pytest

from crosslink_emulator.world.state.trust import AccountTrust, Trust

HOSTED, PARTNER = "1000000001", "2000000002"


@pytest.fixture
def linked(eu, link, deployments):
    """Remotes ``shop`` and ``shop2`` of another organization that are connected, and one that is not."""
    deployments["logs-eu"].trust = deployments["shop-eu"].trust = Trust(
        accounts=tuple(AccountTrust(account_id=item, trust_all=True) for item in (HOSTED, PARTNER))
    )
    link(eu, "shop-eu", alias="shop")
    link(eu, "shop-eu", alias="shop2")
    link(eu, "shop-eu", alias="broken", server_name="elsewhere")


@pytest.fixture
def resolve(eu):
    """Asks for an expression."""
    return lambda expression, **parameters: eu.get(f"/_resolve/cluster/{expression}", params=parameters)


@pytest.mark.parametrize(
    ("expression", "connected"),
    [
        ("shop:*", {"shop": True}),
        ("shop:*,broken:*", {"shop": True, "broken": False}),
        ("shop*:idx", {"shop": True, "shop2": True}),
        ("*:*", {"shop": True, "shop2": True, "broken": False}),
        ("nothing*:*", {}),
        ("*,shop:*", {"(local)": True, "shop": True}),
    ],
)
def test_expressions(linked, resolve, expression, connected):
    """Each remote that the expression names is told of, once; a pattern of aliases may fit none."""
    reply = resolve(expression)

    assert (reply.status_code, {alias: item["connected"] for alias, item in reply.json().items()}) == (200, connected)


def test_version_is_the_remotes(linked, resolve, deployments):
    """A remote that is connected tells its own version."""
    deployments["shop-eu"].version = "8.18.2"

    assert resolve("shop:*").json()["shop"]["version"]["number"] == "8.18.2"


@pytest.mark.parametrize(("expression", "matching"), [("shop:idx", True), ("shop:i*", True), ("shop:logs-*", False), ("shop:logs-*,shop:any", True)])
def test_matching(linked, resolve, expression, matching):
    """A pattern matches the one index that there is; every whole name is the name of an index."""
    assert resolve(expression).json()["shop"]["matching_indices"] is matching


@pytest.mark.parametrize(("index", "shown"), [("idx", {"error": "no such index [idx]"}), ("i*", {"matching_indices": False})])
def test_local(linked, resolve, index, shown):
    """The cluster itself is connected, and has no index."""
    found = resolve(index).json()["(local)"]

    assert {"connected": True, "skip_unavailable": False} | shown == {key: value for key, value in found.items() if key != "version"}


def test_unknown_alias(linked, resolve):
    """An alias that is no remote is refused as if it were forbidden."""
    reply = resolve("nobody:*")

    assert (reply.status_code, reply.json()["error"]["caused_by"]["reason"]) == (403, "no such remote cluster: [nobody]")


@pytest.mark.parametrize(("version", "status"), [("8.12.2", 400), ("8.13.0", 200), ("8.15.0", 200), ("9.1.0", 200)])
def test_versions(linked, resolve, deployments, version, status):
    """The operation is there from one version on; before it, it is a path that nothing handles."""
    deployments["logs-eu"].version = version
    reply = resolve("broken:*")

    assert reply.status_code == status
    assert status == 200 or reply.json()["error"].startswith("no handler found for uri [/_resolve/cluster/broken")


@pytest.mark.parametrize(("version", "status"), [("8.15.0", 400), ("8.17.9", 400), ("8.18.0", 200), ("8.19.21", 200)])
def test_timeout(linked, resolve, deployments, version, status):
    """Old versions do not know the timeout."""
    deployments["logs-eu"].version = version
    reply = resolve("broken:*", timeout="2s")

    assert reply.status_code == status
    assert status == 200 or "contains unrecognized parameter: [timeout]" in reply.json()["error"]["reason"]


def test_without_expression(linked, eu, deployments):
    """Without an expression all remotes are told of, without indices; old versions refuse it."""
    shown = eu.get("/_resolve/cluster").json()
    deployments["logs-eu"].version = "8.15.0"
    old = eu.get("/_resolve/cluster")

    assert {alias: item["connected"] for alias, item in shown.items()} == {"shop": True, "shop2": True, "broken": False}
    assert "matching_indices" not in shown["shop"]
    assert (old.status_code, old.json()["error"]) == (405, "Incorrect HTTP method for uri [/_resolve/cluster] and method [GET], allowed: [POST]")


def test_log(linked, resolve, control):
    """Requests are logged, and can be disturbed, by the name of the REST API's specification."""
    resolve("shop:*")

    assert control.get("/requests").json()["requests"][-1]["operation"] == "indices-resolve-cluster"
