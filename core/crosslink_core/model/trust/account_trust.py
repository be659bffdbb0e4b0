"""Trust by account: an organization of Elastic Cloud, or the deployment's own ECE environment.

Source: schema `AccountTrustRelationship`.
"""

from pydantic import model_validator

from crosslink_core.model import Slot
from crosslink_core.model.identifier import OrganizationId
from crosslink_core.model.trust import Trust, TrustState, says_whom


class AccountTrust(Trust, Slot):
    """The inputs: the deployment accepts clusters of an organization."""

    account_id: OrganizationId
    """The organization's id on ECH, usually ten digits; on ECE the environment's own."""
    name: str | None = None
    """A note for people; the service shows it."""

    whom = model_validator(mode="before")(says_whom)

    @property
    def id(self) -> str:
        """`<deployment>/<ref>/accounts/<account id>`."""
        return f"{self.place}/accounts/{self.account_id}"


class AccountTrustState(AccountTrust, TrustState):
    """The outputs."""
