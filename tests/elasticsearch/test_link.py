"""Links by certificates between real clusters, made by hand: what a cluster says when they work, and when one side refuses the other.

What is asserted here is what the product's diagnosis of links is built on.
"""

import json

import pytest

from .certificate import Authority
from .plan import trust
from .scene import ALIAS

SEARCH = f"/{ALIAS}:logs/_search"
RESOLVE = f"/_resolve/cluster/{ALIAS}:*"
RESET = "handshake failed because connection reset"
"""All that a local cluster hears when the remote refuses it; the reason is in the remote's log alone."""
STRANGER = "*.node.*.cluster.9999999999.account"
REJECTED = {"8.15.0": 500, "8.19.21": 502}
"""Status of a search through a link in mode sniff that does not come about; in mode proxy it is 500."""


@pytest.fixture(params=["older", "newer"])
def local(request, nodes):
    nodes.trust_each_other()
    return getattr(nodes, request.param)


@pytest.fixture
def remote(nodes, local):
    return nodes.other(local)


@pytest.mark.parametrize("mode", ["proxy", "sniff"])
def test_search(nodes, local, remote, mode):
    """Where both sides accept each other, a search through the alias returns the documents of the remote."""
    remote.ask("PUT", "/logs/_doc/1?refresh=true", {"from": remote.name}, expect=None)
    info = nodes.link(local, mode, skip_unavailable=False)

    assert (info["connected"], info["mode"], info["skip_unavailable"]) == (True, mode, False)
    assert [hit["_source"] for hit in local.ask("GET", SEARCH)["hits"]["hits"]] == [{"from": remote.name}]
    assert local.ask("GET", RESOLVE)[ALIAS]["version"]["number"] == remote.version


def nameless_remote(local, remote):
    stock(remote, local)
    return "with values [] does not match the trusted names ["


def nameless_local(local, remote):
    stock(local, remote)
    return RESET


def stock(node, other):
    """Let a node have a certificate without otherName, as a stock installation has, of an authority that the other one trusts."""
    own = Authority("stock")
    other.install({"peers.crt": own.pem})
    shown = own.node()
    node.install({"own_ca.crt": own.pem, "transport.crt": shown.certificate, "transport.key": shown.key})


@pytest.mark.parametrize("refuse", [nameless_remote, nameless_local])
def test_refused(nodes, local, remote, refuse):
    """A side that refuses is told by the search, and only where skip_unavailable is false; other reasons are in test_emulator.py."""
    text = refuse(local, remote)
    seen = {}
    for mode in ("proxy", "sniff"):
        assert not nodes.link(local, mode, False)["connected"]
        seen[mode, False] = local.ask("GET", SEARCH, expect=None)
        local.ask("PUT", "/_cluster/settings", {"persistent": {f"cluster.remote.{ALIAS}.skip_unavailable": True}})
        seen[mode, True] = local.ask("GET", SEARCH, expect=None)
    assert local.ask("GET", RESOLVE)[ALIAS] == {"connected": False, "skip_unavailable": True}

    status, body = seen["proxy", False]
    assert (status, body["error"]["type"]) == (500, "no_seed_node_left_exception")
    assert text in json.dumps(body)
    status, body = seen["sniff", False]
    assert (status, body["error"]["type"]) == (REJECTED[local.version], "connect_transport_exception")
    assert text in json.dumps(body)
    for mode in ("proxy", "sniff"):
        status, body = seen[mode, True]
        [failure] = body["_clusters"]["details"][ALIAS]["failures"]
        assert (status, failure["reason"]["reason"]) == (200, f"Unable to connect to [{ALIAS}]")


@pytest.mark.parametrize(
    ("address", "status", "text"),
    [
        pytest.param("localhost:9999", 500, "Connection refused: localhost/127.0.0.1:9999", id="port closed"),
        pytest.param("{host}:9200", 500, "not an SSL/TLS record", id="port of HTTP"),
        pytest.param("nowhere.example:9300", 400, "unknown host [nowhere.example]", id="unknown host"),
    ],
)
def test_wrong_address(nodes, local, remote, address, status, text):
    """An address that leads nowhere is taken at once, and told by the search."""
    host = nodes.address(remote).partition(":")[0]
    assert not nodes.link(local, "proxy", False, address.format(host=host))["connected"]

    found = local.ask("GET", SEARCH, expect=None)
    assert found[0] == status
    assert text in json.dumps(found[1])


def test_bundle_with_comments(nodes, local, remote):
    """A bundle of authorities may have lines of text before each certificate, and the last one counts as the first does."""
    local.install({"peers.crt": f"# somebody else's\n{local.authority_pem}# the remote's, until 2036\n{remote.authority_pem}"})

    assert nodes.link(local, "proxy", False)["connected"]


def test_drift_of_skip_unavailable(nodes, local):
    """A change beside skip_unavailable lets the nodes forget it, and only taking it away and setting it again, in two steps, mends that."""
    prefix = f"cluster.remote.{ALIAS}"
    nodes.link(local, "proxy", False)
    seen = []
    for change in ({"proxy_socket_connections": 5}, {"skip_unavailable": False}, {"skip_unavailable": None}, {"skip_unavailable": False}):
        local.ask("PUT", "/_cluster/settings", {"persistent": {f"{prefix}.{name}": value for name, value in change.items()}})
        seen.append(local.ask("GET", "/_remote/info")[ALIAS]["skip_unavailable"])

    assert seen == [True, True, True, False]


def test_trust_and_open_connections(nodes, local, remote):
    """Trust that ends does not end an open connection; trust that begins is used when somebody asks for the remote, not when looked at."""
    nodes.link(local, "proxy", True)
    remote.install({"trust.yml": trust(*remote.names)})
    assert local.ask("GET", "/_remote/info")[ALIAS]["connected"]
    assert not nodes.link(local, "proxy", True)["connected"]

    nodes.trust_each_other()
    assert not local.ask("GET", "/_remote/info")[ALIAS]["connected"]
    assert local.ask("GET", RESOLVE)[ALIAS]["connected"]
    assert local.ask("GET", "/_remote/info")[ALIAS]["connected"]


def test_restart(nodes):
    """A restarted cluster links by itself; to one that restarted, a search goes on without it where skip_unavailable is true, and resolving reconnects."""
    nodes.trust_each_other()
    nodes.link(nodes.older, "proxy", False)
    nodes.link(nodes.newer, "proxy", True)
    nodes.older.restart()
    own = nodes.older.ask("GET", "/_remote/info")[ALIAS]
    assert (own["connected"], own["skip_unavailable"]) == (True, False)

    assert nodes.newer.ask("GET", SEARCH)["_clusters"]["skipped"] == 1  # afterwards it may be connected: on a busy machine it was
    assert nodes.newer.ask("GET", RESOLVE)[ALIAS]["connected"]
    assert nodes.newer.ask("GET", "/_remote/info")[ALIAS]["connected"]
