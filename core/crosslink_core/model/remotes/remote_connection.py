"""A remote connection: `cluster.remote.<alias>.*` of a cluster, set through its own REST API.

It is for remotes that the control plane's list does not cover: those of another organization or environment, self-managed
clusters and clusters on Kubernetes.
Source: Elasticsearch's remote cluster settings; settings that Elasticsearch accepts although they cannot work were tried.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo, field_validator

from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.identifier import HOST, Address, address
from crosslink_core.model.remotes import ConnectTimeout, Remote

CERTIFICATE_PORT: Final = 9400
"""The port of Elastic Cloud's proxies for links by certificate."""
TRANSPORT_PORT: Final = 9300
"""The default port of other clusters' transport layer."""


class Mode(StrEnum):
    """How the local cluster finds the nodes of the remote cluster."""

    PROXY = "proxy"
    """Through a single address: Elastic Cloud supports only this mode."""
    SNIFF = "sniff"
    """By asking nodes at some addresses for the addresses of all, which the local cluster must reach."""


OWN: Final[Mapping[Mode, tuple[str, ...]]] = {
    Mode.PROXY: ("proxy_address", "server_name", "proxy_socket_connections"),
    Mode.SNIFF: ("seeds", "node_connections"),
}
"""The settings of each mode: Elasticsearch refuses them in the other."""


ONLY_PROXY: Final = f"must be {Mode.PROXY}: Elastic Cloud supports only this mode"
NEEDED: Final = frozenset({"proxy_address", "seeds"})
"""The settings that a mode needs; a deployment's proxy needs the server name, too."""


def _server_name(text: str) -> str:
    """Return a host name for TLS's SNI; raise :exc:`ValueError` for an address."""
    if text and (not HOST.fullmatch(text) or re.fullmatch(r"[0-9.]+", text)):
        msg = "must be a host name, which TLS sends to the proxy; an address is not a host name"
        raise ValueError(msg)
    return text


class RemoteConnection(Remote):
    """The inputs."""

    mode: Mode = Mode.PROXY
    proxy_address: Annotated[str, AfterValidator(lambda text: address(text) if text else text), Field(validate_default=True)] = ""
    """Host and port of the remote, in mode proxy; its endpoint and port 9400, or the first of its transport addresses, unless given."""
    server_name: Annotated[str, AfterValidator(_server_name), Field(validate_default=True)] = ""
    """The host name that TLS sends to the proxy; default: a deployment's endpoint, and nothing for other clusters."""
    skip_unavailable: bool = True
    """Whether a search goes on without this remote when it is unavailable; default for replication: false."""
    require_connected: bool = False
    """Whether a connection that cannot be proved is an error instead of a warning."""
    connect_timeout_s: ConnectTimeout = 120
    """How long to wait for the connection, in seconds; above Elasticsearch's own connect timeout of 30."""
    seeds: Annotated[tuple[Address, ...], Field(validate_default=True)] = ()
    """Hosts and ports of some of the remote's nodes, in mode sniff; its transport addresses unless given."""
    proxy_socket_connections: Annotated[int, Field(ge=1)] | None = None
    """The number of sockets in mode proxy; None: as Elasticsearch or somebody else sets it."""
    node_connections: Annotated[int, Field(ge=1)] | None = None
    """The number of nodes in mode sniff; None: as Elasticsearch or somebody else sets it."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in the defaults; addresses and the server name follow the remote, and stay empty while that is not known."""
        remote = props.get("remote")
        known = remote.model_dump(mode="json") if isinstance(remote, BaseModel) else remote if isinstance(remote, Mapping) else {}
        found = super().completed(props)
        return found | {name: value for name, value in following(known, found["mode"]).items() if props.get(name) is None}

    @field_validator("mode")
    @classmethod
    def _leads_there(cls, mode: Mode, info: ValidationInfo) -> Mode:
        if mode is Mode.SNIFF and isinstance(info.data.get("remote"), Deployment):
            raise ValueError(ONLY_PROXY)
        return mode

    @field_validator("proxy_address", "server_name", "seeds", "proxy_socket_connections", "node_connections")
    @classmethod
    def _of_its_mode(cls, value: Any, info: ValidationInfo) -> Any:
        mode, name = info.data.get("mode"), info.field_name or ""
        if mode is None:
            return value
        if value and name not in OWN[mode]:
            msg = f"does not belong to mode {mode}; leave it out, or set the other mode"
            raise ValueError(msg)
        needed = name in NEEDED or (name == "server_name" and isinstance(info.data.get("remote"), Deployment))
        if not value and needed and name in OWN[mode]:
            msg = "is missing, and does not follow from the facts of the remote"
            raise ValueError(msg)
        return value

    @property
    def id(self) -> str:
        """`<local deployment or cluster>/<alias>`: the place in the cluster's settings."""
        return f"{self.local.id}/{self.alias}"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the remote."""
        return (self.proxy_address,) if self.mode is Mode.PROXY else self.seeds


def following(remote: Mapping[str, Any], mode: Any) -> dict[str, Any]:
    """Return the settings that follow from a remote's facts in a mode; unknown facts give none."""
    if is_cluster(remote):
        addresses = remote.get("transport_addresses")
        if not isinstance(addresses, Sequence) or not addresses:
            return {}
        return {"seeds": addresses} if mode == Mode.SNIFF else {"proxy_address": addresses[0]}
    endpoint = remote.get("endpoint")
    return {"proxy_address": f"{endpoint}:{CERTIFICATE_PORT}", "server_name": endpoint} if isinstance(endpoint, str) else {}


class RemoteConnectionState(RemoteConnection):
    """The outputs: the settings, which others may write too, and the state of the connection (`GET /_remote/info`)."""

    proxy_address: str = ""
    server_name: str = ""
    seeds: tuple[str, ...] = ()
    connected: bool = False
    """Whether at least one socket is open."""
    reason: str = ""
    """Why it is not connected; empty when it is."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in nothing that the settings do not have."""
        return super().completed(dict.fromkeys(("proxy_address", "server_name"), "") | {"seeds": ()} | dict(props))

    @field_validator("mode")
    @classmethod
    def _leads_there(cls, mode: Mode, info: ValidationInfo) -> Mode:
        return mode

    @field_validator("proxy_address", "server_name", "seeds", "proxy_socket_connections", "node_connections")
    @classmethod
    def _of_its_mode(cls, value: Any, info: ValidationInfo) -> Any:
        return value
