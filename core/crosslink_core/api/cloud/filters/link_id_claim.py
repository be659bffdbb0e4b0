"""`/deployments/traffic-filter/link-ids`: private-connection ids that belong to this organization.

Source: operations `get-traffic-filter-claimed-link-ids`, `claim-` and `unclaim-traffic-filter-link-id`.
"""

from typing import Any, Final

from crosslink_core.api import Operation, Reply, nothing
from crosslink_core.api.transport import Transport
from crosslink_core.model.filters.filter_rule import Said

PATH: Final = "/deployments/traffic-filter/link-ids"
LIST: Final = Operation("get-traffic-filter-claimed-link-ids", "GET", PATH, 200, again=True)
CLAIM: Final = Operation("claim-traffic-filter-link-id", "POST", f"{PATH}/_claim", 201, again=False)
UNCLAIM: Final = Operation("unclaim-traffic-filter-link-id", "POST", f"{PATH}/_unclaim", 200, again=False)
"""Whether a second one is refused is not documented: the list tells what became of a lost reply."""


class ClaimedLinkId(Reply):
    """`TrafficFilterClaimedLinkIdInfo`, and the request, which has the same fields."""

    region: str
    link_id: Said = None
    azure_endpoint_name: Said = None
    azure_endpoint_guid: Said = None

    def to_wire(self) -> dict[str, Any]:
        """Return it as it is written: absent is not null."""
        return self.model_dump(exclude_none=True)


class ClaimedLinkIds:
    """One method per operation; every method is one HTTP exchange."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def all(self) -> frozenset[ClaimedLinkId]:
        """Return the ids that this organization has claimed, in every region."""
        return self._send(LIST, _claims)

    def claim(self, wanted: ClaimedLinkId) -> None:
        """Claim one."""
        self._send(CLAIM, nothing, body=wanted.to_wire())

    def unclaim(self, wanted: ClaimedLinkId) -> None:
        """Give one up."""
        self._send(UNCLAIM, nothing, body=wanted.to_wire())


def _claims(reply: Any) -> frozenset[ClaimedLinkId]:
    found = reply["claimed_link_ids"]
    if not isinstance(found, list | None):  # whoever took another thing for "none" would believe that a claim is gone
        raise TypeError
    return frozenset(ClaimedLinkId.model_validate(one) for one in found or ())
