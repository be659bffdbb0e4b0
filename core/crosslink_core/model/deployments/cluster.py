"""Facts about a cluster that no control plane knows: self-managed, or on Kubernetes (ECK)."""

import re
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from crosslink_core.model import node_name
from crosslink_core.model.deployments.deployment import Platform, VersionText
from crosslink_core.model.identifier import NODE_NAME, RESOURCE_ID, Address

KUBERNETES_NAME: Final = r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
"""A name of an object or a namespace of Kubernetes."""

WITHOUT_REPLICATION: Final = frozenset({"basic", "standard", "gold"})
"""Licences without cross-cluster replication (Elastic's table of subscriptions)."""

NodeName = Annotated[str, Field(pattern=NODE_NAME)]
"""A name in a node's certificate, without wildcards."""

KubernetesName = Annotated[str, Field(pattern=KUBERNETES_NAME)]


def not_hosted(platform: Any) -> Any:
    """Return a platform without a control plane; raise :exc:`ValueError` for another one."""
    if platform not in (Platform.SELF, Platform.ECK):
        msg = f"must be {Platform.SELF} or {Platform.ECK}; a deployment of Elastic Cloud is said by its deployment_id"
        raise ValueError(msg)
    return platform


class Kubernetes(BaseModel):
    """Where a cluster is on Kubernetes."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    name: KubernetesName
    """The name of its Elasticsearch object."""
    namespace: KubernetesName = "default"
    operator: str | None = None
    """A word for the operator that runs it: clusters of one operator are linked by it."""
    node_sets: Annotated[tuple[KubernetesName, ...], Field(min_length=1)] = ("default",)
    """The names of its node sets, all of which need the same settings."""

    @property
    def service(self) -> str:
        """The host of its transport layer inside Kubernetes (ECK's operator)."""
        return f"{self.name}-es-transport.{self.namespace}.svc"


class Cluster(BaseModel):
    """One cluster, by its name under `crosslink:clusters`, and the facts that describe it.

    Some are configured there (addresses, names of nodes), the others the cluster says itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cluster: Annotated[str, Field(min_length=1)]
    """Its name under `crosslink:clusters`."""
    platform: Annotated[Platform, BeforeValidator(not_hosted)] = Platform.SELF
    name: str | None = None
    """Its `cluster_name`."""
    cluster_uuid: str | None = None
    """What Elasticsearch calls the cluster; another one means that it was made anew."""
    version: VersionText | None = None
    license: str | None = None
    """`basic`, `trial`, `platinum`, `enterprise`."""
    remote_cluster_client: bool | None = None
    """Whether a node has the role of that name, without which none opens a connection."""
    transport_addresses: tuple[Address, ...] = ()
    """Hosts and ports at which others reach its transport layer."""
    node_names: tuple[NodeName, ...] = ()
    """The names in its nodes' certificates (`subjectAltName.otherName.commonName`); none on Kubernetes, where they follow from the object's name."""
    kubernetes: Kubernetes | None = None

    @property
    def id(self) -> str:
        """What tells it from other ends."""
        return self.cluster

    @property
    def label(self) -> str:
        """The name for a person."""
        return self.cluster

    @property
    def connection(self) -> None:
        """No control plane knows it."""
        return

    @property
    def known(self) -> bool:
        """Whether the facts have been read, or said."""
        return self.version is not None

    @property
    def is_system(self) -> bool:
        """Only platforms have deployments of their own."""
        return False

    @property
    def patterns(self) -> tuple[str, ...]:
        """What restrictions say to let its nodes in; none where nothing is known of their names."""
        if self.kubernetes:
            return (node_name.kubernetes_pattern(self.kubernetes.name, self.kubernetes.namespace),)
        return node_name.patterns(self.node_names)

    @property
    def organization(self) -> str | None:
        """What stands in the place of an organization's id in the names of its nodes, if that is one word."""
        if self.kubernetes:
            return node_name.kubernetes_scope(self.kubernetes.namespace)
        scopes = {one.scope if (one := node_name.parse(name)) else None for name in self.node_names}
        return scopes.pop() if len(scopes) == 1 else None

    @property
    def resource_id(self) -> str | None:
        """The id of the cluster in the names of its nodes, if all have one scope, and one id that trust lists take."""
        ids = {one.cluster if (one := node_name.parse(name)) else "" for name in self.node_names}
        found = ids.pop() if len(ids) == 1 else ""
        return found if self.organization and re.fullmatch(RESOURCE_ID, found) else None
