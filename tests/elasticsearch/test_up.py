"""Real clusters linked by `pulumi up` with the real engine: what we hand over is accepted, what does not fit is refused, and nothing is left behind."""

from .certificate import Authority
from .linked import as_platform, clusters, connected, credentials, document, files, found, hand_over, settings
from .node import trust

LOGS_EU = "dddd0101" * 4
ORDERS = "dddd0302" * 4
BOTH = {"deployments": {"onprem": {"cluster": "onprem"}, "eu": {"cluster": "eu"}}}
CONNECTED = (True, "")


def both_ways(**more):
    return BOTH | {"links": [{"local": "onprem", "remote": "eu", **more}, {"local": "eu", "remote": "onprem", **more}]}


def both(stack):
    return [connected(stack, link) for link in ("onprem--eu", "eu--onprem")]


def test_a_pattern_that_does_not_fit(stack, nodes):
    """Where one side's restrictions lack the other's names, both directions are refused, and the messages name that side."""
    named = {"onprem": nodes.older, "eu": nodes.newer}
    stack.configure(both_ways(skipUnavailable=False), clusters=clusters(stack, nodes, onprem=nodes.older, eu=nodes.newer))
    stack.up()
    for name, node in named.items():
        hand_over(node, files(stack, name))
    for holder, other in (("onprem", "eu"), ("eu", "onprem")):
        named[holder].install({"trust.yml": trust(*named[holder].names)})
        named[other].install({"trust.yml": files(stack, other)["trust.yml"]})
        stack.up()

        refused, closed = (connected(stack, link) for link in (f"{holder}--{other}", f"{other}--{holder}"))
        assert (refused[0], closed[0]) == (False, False)
        assert refused[1].startswith(f"{holder} does not trust {other}: its trust restrictions match no name of the remote's nodes ({named[other].names[0]})")
        assert closed[1].startswith(f"{holder} closes the connections of {other}")


def test_with_a_deployment(stack, nodes, live):
    """T4 and T14: the trust on the emulated control plane, and a self-managed cluster that accepts the deployment by our trust.yml."""
    deployments = {"logs-eu": {"connection": "hosted", "id": LOGS_EU}, "onprem": {"cluster": "onprem"}}
    strictly = {"skipUnavailable": False}  # else Elasticsearch does not say why, and `up` waits
    links = [{"local": "logs-eu", "remote": "onprem"} | strictly, {"local": "onprem", "remote": "logs-eu"} | strictly]
    configured = clusters(stack, nodes, onprem=nodes.older) | {"logs-eu": credentials(nodes.newer)}
    stack.configure({"deployments": deployments, "links": links}, clusters=configured)
    stack.up()
    (entry,) = live.control("GET", "state")["clouds"]["hosted"]["deployments"]["logs-eu"]["trust"]["direct"]
    as_platform(nodes.newer, entry)
    hand_over(nodes.older, files(stack, "onprem"))
    stack.up()

    assert [connected(stack, link) for link in ("logs-eu--onprem", "onprem--logs-eu")] == [CONNECTED, CONNECTED]
    document(nodes.older, "metrics")
    document(nodes.newer, "metrics")
    assert (found(nodes.newer, "onprem", "metrics"), found(nodes.older, "logs-eu", "metrics")) == (["onprem"], ["logs-eu"])
    stack.settled()
    stack.destroy()
    assert (settings(nodes.older), settings(nodes.newer)) == ({}, {})


def test_with_a_deployment_of_an_environment(stack, nodes, live, emulator):
    """T9: all deployments of an ECE environment share one authority, so it is the restrictions that let one of them in."""
    cloud = emulator.world.clouds["enterprise"]
    orders = cloud.deployments["orders"]
    name = f"instance-0000000000.node.{orders.resource_id}.cluster.{cloud.organization}.account"
    nodes.newer.become(Authority.of_emulator(emulator.world.authority(cloud, orders.region)).node(name))
    deployments = {"orders": {"connection": "enterprise", "id": ORDERS}, "onprem": {"cluster": "onprem"}}
    configured = clusters(stack, nodes, onprem=nodes.older) | {"orders": credentials(nodes.newer)}
    stack.configure(
        {"deployments": deployments, "links": [{"local": "orders", "remote": "onprem", "mode": "sniff", "skipUnavailable": False}]}, clusters=configured
    )
    stack.up()
    (entry,) = live.control("GET", "state")["clouds"]["enterprise"]["deployments"]["orders"]["trust"]["direct"]
    as_platform(nodes.newer, entry)
    hand_over(nodes.older, files(stack, "onprem"))
    stack.up()

    assert connected(stack, "orders--onprem") == CONNECTED
    document(nodes.older, "orders")
    assert found(nodes.newer, "onprem", "orders") == ["onprem"]
    stack.destroy()


def test_whole_life(stack, nodes):
    """T15 in both directions: files, a restart of both sides, documents, drift, another mode and address, and a `destroy` that leaves no setting."""
    older, newer = nodes.older, nodes.newer
    configured = clusters(stack, nodes, onprem=older, eu=newer)
    stack.configure(both_ways(skipUnavailable=False), clusters=configured)
    said = stack.up()
    assert "onprem does not trust eu: none of its certificate authorities signed the certificates of the remote's nodes" in said
    assert "eu does not trust onprem: none of its certificate authorities signed the certificates of the remote's nodes" in said

    for node, name in ((older, "onprem"), (newer, "eu")):
        node.install(files(stack, name))
        node.stop()
    for node in (older, newer):
        node.begin()
    for node in (older, newer):
        node.wait()
    stack.up()
    assert both(stack) == [CONNECTED, CONNECTED]

    document(older, "logs")
    document(newer, "logs")
    assert (found(older, "eu", "logs"), found(newer, "onprem", "logs")) == (["logs-eu"], ["onprem"])

    older.ask("PUT", "/_cluster/settings", {"persistent": {"cluster.remote.eu.skip_unavailable": "true", "cluster.remote.other.seeds": ["127.0.0.1:1"]}})
    assert "skip_unavailable" in stack.preview("--refresh", "--diff")
    stack.up("--refresh")
    assert older.ask("GET", "/_remote/info")["eu"]["skip_unavailable"] is False

    stack.configure(both_ways(skipUnavailable=False, mode="sniff"), clusters=configured)
    stack.up()
    info = older.ask("GET", "/_remote/info")["eu"]
    assert (info["mode"], info["connected"], info["skip_unavailable"]) == ("sniff", True, False)
    assert settings(older)["eu"] == {"mode": "sniff", "seeds": [nodes.address(newer)], "skip_unavailable": "false"}
    configured["eu"]["transportAddress"] = "127.0.0.2:9400"
    stack.configure(both_ways(skipUnavailable=False), clusters=configured)
    stack.up()
    info = older.ask("GET", "/_remote/info")["eu"]
    assert (info["mode"], info["proxy_address"], info["connected"], info["skip_unavailable"]) == ("proxy", "127.0.0.2:9400", True, False)
    stack.settled()

    stack.destroy()
    assert (settings(older), settings(newer)) == ({"other": {"seeds": ["127.0.0.1:1"]}}, {})
