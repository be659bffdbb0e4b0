"""The forms of ids: many look alike and mean different things, so each is written down once, and an error can tell which was wanted."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

RULESET_ID: Final = r"^(?:[0-9a-f]{32})$"
"""Written otherwise than a deployment's id, which looks alike, so that an error can tell which of the two was wanted."""

LINK_ID: Final = r"^(vpce-[0-9a-f]{8,17}|[0-9]{1,20})$"
VPC_ENDPOINT_ID: Final = r"^vpce-[0-9a-f]{8,17}$"
PSC_CONNECTION_ID: Final = r"^[0-9]{1,20}$"
AZURE_GUID: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
AZURE_NAME: Final = r"^[\w.-]+$"
"""Source: Azure's naming rules for `privateEndpoints`.  A slash would make the id of a claim ambiguous."""
ORGANIZATION_ID: Final = r"^[0-9a-z]{1,32}$"
"""An organization (usually ten digits) or an ECE environment; as `scope_id` of the trust schema."""

RELATIONSHIP_ID: Final = r"^[A-Za-z0-9_-]{1,64}$"
"""GUESS: what the id of a trust relationship looks like; it is a part of our own ids, so a slash cannot be in it."""

NODE_NAME: Final = r"^[^*\s]+$"
"""The name in a node's certificate; the service takes no wildcards."""

NAMESPACE_SCOPE: Final = r"^[a-z0-9][a-z0-9.-]{0,252}$"
"""GUESS: the schema says lower-case letters and digits, 32 at most, but the documented scope of Kubernetes is `<namespace>.es.local`."""

REGION: Final = r"^[a-z0-9-]+$"
"""A region's id, such as `aws-eu-west-1`."""

RESOURCE_ID: Final = re.compile(r"[0-9a-f]{32}")
CLUSTER_UUID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
"""What Elasticsearch itself calls a cluster: the 22 characters of `GET /`, which no filter knows."""


def _resource_id(text: str) -> str:
    if CLUSTER_UUID.fullmatch(text):
        msg = (
            "is a cluster_uuid as Elasticsearch says it; take the Elasticsearch resource id, 32 digits from 0 to 9 and a to f (Copy cluster ID in the console)"
        )
        raise ValueError(msg)
    if not RESOURCE_ID.fullmatch(text):
        msg = "must be an Elasticsearch resource id: 32 digits from 0 to 9 and a to f"
        raise ValueError(msg)
    return text


ResourceId = Annotated[str, AfterValidator(_resource_id)]
"""An Elasticsearch resource id, which trust lists and filters know a cluster by."""

OrganizationId = Annotated[str, Field(pattern=ORGANIZATION_ID)]
