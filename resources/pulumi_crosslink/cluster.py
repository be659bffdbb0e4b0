"""`Cluster`, an end of a link that no control plane knows: self-managed, or on Kubernetes (ECK)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Input


@dataclass(frozen=True)
class Cluster:
    """One end of a link: a cluster, by its name under `crosslink:clusters` in the stack's configuration.

    The rest are facts: some are configured there, the others the cluster says itself; give one only to say what cannot be looked up.
    """

    cluster: Input[str]
    """Its name under `crosslink:clusters`."""
    platform: Input[str] | None = None
    """`self` or `eck`, as configured."""
    name: Input[str] | None = None
    """Its `cluster_name`."""
    cluster_uuid: Input[str] | None = None
    """What Elasticsearch calls it."""
    version: Input[str] | None = None
    """The version of Elasticsearch."""
    license: Input[str] | None = None
    """`basic`, `trial`, `platinum` or `enterprise`."""
    remote_cluster_client: Input[bool] | None = None
    """Whether a node has the role of that name."""
    transport_addresses: Input[Sequence[Input[str]]] | None = None
    """Hosts and ports at which others reach its transport layer (`transportAddress`)."""
    node_names: Input[Sequence[Input[str]]] | None = None
    """The names in its nodes' certificates (`nodeCertificateFile` or `nodeNames`)."""
    kubernetes: Input[Mapping[str, Any]] | None = None
    """Where it is on Kubernetes: `name`, `namespace`, `operator`, `node_sets`."""
