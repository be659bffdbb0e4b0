"""Real nodes do what the rest of this folder relies on: they boot, read files while they run, and come back."""

import pytest

from .certificate import Authority
from .scene import ALIAS


@pytest.fixture(params=["older", "newer"])
def node(request, nodes):
    return getattr(nodes, request.param)


def test_boot(nodes):
    """Both versions boot with a basic licence, and say who they are as the clusters that they play."""
    said = [(node.ask("GET", "/"), node.ask("GET", "/_license")["license"]["type"]) for node in (nodes.older, nodes.newer)]

    assert [(info["cluster_name"], info["version"]["number"], licence) for info, licence in said] == [
        ("onprem", "8.15.0", "basic"),
        ("eeee0101eeee0101eeee0101eeee0101", "8.19.21", "basic"),
    ]


def test_roles(node):
    """A node tells its name, its roles and by which address others reach it."""
    [only] = node.ask("GET", "/_nodes?filter_path=nodes.*.roles,nodes.*.name,nodes.*.transport_address")["nodes"].values()

    assert (only["name"], only["transport_address"]) == (f"{node.name}-0", node.transport)
    assert "remote_cluster_client" in only["roles"]


def test_broken_file(node):
    """A file that a running node cannot read is said with the node's own reason, and the node goes on with what it had."""
    with pytest.raises(AssertionError, match=r"does not read peers.crt: .*cannot load PEM certificate_authorities"):
        node.install({"peers.crt": "# no certificate at all\n"})

    assert node.ask("GET", "/_remote/info") == {}


def test_come_back(nodes, node):
    """After a test that changed files, certificate and remotes, the same process is as at the beginning."""
    before = {path: node.configuration.read(path) for path in node.plan.first_files}
    process, names = node.process, node.names
    node.become(Authority("another").node("a.node.b.cluster.c.account"))
    nodes.link(node, "sniff", True)
    node.come_back()

    assert node.process is process
    assert node.names == names
    assert {path: node.configuration.read(path) for path in node.plan.first_files} == before
    assert ALIAS not in str(node.ask("GET", "/_cluster/settings")["persistent"].get("cluster", {}).get("remote", {}))
