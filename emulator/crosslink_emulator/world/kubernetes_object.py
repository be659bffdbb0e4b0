"""Kubernetes objects as ``kubectl apply`` takes them: the Elasticsearch object of ECK, Secrets and ConfigMaps.

Source: the custom resource of the operator, as far as its documentation speaks of remote clusters.  Fields that are not here are refused.
"""

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Part(BaseModel):
    """Base of everything: a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class Loose(Part):
    """Base of what Kubernetes itself defines, of which only a little matters here."""

    model_config = ConfigDict(extra="ignore")


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("is no text in Base64") from error
    return text


class Metadata(Loose):
    """Name and namespace; without a namespace it is the one that the cluster is in, as with ``kubectl --namespace``."""

    name: str
    namespace: str | None = None


class Secret(Part):
    """A Secret."""

    api_version: Literal["v1"]
    kind: Literal["Secret"]
    metadata: Metadata
    type: str = "Opaque"
    immutable: bool | None = None
    data: dict[str, Annotated[str, AfterValidator(_base64)]] = {}
    string_data: dict[str, str] = {}

    def entries(self) -> dict[str, str]:
        """Return the decoded entries."""
        return {key: base64.b64decode(value).decode() for key, value in self.data.items()} | self.string_data


class ConfigMap(Part):
    """A ConfigMap."""

    api_version: Literal["v1"]
    kind: Literal["ConfigMap"]
    metadata: Metadata
    immutable: bool | None = None
    data: dict[str, str] = {}

    def entries(self) -> dict[str, str]:
        """Return the entries."""
        return self.data


class Item(Part):
    """An entry that a volume has under another name."""

    key: str
    path: str
    mode: int | None = None


class SecretSource(Loose):
    """A Secret as a volume."""

    secret_name: str
    items: tuple[Item, ...] | None = None


class ConfigMapSource(Loose):
    """A ConfigMap as a volume."""

    name: str
    items: tuple[Item, ...] | None = None


class Volume(Loose):
    """A volume of a pod."""

    name: str
    secret: SecretSource | None = None
    config_map: ConfigMapSource | None = None


class Mount(Loose):
    """Where a container has a volume."""

    name: str
    mount_path: str
    sub_path: str | None = None


class Container(Loose):
    """A container of a pod."""

    name: str
    volume_mounts: tuple[Mount, ...] = ()


class PodSpec(Loose):
    """What a pod is made of."""

    containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()


class PodTemplate(Loose):
    """The pods of a node set."""

    spec: PodSpec = PodSpec()


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
