import pytest


@pytest.fixture
def linked(install, connect):
    """Two self-managed clusters that trust each other."""
    install("onprem", "stock")
    install("stock", "onprem")
    connect("onprem", "stock", skip_unavailable=False)


@pytest.fixture
def search(rest):
    """Searches all indices of the remote; the deepest reason where that fails."""

    def ask():
        reply = rest("onprem").get("/far:*/_search")
        if reply.status_code == 200:
            return reply.json()["hits"]["total"]["value"]
        cause = reply.json()["error"]["suppressed"][0]
        while "caused_by" in cause:
            cause = cause["caused_by"]
        return cause["reason"]

    return ask


@pytest.mark.usefixtures("linked")
def test_connected(rest, search):
    """A search through the link finds something, and the remote's version is known."""
    shown = rest("onprem").get("/_resolve/cluster/far:*").json()["far"]

    assert search() == 1
    assert (shown["connected"], shown["version"]["number"]) == (True, "8.19.4")


@pytest.mark.usefixtures("linked")
def test_remote_refuses(install, search):
    """Of a remote that refuses only the end of the connection is seen."""
    install("stock", "k8s-logs")

    assert search() == "handshake failed because connection reset"


@pytest.mark.usefixtures("linked")
def test_authority(install, search):
    """The local node says that it does not know the authority."""
    install("onprem", "k8s-logs")

    assert search() == "unable to find valid certification path to requested target"


@pytest.mark.usefixtures("linked")
def test_names(install, search):
    """The local node says which names it trusts."""
    install("onprem", "stock", restrictions=["*.account"])

    assert search().endswith("with values [] does not match the trusted names [*.account]")


@pytest.mark.usefixtures("linked")
def test_stopped(control, search):
    """Nothing listens at the address of a cluster that is stopped."""
    control.put("/clusters/stock/status", json={"status": "stopped"})

    assert search() == "Connection refused"


@pytest.mark.parametrize(("name", "kind"), [("onprem", "basic"), ("k8s-logs", "enterprise")])
def test_licence(rest, name, kind):
    """The licence is the one of the estate."""
    assert rest(name).get("/_license").json()["license"]["type"] == kind


def test_node(world, rest):
    """The node has the roles and the name of the estate."""
    world.clusters["onprem"].node_roles = ("master", "data")
    (node,) = rest("onprem").get("/_nodes").json()["nodes"].values()

    assert (node["name"], node["roles"]) == ("es1", ["data", "master"])
