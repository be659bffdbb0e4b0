"""Who the two clusters are: a self-managed one, and one in the place of a deployment of the emulator."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from crosslink_emulator.world.state import World

from .certificate import Authority
from .node import Node
from .plan import Plan, trust

OLDER, NEWER = "8.15.0", "8.19.21"
PASSWORD = "elastic-password"
ONPREM = "onprem.example"
ONPREM_NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
CLOUD_NODE = "instance-0000000000.node.{resource_id}.cluster.{organization}.account"
"""As in the emulator, ``trust_evaluation.NODE_NAME``."""
ADDRESSES = {"onprem": "127.0.0.3", "logs-eu": "127.0.0.2"}
ALIAS = "r"


class Nodes(NamedTuple):
    """Both clusters; ``older`` is self-managed, ``newer`` plays the emulator's deployment logs-eu."""

    older: Node
    newer: Node
    endpoint: str
    """The host name of logs-eu; with port 9400 it leads to ``newer``."""

    def address(self, node: Node) -> str:
        """Return the address by which the other one reaches a node's transport layer."""
        return f"{ONPREM}:9300" if node is self.older else f"{self.endpoint}:9400"

    def other(self, node: Node) -> Node:
        """Return the one that is not this one."""
        return self.newer if node is self.older else self.older

    def trust_each_other(self) -> None:
        """Install on both sides what lets each accept all clusters of the other's organization."""
        texts = {node: trust(*node.names, *map(pattern, self.other(node).names)) for node in (self.older, self.newer)}
        for read in [node.put({"peers.crt": self.other(node).authority_pem, "trust.yml": text}) for node, text in texts.items()]:
            read()

    def come_back(self) -> None:
        """Bring both back to the beginning."""
        for rest in [node.going_back() for node in (self.older, self.newer)]:
            rest()

    def link(self, local: Node, mode: str, skip_unavailable: bool, address: str = "") -> dict[str, Any]:
        """Link by raw REST, from nothing, and return what the local cluster then says of the remote.

        One socket in place of 18: each handshake that fails takes a while.
        """
        where = address or self.address(self.other(local))
        way = {"proxy_address": where, "proxy_socket_connections": 1} if mode == "proxy" else {"seeds": [where]}
        local.ask("PUT", "/_cluster/settings", {"persistent": {f"cluster.remote.{ALIAS}.*": None}})
        wanted = {"mode": mode, "skip_unavailable": skip_unavailable, **way}
        local.ask("PUT", "/_cluster/settings", {"persistent": {"cluster": {"remote": {ALIAS: wanted}}}})
        return local.ask("GET", "/_remote/info")[ALIAS]


def pattern(name: str) -> str:
    """Return the pattern that fits every node of a name's organization."""
    return f"*.node.*.cluster.{name.split('.cluster.')[1]}"


def plans(world: World) -> Iterator[Plan]:
    """Yield the older one and the newer one; each has its ports on an address of its own."""
    cloud = world.clouds["hosted"]
    deployment = cloud.deployments["logs-eu"]
    hosts = {"localhost": "127.0.0.1", ONPREM: ADDRESSES["onprem"], endpoint(world): ADDRESSES["logs-eu"]}
    onprem = Authority("datacenter1").node(ONPREM_NODE, addresses=(ADDRESSES["onprem"],))
    yield Plan("onprem", OLDER, ADDRESSES["onprem"], 9300, onprem, PASSWORD, hosts)
    name = CLOUD_NODE.format(resource_id=deployment.resource_id, organization=cloud.organization)
    hosted = Authority.of_emulator(world.authority(cloud, deployment.region)).node(name, addresses=(ADDRESSES["logs-eu"],))
    yield Plan("logs-eu", NEWER, ADDRESSES["logs-eu"], 9400, hosted, PASSWORD, hosts, cluster_name=deployment.resource_id)


def endpoint(world: World) -> str:
    """Return the host name of logs-eu."""
    cloud = world.clouds["hosted"]
    return cloud.endpoint(cloud.deployments["logs-eu"])
