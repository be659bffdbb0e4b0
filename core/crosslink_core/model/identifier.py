"""The forms of ids and addresses: many ids look alike and mean different things, so each is defined once, and an error says which is wanted."""

import re
from ipaddress import ip_address
from typing import Annotated, Final

from pydantic import AfterValidator, Field

RULESET_ID: Final = r"^(?:[0-9a-f]{32})$"
"""Not spelled like the pattern of a deployment's id, which looks alike, so that an error can say which of the two is wanted."""

LINK_ID: Final = r"^(vpce-[0-9a-f]{8,17}|[0-9]{1,20})$"
VPC_ENDPOINT_ID: Final = r"^vpce-[0-9a-f]{8,17}$"
PSC_CONNECTION_ID: Final = r"^[0-9]{1,20}$"
AZURE_GUID: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
AZURE_NAME: Final = r"^[\w.-]+$"
"""Source: Azure's naming rules for `privateEndpoints`.  A slash would make the id of a claim ambiguous."""
ORGANIZATION_ID: Final = r"^[0-9a-z]{1,32}$"
"""An organization (usually ten digits) or an ECE environment; as `scope_id` of the trust schema."""

RELATIONSHIP_ID: Final = r"^[A-Za-z0-9_-]{1,64}$"
"""GUESS: the form of a trust relationship's id; it is part of crosslink's own ids, so it cannot have a slash."""

NODE_NAME: Final = r"^[^*\s]+$"
"""The name in a node's certificate; the service takes no wildcards."""

NAMESPACE_SCOPE: Final = r"^[a-z0-9][a-z0-9.-]{0,252}$"
"""GUESS: the schema says lower-case letters and digits, 32 at most, but the documented scope of Kubernetes is `<namespace>.es.local`."""

REGION: Final = r"^[a-z0-9-]+$"
"""A region's id, such as `aws-eu-west-1`."""

RESOURCE_ID: Final = re.compile(r"[0-9a-f]{32}")
CLUSTER_UUID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
"""Elasticsearch's own id of a cluster: the 22 characters of `GET /`, which traffic filters do not know."""


def _resource_id(text: str) -> str:
    if CLUSTER_UUID.fullmatch(text):
        msg = "is a cluster_uuid, Elasticsearch's own id; give the Elasticsearch resource id, 32 digits from 0 to 9 and a to f (Copy cluster ID in the console)"
        raise ValueError(msg)
    if not RESOURCE_ID.fullmatch(text):
        msg = "must be an Elasticsearch resource id: 32 digits from 0 to 9 and a to f"
        raise ValueError(msg)
    return text


ResourceId = Annotated[str, AfterValidator(_resource_id)]
"""An Elasticsearch resource id, by which trust lists and filters identify a cluster."""

OrganizationId = Annotated[str, Field(pattern=ORGANIZATION_ID)]


HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*")


def address(text: str) -> str:
    """Return a `host:port`, or raise :exc:`ValueError`: Elasticsearch accepts invalid ports, schemes and paths, and never connects."""
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535) or not (HOST.fullmatch(bare) if bare == host else _is_v6(bare)):
        msg = "must be a host and port, such as logs.eu-west-1.aws.found.io:9400, without a scheme or a path"
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
