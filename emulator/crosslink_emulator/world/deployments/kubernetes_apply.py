"""Applying Kubernetes objects to what is there, as ``kubectl apply`` does."""

from collections.abc import Sequence
from typing import Any

from crosslink_emulator.world.deployments.kubernetes_elasticsearch import ElasticsearchObject, Manifest
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
    changes = {one["name"]: one for one in wanted}
    unknown = changes.keys() - {one["name"] for one in there}
    if unknown:
        names = ", ".join(one["name"] for one in there)
        raise InstallationError(f"spec.nodeSets: there is no node set {', '.join(sorted(unknown))}, and this emulator makes none; there are {names}")
    if len(changes) < len(wanted):
        raise InstallationError("spec.nodeSets has a name twice")
    return [_merged(one, changes.get(one["name"], {})) for one in there]


def _check_version(cluster: Cluster, spec: dict[str, Any]) -> None:
    if spec.get("version") != cluster.version:
        raise InstallationError(f"spec.version is {spec.get('version')}, and this emulator upgrades none: {cluster.name} has {cluster.version}")
