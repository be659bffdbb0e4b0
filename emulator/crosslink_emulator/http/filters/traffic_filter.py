"""``/deployments/traffic-filter/rulesets`` and ``/deployments/traffic-filter/rulesets/{ruleset_id}``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http.exchange import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.filters.traffic_filter_document import document
from crosslink_emulator.http.filters.traffic_filter_request import TrafficFilterRulesetRequest
from crosslink_emulator.http.switches import NoParameters, OfRegion, Switch
from crosslink_emulator.world.filters import traffic_filter_life
from crosslink_emulator.world.state.traffic_filter import TrafficFilter

ALL, ONE = "/deployments/traffic-filter/rulesets", "/deployments/traffic-filter/rulesets/{ruleset_id}"

router = APIRouter(route_class=Operation)


class ShowAssociations(NoParameters):
    """Whether the answer is to say what a ruleset is attached to."""

    include_associations: Switch = False


class ListParameters(ShowAssociations, OfRegion):
    """Which rulesets, and what of them."""


class DeleteParameters(NoParameters):
    """Whether a ruleset that is attached is deleted too."""

    ignore_associations: Switch = False


@router.get(ALL, operation_id="get-traffic-filter-rulesets")
async def get_rulesets(cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ListParameters, Query()]) -> JSONResponse:
    """Answer all rulesets, or those of one region, oldest first."""
    parameters.check(cloud)
    rulesets: tuple[TrafficFilter, ...] = tuple(cloud.traffic_filters.values())
    if lagging:
        rulesets = world.past.before("rulesets", cloud.name, now=rulesets)
    found = [one for one in rulesets if parameters.region in (None, one.region)]
    return JSONResponse({"rulesets": [document(one, include_associations=parameters.include_associations) for one in found]})


@router.post(ALL, operation_id="create-traffic-filter-ruleset")
async def create_ruleset(body: TrafficFilterRulesetRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Make a ruleset, at once; the answer is its id alone."""
    return JSONResponse({"id": traffic_filter_life.create(world, cloud, body.content()).id}, 201)


@router.get(ONE, operation_id="get-traffic-filter-ruleset")
async def get_ruleset(ruleset_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ShowAssociations, Query()]) -> JSONResponse:
    """Answer one ruleset."""
    ruleset = cloud.traffic_filters.get(ruleset_id)
    if lagging:
        ruleset = world.past.before("ruleset", ruleset_id, now=ruleset)
    if ruleset is None:
        raise traffic_filter_life.absent(world, cloud, ruleset_id)
    return JSONResponse(document(ruleset, include_associations=parameters.include_associations))


@router.put(ONE, operation_id="update-traffic-filter-ruleset")
async def update_ruleset(
    ruleset_id: str, body: TrafficFilterRulesetRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Replace everything that the body can say, at once."""
    traffic_filter_life.replace(world, cloud, ruleset_id, body.content())
    return JSONResponse({"id": ruleset_id})


@router.delete(ONE, operation_id="delete-traffic-filter-ruleset")
async def delete_ruleset(ruleset_id: str, cloud: InCloud, world: InWorld, parameters: Annotated[DeleteParameters, Query()]) -> JSONResponse:
    """Delete a ruleset that is attached to nothing, or any where associations are to be ignored."""
    traffic_filter_life.delete(world, cloud, ruleset_id, ignore_associations=parameters.ignore_associations)
    return JSONResponse({})
