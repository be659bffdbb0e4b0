"""A named cluster that no control plane knows: self-managed, or run by an operator in Kubernetes (ECK).

What it trusts is not stored but follows, at each look, from the files on its nodes or from its Kubernetes objects: see ``cluster_trust.py``.
"""

from typing import Any, Literal

from pydantic import Field

from crosslink_emulator.world import Value
from crosslink_emulator.world.state.elasticsearch import Elasticsearch, Role

ClusterPlatform = Literal["self", "eck"]
License = Literal["basic", "trial", "platinum", "enterprise"]

ECK_NODE = "{name}-es-{node_set}-0"
"""The name of the first pod of a node set.  Source: the operator's documentation."""

ECK_NODE_NAME = ECK_NODE + ".node.{name}.{namespace}.es.local"
"""The name in that pod's certificate.  Source: the pattern of the documentation, ``*.node.<cluster>.<namespace>.es.local``."""


class Kubernetes(Value):
    """Where an operator runs it.  An operator here has a Kubernetes cluster of its own."""

    operator: str
    namespace: str
    name: str
    node_sets: tuple[str, ...]

    @property
    def nodes(self) -> tuple[tuple[str, ...], ...]:
        """The names in the certificates of its nodes, one node for each set."""
        return tuple((ECK_NODE_NAME.format(name=self.name, namespace=self.namespace, node_set=name),) for name in self.node_sets)


class Cluster(Elasticsearch):
    """A named cluster."""

    platform: ClusterPlatform
    cluster_name: str
    license: License = "basic"
    node_roles: tuple[Role, ...]
    transport: tuple[str, ...] = ()
    """Addresses by which others reach its transport layer."""
    authority: str
    """Name of the certificate authority that signs for its nodes, as the world's authorities are called."""
    node_names: tuple[str, ...] = ()
    """Self-managed: ``subjectAltName.otherName.commonName`` in the certificate of its node; a stock installation has none."""
    files: dict[str, str] = Field(default_factory=dict)
    """Self-managed: below the nodes' ``config``, without ``elasticsearch.yml``."""
    configuration: dict[str, str | list[str]] = Field(default_factory=dict)
    """Self-managed: what ``elasticsearch.yml`` says, by whole names."""
    kubernetes: Kubernetes | None = None
    spec: dict[str, Any] = Field(default_factory=dict)
    """ECK: of the Elasticsearch object."""
    objects: dict[str, dict[str, str]] = Field(default_factory=dict)
    """ECK: the Secrets and ConfigMaps of the namespace as ``Secret/name`` and ``ConfigMap/name``, with their decoded entries."""
    operated: tuple[str, ...] = ()
    """ECK: aliases of the remotes that the operator manages."""

    @property
    def key(self) -> str:
        """What faults, and readings that lag, know it by."""
        return self.name

    @property
    def identity(self) -> str:
        """What stands behind ``/clusters/``."""
        return self.name

    @property
    def shown_name(self) -> str:
        """``cluster.name``."""
        return self.cluster_name

    @property
    def node(self) -> str:
        """The name of the first node: the first part of the name in its certificate, or the cluster's where there is none."""
        first = self.nodes[0]
        return first[0].partition(".")[0] if first else f"{self.name}-0"

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of each of its nodes."""
        return self.node_roles

    @property
    def nodes(self) -> tuple[tuple[str, ...], ...]:
        """The names in the certificates of its nodes, node by node."""
        return (self.node_names,) if self.kubernetes is None else self.kubernetes.nodes
