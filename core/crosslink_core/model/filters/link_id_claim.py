"""A claim: one private-connection id of one region belongs to this organization, and no other may filter by it.

Source: schema `TrafficFilterClaimedLinkIdRequest`; our digest's P42.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from crosslink_core.model import Slot
from crosslink_core.model.identifier import AZURE_GUID, AZURE_NAME, LINK_ID, REGION


class LinkIdClaim(Slot):
    """What is wanted: either a link id (AWS, Google Cloud) or the two words of an Azure endpoint."""

    region: Annotated[str, Field(pattern=REGION)]
    link_id: Annotated[str, Field(pattern=LINK_ID)] | None = None
    azure_endpoint_name: Annotated[str, Field(pattern=AZURE_NAME)] | None = None
    azure_endpoint_guid: Annotated[str, Field(pattern=AZURE_GUID)] | None = None
    connection: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        azure = (self.azure_endpoint_name, self.azure_endpoint_guid)
        if (self.link_id is None) == (azure == (None, None)) or (self.link_id is None and None in azure):
            msg = "needs either a link_id, or an azure_endpoint_name together with an azure_endpoint_guid"
            raise ValueError(msg)
        return self

    @property
    def id(self) -> str:
        """`<region>/<link id>`; an Azure endpoint's link id is `<name>/<guid>`."""
        return f"{self.region}/{self.link_id or f'{self.azure_endpoint_name}/{self.azure_endpoint_guid}'}"


class LinkIdClaimState(LinkIdClaim):
    """What there is: a claim as the service has it, which need not be one that we would write."""

    region: str
    link_id: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        return self
