"""What ECK's operator makes of ``spec.remoteClusters``: trust on both sides, and the settings of the remotes.

Source: the documentation; the operator's source, as the digest of remote clusters has it.
"""

from collections.abc import Mapping

from crosslink_emulator.world.deployments.kubernetes_elasticsearch import ElasticsearchReference, Spec
from crosslink_emulator.world.deployments.transport_ssl import InstallationError
from crosslink_emulator.world.state.cluster import Cluster

LICENSED = frozenset({"trial", "enterprise"})
"""Licences with which the operator heeds ``spec.remoteClusters``; with others it ignores them."""

TRANSPORT_PORT = 9300

SERVICE = "{name}-es-transport.{namespace}.svc"
"""The service before the transport layer, inside Kubernetes."""

EXPOSED = "LoadBalancer"
"""GUESS: of the types of services only this one is reached from outside; a NodePort would have other addresses than an estate gives."""


def spec_of(cluster: Cluster) -> Spec:
    """Return the Elasticsearch object's ``spec``."""
    return Spec.model_validate(cluster.spec)


def exposed(cluster: Cluster) -> bool:
    """Whether a load balancer stands before the transport layer."""
    transport = spec_of(cluster).transport
    service = transport.service.spec if transport and transport.service else None
    return service is not None and service.type == EXPOSED


def service_of(cluster: Cluster) -> str | None:
    """Return the host name of the service inside Kubernetes."""
    place = cluster.kubernetes
    return None if place is None else SERVICE.format(name=place.name, namespace=place.namespace)


def one_operator(one: Cluster, other: Cluster) -> bool:
    """Whether both are in one Kubernetes cluster, and one operator runs them."""
    return one.kubernetes is not None and other.kubernetes is not None and one.kubernetes.operator == other.kubernetes.operator


def remotes_of(clusters: Mapping[str, Cluster], local: Cluster) -> dict[str, Cluster]:
    """Return the remotes that the operator makes for a cluster, by alias; raise for one that it does not know."""
    wanted = spec_of(local).remote_clusters or () if local.kubernetes else ()
    found = {one.name: _referenced(clusters, local, one.elasticsearch_ref) for one in wanted}
    if len(found) < len(wanted):
        raise InstallationError("spec.remoteClusters has a name twice")
    return found if local.license in LICENSED else {}


def partners(clusters: Mapping[str, Cluster], cluster: Cluster) -> list[Cluster]:
    """Return the clusters whose authorities the operator copies to this one: those that it links to, and those that link to it."""
    linking = [one for one in clusters.values() if any(target.name == cluster.name for target in remotes_of(clusters, one).values())]
    return [*remotes_of(clusters, cluster).values(), *linking]


def _referenced(clusters: Mapping[str, Cluster], local: Cluster, reference: ElasticsearchReference) -> Cluster:
    assert local.kubernetes is not None  # noqa: S101 - only these have a spec
    place = (local.kubernetes.operator, reference.namespace or local.kubernetes.namespace, reference.name)
    for one in clusters.values():
        if one.kubernetes is not None and place == (one.kubernetes.operator, one.kubernetes.namespace, one.kubernetes.name):
            return one
    raise InstallationError(f"spec.remoteClusters: operator {place[0]} runs no Elasticsearch {place[2]} in namespace {place[1]}")
