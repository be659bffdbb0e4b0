"""A remote connection: `cluster.remote.<alias>.*` of one cluster, set through its own REST API.

It covers the remotes that the control plane's list does not: those of another organization or environment.
Source: Elasticsearch's remote cluster settings; what Elasticsearch takes without complaint although it cannot work was tried.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from crosslink_core.model.link import Link

CERTIFICATE_PORT: Final = 9400
"""Where Elastic Cloud's proxies take links by certificate."""

HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*")


PROXY: Final = "proxy"
"""The mode that leads through one address, by the server's name: the only way into Elastic Cloud."""


def _mode(text: str) -> str:
    """The default of Elasticsearch, `sniff`, asks the remote's nodes for their addresses, which no deployment's can be reached by."""
    if text != PROXY:
        msg = f"must be {PROXY}: no other mode leads into Elastic Cloud"
        raise ValueError(msg)
    return text


def _address(text: str) -> str:
    """One `host:port`; Elasticsearch takes ports that are none, schemes and paths, and never connects."""
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535) or not (HOST.fullmatch(bare) if bare == host else _is_v6(bare)):
        msg = "must be one host and port, such as logs.eu-west-1.aws.found.io:9400, without a scheme or a path"
        raise ValueError(msg)
    return text


def _server_name(text: str) -> str:
    """A name for TLS's SNI; an address is none."""
    if not HOST.fullmatch(text) or re.fullmatch(r"[0-9.]+", text):
        msg = "must be a host name, as TLS sends it to the proxy; an address is none"
        raise ValueError(msg)
    return text


def _is_v6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


class RemoteConnection(Link):
    """What is wanted: `local` reaches `remote` under the name `alias`."""

    mode: Annotated[str, AfterValidator(_mode)] = PROXY
    proxy_address: Annotated[str, AfterValidator(_address)]
    """Host and port of the remote; the remote's endpoint and port 9400 unless given."""
    server_name: Annotated[str, AfterValidator(_server_name)]
    """The host that the proxy is asked for by TLS; the remote's endpoint unless given."""
    skip_unavailable: bool = True
    """Whether a search goes on without this remote when it is away; false unless said otherwise where the link replicates."""
    require_connected: bool = False
    """Whether a connection that cannot be proved is an error instead of a warning."""
    connect_timeout_s: Annotated[float, Field(ge=0, le=3600)] = 120
    """How long to wait for the connection, in seconds; above Elasticsearch's own connect timeout of 30."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in the defaults; the address and the name follow the remote's endpoint, and are left out while that is not known."""
        found = super().completed(props)
        endpoint = props["remote"].get("endpoint") if isinstance(props.get("remote"), Mapping) else getattr(props.get("remote"), "endpoint", None)
        if isinstance(endpoint, str):
            found.setdefault("proxy_address", f"{endpoint}:{CERTIFICATE_PORT}")
            found.setdefault("server_name", endpoint)
        return found

    @property
    def id(self) -> str:
        """`<local cluster>/<alias>`: the place in the cluster's settings."""
        return f"{self.local.deployment_id}/{self.alias}"


class RemoteConnectionState(RemoteConnection):
    """What there is: the settings, and what the cluster says of the connection (`GET /_remote/info`)."""

    mode: str = PROXY
    """As the settings have it, which others may write too: `sniff` is another one."""
    proxy_address: str = ""
    server_name: str = ""
    connected: bool = False
    """Whether at least one socket is open."""
    reason: str = ""
    """Why it is not connected; empty when it is."""
