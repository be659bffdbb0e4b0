"""Kubernetes objects as ``kubectl apply`` takes them: Secrets, ConfigMaps, and the pods that have them as files.

Fields of Secrets and ConfigMaps that are not here are refused; of what else Kubernetes itself defines the rest is ignored.
Source: Kubernetes' API of these objects.
"""

import base64
import binascii
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict
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
