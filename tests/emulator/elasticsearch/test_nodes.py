import pytest


@pytest.mark.parametrize(
    "path",
    [
        *("/_nodes", "/_nodes/", "/_nodes/_all", "/_nodes/_local", "/_nodes/instance-*", "/_nodes/nobody,_local"),
        *("/_nodes/settings,transport", "/_nodes/_all/remote_cluster_server", "/_nodes/_all/_none"),
    ],
)
def test_nodes(eu, deployments, path):
    """The node has its name, version, roles and address, in whatever way it is meant, and whatever is asked for beside them."""
    reply = eu.get(path).json()
    (node,) = reply["nodes"].values()

    assert (reply["_nodes"]["total"], reply["cluster_name"]) == (1, deployments["logs-eu"].resource_id)
    assert (node["name"], node["version"], node["transport_address"]) == ("instance-0000000000", "8.19.4", "10.0.0.1:9300")
    assert "remote_cluster_client" in node["roles"]
    assert "remote_cluster_server" not in node


def test_no_such_node(eu):
    """A node that is not there is no error, there is just none."""
    reply = eu.get("/_nodes/nobody")

    assert (reply.status_code, reply.json()["_nodes"]["total"], reply.json()["nodes"]) == (200, 0, {})


def test_unknown_metric(eu, error):
    """What no node has to tell is refused by its name."""
    found = error(eu.get("/_nodes/_all/colour,os"))

    assert found == (400, "illegal_argument_exception", "request [/_nodes/_all/colour,os] contains unrecognized metric: [colour]")


def test_license(eu, elasticsearch):
    """A licence is active, and each cluster has its own id of it."""
    shown = eu.get("/_license").json()["license"]
    other = elasticsearch("shop-eu").get("/_license").json()["license"]

    assert (shown["status"], shown["type"]) == ("active", "basic")
    assert shown["uid"] != other["uid"]


@pytest.mark.parametrize(("kind", "nodes", "units"), [("platinum", 1000, None), ("enterprise", None, 1000)])
def test_bought_license(emulator, elasticsearch, kind, nodes, units):
    """A licence of a named cluster is that of the estate; one for resource units counts no nodes."""
    cluster = emulator.world.clusters["onprem"]
    cluster.license = kind
    http = elasticsearch("logs-eu", "crosslink", "emulated-onprem-password")
    shown = http.get(f"{emulator.url}/clusters/onprem/_license").json()["license"]

    assert (shown["type"], shown["max_nodes"], shown["max_resource_units"]) == (kind, nodes, units)
    assert shown["expiry_date"] == "2123-12-08T00:00:00.000Z"
