"""Who listens at the address of a remote, and whether the local nodes reach it."""

from typing import NamedTuple

from crosslink_emulator.world.deployments.kubernetes_operator import TRANSPORT_PORT, exposed, one_operator, service_of
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.elasticsearch import Elasticsearch

SERVICE_SUFFIXES = ("", ".cluster.local")
"""A service has both names inside Kubernetes."""


class Found(NamedTuple):
    """Who has an address; the problem says why nobody is reached there, or why not from here."""

    end: End | None
    problem: str = ""
    inside: bool = False
    """Whether the address is one inside Kubernetes."""
    is_known: bool = True
    """Whether the host has an address, seen from here."""


def listener(world: World, local: Elasticsearch, host: str, port: int) -> Found:
    """Return who listens; a deployment is found by its host alone, and then the port is another matter."""
    host = host.lower()
    for cloud in world.clouds.values():
        for deployment in cloud.deployments.values():
            if cloud.endpoint(deployment) == host:
                return Found(End(cloud, deployment))
    services = [
        cluster for cluster in world.clusters.values() if cluster.kubernetes and host in (f"{service_of(cluster)}{suffix}" for suffix in SERVICE_SUFFIXES)
    ]
    if services:
        return _inside(services, local, host, port)
    owner = next((cluster for cluster in world.clusters.values() if f"{host}:{port}" in cluster.transport), None)
    if owner is not None:
        return _outside(owner)
    for cluster in world.clusters.values():
        if any(address.rpartition(":")[0] == host for address in cluster.transport):
            return Found(None, f"nothing of {cluster.name} listens on port {port}; its transport layer has {' and '.join(cluster.transport)}")
    return Found(None, f"no deployment has the endpoint {host}, and no cluster the address {host}:{port}", is_known=False)


def is_deployment(end: End) -> bool:
    """Whether the proxy of Elastic Cloud is before it."""
    return isinstance(end.elasticsearch, Deployment)


def _outside(owner: Cluster) -> Found:
    """Return a cluster by the address that an estate gives it: in Kubernetes that of a load balancer, once one is wanted."""
    if owner.kubernetes is not None and not exposed(owner):
        return Found(
            None, f"{owner.name} has no load balancer yet: spec.transport.service.spec.type of {owner.kubernetes.name} is not LoadBalancer", is_known=False
        )
    return Found(End(None, owner))


def _inside(owners: list[Cluster], local: Elasticsearch, host: str, port: int) -> Found:
    """Return a cluster by its service; clusters of other operators may have one of the same name."""
    owner = next((cluster for cluster in owners if isinstance(local, Cluster) and one_operator(local, cluster)), None)
    if owner is None:
        return Found(None, f"{host} is a service inside the Kubernetes of {owners[0].name}, which {local.name} cannot reach", is_known=False)
    if port != TRANSPORT_PORT:
        return Found(None, f"nothing of {owner.name} listens on port {port}; its transport layer has {TRANSPORT_PORT}")
    return Found(End(None, owner), inside=True)
