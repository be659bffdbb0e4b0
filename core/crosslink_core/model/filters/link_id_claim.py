"""A claimed link id: the id of a private connection in a region belongs to this organization, and no other organization may filter by it.

Source: schema `TrafficFilterClaimedLinkIdRequest`; our digest's P42.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from crosslink_core.model import Slot
from crosslink_core.model.identifier import AZURE_GUID, AZURE_NAME, LINK_ID, REGION


class LinkIdClaim(Slot):
    """The inputs: either a link id (AWS, Google Cloud), or the name and the GUID of an Azure endpoint."""

    region: Annotated[str, Field(pattern=REGION)]
    link_id: Annotated[str, Field(pattern=LINK_ID)] | None = None
    azure_endpoint_name: Annotated[str, Field(pattern=AZURE_NAME)] | None = None
    azure_endpoint_guid: Annotated[str, Field(pattern=AZURE_GUID)] | None = None
    connection: str | None = None

    @model_validator(mode="after")
    def _names_an_endpoint(self) -> Self:
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
    """The outputs: a claim as the service has it, which may have values that crosslink refuses as inputs."""

    region: str
    link_id: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None

    @model_validator(mode="after")
    def _names_an_endpoint(self) -> Self:
        return self
