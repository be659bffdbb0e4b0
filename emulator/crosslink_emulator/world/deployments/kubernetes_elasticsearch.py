"""The Elasticsearch object of ECK, and with it everything that ``kubectl apply`` takes here.

Source: the custom resource of the operator, as far as its documentation speaks of remote clusters.  Fields that are not here are refused.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from crosslink_emulator.world.deployments.kubernetes_object import ConfigMap, Loose, Metadata, Part, PodTemplate, Secret


class NodeSet(Part):
    """Nodes that are alike."""

    name: str
    count: int | None = Field(default=None, ge=0)
    config: dict[str, Any] | None = None
    pod_template: PodTemplate | None = None
    volume_claim_templates: list[Any] | None = None


class ServiceSpec(Loose):
    """What kind of service."""

    type: Literal["ClusterIP", "NodePort", "LoadBalancer"] = "ClusterIP"


class Service(Part):
    """The service before the transport layer."""

    metadata: dict[str, Any] | None = None
    spec: ServiceSpec | None = None


class AuthoritiesReference(Part):
    """A ConfigMap whose ``ca.crt`` the nodes trust besides the operator's own authority."""

    config_map_name: str | None = None


class TransportTls(Part):
    """Certificates of the transport layer."""

    certificate_authorities: AuthoritiesReference | None = None


class Transport(Part):
    """The transport layer."""

    service: Service | None = None
    tls: TransportTls | None = None


class ElasticsearchReference(Part):
    """An Elasticsearch of the same operator."""

    name: str
    namespace: str | None = None


class RemoteCluster(Part):
    """A remote that the operator makes, by certificate."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    elasticsearch_ref: ElasticsearchReference


class Spec(Part):
    """Of an Elasticsearch object, or the part of it that is applied."""

    version: str | None = None
    node_sets: tuple[NodeSet, ...] | None = None
    transport: Transport | None = None
    remote_clusters: tuple[RemoteCluster, ...] | None = None
    http: dict[str, Any] | None = None
    image: str | None = None
    auth: dict[str, Any] | None = None
    pod_disruption_budget: dict[str, Any] | None = None
    update_strategy: dict[str, Any] | None = None
    revision_history_limit: int | None = None


class ElasticsearchObject(Part):
    """An Elasticsearch that the operator runs."""

    api_version: Literal["elasticsearch.k8s.elastic.co/v1"]
    kind: Literal["Elasticsearch"]
    metadata: Metadata
    spec: Spec


Manifest = Annotated[Secret | ConfigMap | ElasticsearchObject, Field(discriminator="kind")]
