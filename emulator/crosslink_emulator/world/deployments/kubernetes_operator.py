"""What ECK's operator makes of ``spec.remoteClusters``: trust on both sides, and the settings of the remotes.

Source: the documentation; the operator's source, as the digest of remote clusters has it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crosslink_emulator.world.deployments.kubernetes_elasticsearch import ElasticsearchObject, ElasticsearchReference, Manifest, Spec
from crosslink_emulator.world.deployments.node_set import HARMLESS
from crosslink_emulator.world.deployments.transport_ssl import InstallationError, flat_settings
from crosslink_emulator.world.state.cluster import Cluster


def with_objects(cluster: Cluster, manifests: Sequence[Manifest]) -> Cluster:
    """Return the cluster after these objects were applied; raise for those that are for another one."""
    assert cluster.kubernetes is not None  # noqa: S101 - the caller has looked
    objects, spec = dict(cluster.objects), cluster.spec
    for manifest in manifests:
        place = f"{manifest.kind} {manifest.metadata.name}"
        namespace = manifest.metadata.namespace or cluster.kubernetes.namespace
        if namespace != cluster.kubernetes.namespace:
            raise InstallationError(f"{place} is in namespace {namespace}, and {cluster.name} in {cluster.kubernetes.namespace}")
        if not isinstance(manifest, ElasticsearchObject):
            objects[f"{manifest.kind}/{manifest.metadata.name}"] = manifest.entries()
        elif manifest.metadata.name != cluster.kubernetes.name:
            raise InstallationError(f"{place} is another one: {cluster.name} is {cluster.kubernetes.name} there")
        else:
            spec = _merged(spec, manifest.spec.model_dump(by_alias=True, exclude_unset=True))
            _check_version(cluster, spec)
    return cluster.model_copy(update={"objects": objects, "spec": spec})


def _merged(there: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return an object merged into the one there: objects field by field, node sets by name, other lists replaced, null takes away."""
    merged = dict(there)
    for name, value in wanted.items():
        if value is None:
            merged.pop(name, None)
        elif name == "nodeSets":
            merged[name] = _node_sets(there.get(name, []), value)
        elif name == "config":
            merged[name] = flat_settings(merged.get(name) or {}, name, HARMLESS) | flat_settings(value, name, HARMLESS)
        elif isinstance(value, dict):
            merged[name] = _merged(merged.get(name) or {}, value)
        else:
            merged[name] = value
    return merged


def _node_sets(there: list[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    changes = {found["name"]: found for found in wanted}
    unknown = changes.keys() - {node_set["name"] for node_set in there}
    if unknown:
        names = ", ".join(node_set["name"] for node_set in there)
        raise InstallationError(f"spec.nodeSets: there is no node set {', '.join(sorted(unknown))}, and this emulator makes none; there are {names}")
    if len(changes) < len(wanted):
        raise InstallationError("spec.nodeSets has a name twice")
    return [_merged(node_set, changes.get(node_set["name"], {})) for node_set in there]


def _check_version(cluster: Cluster, spec: dict[str, Any]) -> None:
    if spec.get("version") != cluster.version:
        raise InstallationError(f"spec.version is {spec.get('version')}, and this emulator upgrades none: {cluster.name} has {cluster.version}")


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


def one_operator(cluster: Cluster, other: Cluster) -> bool:
    """Whether both are in one Kubernetes cluster, and one operator runs them."""
    return cluster.kubernetes is not None and other.kubernetes is not None and cluster.kubernetes.operator == other.kubernetes.operator


def remotes_of(clusters: Mapping[str, Cluster], local: Cluster) -> dict[str, Cluster]:
    """Return the remotes that the operator makes for a cluster, by alias; raise for one that it does not know."""
    wanted = spec_of(local).remote_clusters or () if local.kubernetes else ()
    found = {remote.name: _referenced(clusters, local, remote.elasticsearch_ref) for remote in wanted}
    if len(found) < len(wanted):
        raise InstallationError("spec.remoteClusters has a name twice")
    return found if local.license in LICENSED else {}


def partners(clusters: Mapping[str, Cluster], cluster: Cluster) -> list[Cluster]:
    """Return the clusters whose authorities the operator copies to this one: those that it links to, and those that link to it."""
    linking = [other for other in clusters.values() if any(target.name == cluster.name for target in remotes_of(clusters, other).values())]
    return [*remotes_of(clusters, cluster).values(), *linking]


def _referenced(clusters: Mapping[str, Cluster], local: Cluster, reference: ElasticsearchReference) -> Cluster:
    assert local.kubernetes is not None  # noqa: S101 - only these have a spec
    place = (local.kubernetes.operator, reference.namespace or local.kubernetes.namespace, reference.name)
    for cluster in clusters.values():
        if cluster.kubernetes is not None and place == (cluster.kubernetes.operator, cluster.kubernetes.namespace, cluster.kubernetes.name):
            return cluster
    raise InstallationError(f"spec.remoteClusters: operator {place[0]} runs no Elasticsearch {place[2]} in namespace {place[1]}")
