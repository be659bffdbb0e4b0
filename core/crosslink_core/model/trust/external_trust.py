"""Trust in another ECE environment, through a trust relationship of the platform.  Source: schema `ExternalTrustRelationship`."""

from typing import Annotated

from pydantic import Field, model_validator

from crosslink_core.model import Slot
from crosslink_core.model.identifier import RELATIONSHIP_ID
from crosslink_core.model.trust import Trust, TrustState, says_whom


class ExternalTrust(Trust, Slot):
    """The inputs: the deployment accepts clusters of another environment."""

    trust_relationship_id: Annotated[str, Field(pattern=RELATIONSHIP_ID)]
    """The id of the platform's trust relationship with that environment."""

    whom = model_validator(mode="before")(says_whom)

    @property
    def id(self) -> str:
        """`<deployment>/<ref>/external/<relationship id>`."""
        return f"{self.place}/external/{self.trust_relationship_id}"


class ExternalTrustState(ExternalTrust, TrustState):
    """The outputs."""

    name: str | None = None
    """The relationship's name, which the service fills in."""
