"""`/deployments/traffic-filter/link-ids`: private-connection ids that belong to this organization.

Source: operations `get-traffic-filter-claimed-link-ids`, `claim-` and `unclaim-traffic-filter-link-id`.
"""

from typing import Any, Final

from crosslink_core.api import Operation, Operations, Reply, nothing
from crosslink_core.model.filters.filter_rule import Text

PATH: Final = "/deployments/traffic-filter/link-ids"
LIST: Final = Operation("get-traffic-filter-claimed-link-ids", "GET", PATH, 200, again=True)
CLAIM: Final = Operation("claim-traffic-filter-link-id", "POST", f"{PATH}/_claim", 201, again=False)
UNCLAIM: Final = Operation("unclaim-traffic-filter-link-id", "POST", f"{PATH}/_unclaim", 200, again=False)
"""Whether a second request is refused is not documented: after a lost reply the list shows the outcome."""


class ClaimedLinkId(Reply):
    """`TrafficFilterClaimedLinkIdInfo`, and the request, which has the same fields."""

    region: str
    link_id: Text = None
    azure_endpoint_name: Text = None
    azure_endpoint_guid: Text = None

    def to_wire(self) -> dict[str, Any]:
        """Return it as it is written: absent is not null."""
        return self.model_dump(exclude_none=True)


class ClaimedLinkIds(Operations):
    """Claimed link ids."""

    def all(self) -> frozenset[ClaimedLinkId]:
        """Return the ids that this organization has claimed, in every region."""
        return self._send(LIST, _claims)

    def claim(self, wanted: ClaimedLinkId) -> None:
        """Claim a link id."""
        self._send(CLAIM, nothing, body=wanted.to_wire())

    def unclaim(self, wanted: ClaimedLinkId) -> None:
        """Give a link id up."""
        self._send(UNCLAIM, nothing, body=wanted.to_wire())


def _claims(reply: Any) -> frozenset[ClaimedLinkId]:
    found = reply["claimed_link_ids"]
    if not isinstance(found, list | None):  # anything else must not be read as "none": a claim would seem gone
        raise TypeError
    return frozenset(ClaimedLinkId.model_validate(claim) for claim in found or ())
