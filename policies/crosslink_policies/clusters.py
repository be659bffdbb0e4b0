"""Ends without a control plane, as trust sees them: what the names of their nodes tell, as far as these are known.

Source: our digest's §1.3 T4, T5, T9, T10: such a cluster is let in by a scope and an id in its nodes' names, or by the names themselves.
"""

from typing import Any, Final

from crosslink_core.model import node_name
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.deployments.end import is_cluster
from crosslink_policies.plain import UNKNOWN, Props

NONE: Final = ""
"""In the place of a fact that certainly is not there; None is one that nobody could look up."""
NAMESPACE: Final = Kubernetes.model_fields["namespace"].default
NAMESPACES: Final = node_name.kubernetes_scope("")
"""What the scopes of Kubernetes' namespaces end with."""


def seen(end: Props) -> Props:
    """Add what stands in the place of a deployment's `organization` and `resource_id`, and `patterns`, which all names of its nodes fit.

    An end with a control plane is returned as it is.
    """
    if not is_cluster(end):
        return end
    where = end.get("kubernetes")
    found = _by_names(end.get("node_names")) if where is None else _on_kubernetes(where)
    return end | {"platform": end.get("platform") or Platform.SELF} | found


def _on_kubernetes(where: Any) -> Props:
    name, namespace = (where.get("name"), where.get("namespace") or NAMESPACE) if isinstance(where, dict) else (UNKNOWN, UNKNOWN)
    scope = node_name.kubernetes_scope(namespace) if isinstance(namespace, str) else UNKNOWN
    pattern = node_name.kubernetes_pattern(name, namespace) if isinstance(name, str) and isinstance(namespace, str) else UNKNOWN
    return {"organization": scope, "resource_id": NONE, "node_names": [], "patterns": [pattern]}


def _by_names(names: Any) -> Props:
    listed = names if isinstance(names, list) else [] if names is None else [UNKNOWN]
    known = [name for name in listed if isinstance(name, str)]
    if not listed or len(known) < len(listed):
        fact = UNKNOWN if listed else None
        return {"organization": fact, "resource_id": fact, "node_names": known, "patterns": [UNKNOWN]}
    cluster = Cluster.model_construct(cluster="", node_names=tuple(known))
    return {"organization": cluster.organization or NONE, "resource_id": cluster.resource_id or NONE, "node_names": known, "patterns": list(cluster.patterns)}


def may_name(nodes: Any, end: Props) -> bool:
    """Whether one of these names may be that of a node of a cluster without a control plane."""
    if not nodes or not is_cluster(end):
        return False
    patterns = end["patterns"]
    return nodes is UNKNOWN or UNKNOWN in nodes or UNKNOWN in patterns or any(_fits(name, pattern) for name in nodes for pattern in patterns)


def _fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern of ours, in which a star stands at the beginning alone."""
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern


def of_namespace(scope: Any) -> bool:
    """Whether a scope is that of a namespace of Kubernetes."""
    return isinstance(scope, str) and scope.endswith(NAMESPACES) and scope != NAMESPACES
