"""The objects of a cluster on Kubernetes: Secret, ConfigMaps, and the part of the Elasticsearch object that names them.

Source: our digest's §6 and §1.3, rows T5, T10, T11, T12 and T13; Elastic's pages on remote clusters and ECK.
The lists of `config` are appended to the operator's own (cloud-on-k8s, `NewMergedESConfig` with `ucfg.AppendValues`): its authority stays trusted.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from crosslink_core.links.installation import restriction
from crosslink_core.links.installation.file import File, write
from crosslink_core.links.installation.peer import Peer, bundle
from crosslink_core.links.installation.self_managed import CERTIFICATE_AUTHORITIES, TRUST_RESTRICTIONS
from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model.deployments import same_organization
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.deployment import Deployment

CA: Final = "ca.crt"
CONFIG: Final = "/usr/share/elasticsearch/config"
AUTHORITIES, TRUST = "crosslink-authorities", "crosslink-trust"
"""Volumes, and the folders below `config` where they are mounted."""
LONGEST: Final = 253
"""Characters of an object's name (Kubernetes)."""

READ_ANEW: Final = "Kubernetes brings later changes into the running pods within minutes, and nodes read them without a restart"
"""GUESS: seen with files on a machine, not with the links to files that Kubernetes mounts; the operator rotates its own authority so."""
CLUSTERS_READ: Final = "later changes are taken up by the operator, which may restart the pods, one after another"
"""GUESS: the operator joins them to its own authority's certificate, which needs no restart; one version of its source adds a setting, too."""

APPLIED: Final = "kubectl apply -f {name}, where {cluster} runs; {then}"
MERGED: Final = (
    "kubectl edit elasticsearch {elasticsearch} -n {namespace}, and merge it in by hand, each node set by its name: kubectl patch and apply would replace "
    "the list of node sets; the operator then restarts all pods, one after another"
)
PATCHED: Final = "kubectl patch elasticsearch {elasticsearch} -n {namespace} --type merge --patch-file {name}; {then}"
NO_RESTART: Final = "the operator needs no restart for it"

REMOTES: Final = "# remoteClusters: an alias of the operator's that is not here goes where the list is replaced; add what others have there.\n"
SERVICE: Final = "# transport.service: leave it out where another way leads to port 9300 from outside, such as an Ingress for TCP.\n"
NODE_SETS: Final = "# nodeSets: a part to merge in, not whole node sets; the operator's own authority stays in its list beside certificate_authorities.\n"
BOTH: Final = "# Some versions of the operator did not take further authorities beside remoteClusters (cloud-on-k8s, issue 8502): look whether both count.\n"


def files(end: Cluster, peers: Sequence[Peer], operated: Sequence[tuple[str, Cluster]]) -> Iterator[File]:
    """Yield the files in the order in which they are applied; raise :exc:`NoTrustError` where too little is known."""
    where = _where(end)
    deployments = [peer for peer in peers if isinstance(peer.end, Deployment)]
    clusters = [peer for peer in peers if isinstance(peer.end, Cluster) and not same_organization(end, peer.end)]
    patterns = restriction.restrictions(end, [*(peer.end for peer in peers), *(remote for _, remote in operated)])
    secret, trust, authorities = (_name(where, what) for what in ("authorities", "trust", "certificate-authorities"))
    if deployments:
        yield _object(end, "secret.yaml", "Secret", secret, {"type": "Opaque", "stringData": {CA: bundle(end, (), deployments)}}, READ_ANEW)
    if patterns:
        yield _object(end, "config-map.yaml", "ConfigMap", trust, {"data": {restriction.NAME: restriction.text(patterns)}}, READ_ANEW)
    if clusters:
        yield _object(end, "config-map-authorities.yaml", "ConfigMap", authorities, {"data": {CA: bundle(end, (), clusters)}}, CLUSTERS_READ)
    transport: dict[str, Any] = {"tls": {"certificateAuthorities": {"configMapName": authorities}}} if clusters else {}
    if any(peer.is_local for peer in (*deployments, *clusters)):
        transport["service"] = {"spec": {"type": "LoadBalancer"}}
    parts: tuple[tuple[str, Any, str], ...] = (
        ("remoteClusters", [{"name": alias, "elasticsearchRef": _reference(remote)} for alias, remote in operated], REMOTES),
        ("transport", transport, SERVICE if "service" in transport else ""),
        ("nodeSets", [_node_set(name, secret, trust) for name in where.node_sets] if patterns else [], NODE_SETS),
    )
    if spec := {key: value for key, value, _ in parts if value}:
        comment = "".join(said for _, value, said in parts if value) + (BOTH if operated and (deployments or clusters) else "")
        yield _elasticsearch(end, spec, comment)


def _where(end: Cluster) -> Kubernetes:
    if end.kubernetes is None:
        msg = f"cluster {end.label} is on Kubernetes, but not said where: set crosslink:clusters.{end.cluster}.kubernetes to its name and namespace"
        raise NoTrustError(msg)
    return end.kubernetes


def _name(where: Kubernetes, what: str) -> str:
    name = f"crosslink-{where.name}-{what}"
    return name if len(name) <= LONGEST else f"crosslink-{sha256(where.name.encode()).hexdigest()[:16]}-{what}"


def _reference(remote: Cluster) -> dict[str, str]:
    where = _where(remote)
    return {"name": where.name, "namespace": where.namespace}


def _node_set(name: str, secret: str, trust: str) -> dict[str, Any]:
    volumes = [{"name": AUTHORITIES, "secret": {"secretName": secret}}, {"name": TRUST, "configMap": {"name": trust}}]
    mounts = [{"name": volume, "mountPath": f"{CONFIG}/{volume}"} for volume in (AUTHORITIES, TRUST)]
    settings = {CERTIFICATE_AUTHORITIES: [f"{CONFIG}/{AUTHORITIES}/{CA}"], TRUST_RESTRICTIONS: f"{CONFIG}/{TRUST}/{restriction.NAME}"}
    return {
        "name": name,
        "config": settings,
        "podTemplate": {"spec": {"containers": [{"name": "elasticsearch", "volumeMounts": mounts}], "volumes": volumes}},
    }


def _object(end: Cluster, file: str, kind: str, name: str, content: dict[str, Any], then: str) -> File:
    text = write({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": _where(end).namespace}, **content})
    return File(end.cluster, file, APPLIED.format(name=file, cluster=end.label, then=then), text)


def _elasticsearch(end: Cluster, spec: dict[str, Any], comment: str) -> File:
    name, where = "elasticsearch.yaml", _where(end)
    form = MERGED if "nodeSets" in spec else PATCHED
    then = CLUSTERS_READ if "tls" in spec.get("transport", {}) else NO_RESTART
    text = write({"apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch", "metadata": _reference(end), "spec": spec})
    return File(end.cluster, name, form.format(elasticsearch=where.name, namespace=where.namespace, name=name, then=then), comment + text)
