"""``/deployments/traffic-filter/link-ids``: endpoints of private links that an organization has claimed.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.fields import Given, NoParameters, OfRegion
from crosslink_emulator.world.filters.link_id_claim import claim, unclaim
from crosslink_emulator.world.state.traffic_filter_rule import LinkId

PATH = "/deployments/traffic-filter/link-ids"

router = APIRouter(route_class=Operation)


class TrafficFilterClaimedLinkIdRequest(Given):
    """The endpoint, written down a second time on purpose."""

    region: str
    link_id: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None

    def wanted(self) -> LinkId:
        """Return it as the world keeps it."""
        return LinkId(**self.model_dump())


@router.get(PATH, operation_id="get-traffic-filter-claimed-link-ids")
async def get_claims(cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[OfRegion, Query()]) -> JSONResponse:
    """Answer all claims, or those of one region."""
    parameters.check(cloud)
    claims = cloud.claimed_link_ids
    if lagging:
        claims = world.past.before("link ids", cloud.name, now=claims)
    found = [claim for claim in claims if parameters.region in (None, claim.region)]
    return JSONResponse({"claimed_link_ids": [claim.model_dump(exclude_none=True) for claim in found]})


@router.post(f"{PATH}/_claim", operation_id="claim-traffic-filter-link-id")
async def claim_link_id(body: TrafficFilterClaimedLinkIdRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Claim an endpoint; the answer is the claim."""
    claim(world, cloud, body.wanted())
    return JSONResponse(body.model_dump(exclude_none=True), 201)


@router.post(f"{PATH}/_unclaim", operation_id="unclaim-traffic-filter-link-id")
async def unclaim_link_id(body: TrafficFilterClaimedLinkIdRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Give an endpoint up."""
    unclaim(world, cloud, body.wanted())
    return JSONResponse({})
