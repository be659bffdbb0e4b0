"""Addresses of Elasticsearch's transport layer: one host and one port."""

import re
from ipaddress import ip_address
from typing import Annotated, Final

from pydantic import AfterValidator

HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*")


def address(text: str) -> str:
    """Return one `host:port`, or raise :exc:`ValueError`: Elasticsearch takes ports that are none, schemes and paths, and never connects."""
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535) or not (HOST.fullmatch(bare) if bare == host else _is_v6(bare)):
        msg = "must be one host and port, such as logs.eu-west-1.aws.found.io:9400, without a scheme or a path"
        raise ValueError(msg)
    return text


def host(text: str) -> str:
    """Return the host of an address."""
    return text.rpartition(":")[0]


def _is_v6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


Address = Annotated[str, AfterValidator(address)]
"""Host and port."""
