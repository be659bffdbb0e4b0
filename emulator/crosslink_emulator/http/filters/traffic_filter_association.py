"""Which rulesets guard which deployments, asked from either side.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.refusal import DeploymentNotFoundError
from crosslink_emulator.errors.traffic_filter import InvalidAssociationTypeError, TrafficFilterNotFoundError
from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.fields import NoParameters
from crosslink_emulator.http.filters.traffic_filter import associations
from crosslink_emulator.world import Form
from crosslink_emulator.world.filters.traffic_filter import attach, detach, find
from crosslink_emulator.world.state.traffic_filter import ENTITY_TYPE

OF_RULESET = "/deployments/traffic-filter/rulesets/{ruleset_id}/associations"
ONE = OF_RULESET + "/{association_type}/{associated_entity_id}"
OF_DEPLOYMENT = "/deployments/traffic-filter/associations/{association_type}/{associated_entity_id}/rulesets"

NO_ASSOCIATIONS = {"associations": [], "total_associations": 0}
"""GUESS: what an unknown ruleset is attached to, because no 404 is documented."""

NO_RULESETS: dict[str, list[str]] = {"rulesets": []}
"""GUESS: what an unknown deployment has, because no 404 is documented."""

router = APIRouter(route_class=Operation)


class FilterAssociation(Form):
    """What a ruleset is to be attached to, written down a second time on purpose."""

    entity_type: str
    id: str


@router.get(OF_RULESET, operation_id="get-traffic-filter-ruleset-deployment-associations")
async def get_of_ruleset(ruleset_id: str, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer what a ruleset is attached to."""
    try:
        return JSONResponse(associations(find(world, cloud, ruleset_id)))
    except TrafficFilterNotFoundError:
        return JSONResponse(NO_ASSOCIATIONS)


@router.post(OF_RULESET, operation_id="create-traffic-filter-ruleset-association")
async def create(ruleset_id: str, body: FilterAssociation, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Attach a ruleset: 201, or 200 where it already is."""
    _check_type(body.entity_type)
    return JSONResponse({}, 201 if attach(world, cloud, ruleset_id, body.id) else 200)


@router.delete(ONE, operation_id="delete-traffic-filter-ruleset-association")
async def delete(
    ruleset_id: str, association_type: str, associated_entity_id: str, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Detach a ruleset."""
    _check_type(association_type)
    detach(world, cloud, ruleset_id, associated_entity_id)
    return JSONResponse({})


@router.get(OF_DEPLOYMENT, operation_id="get-traffic-filter-deployment-ruleset-associations")
async def get_of_deployment(
    association_type: str, associated_entity_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Answer the ids of the rulesets of a deployment."""
    _check_type(association_type)
    try:
        world.deployment(cloud, associated_entity_id)
    except DeploymentNotFoundError:
        return JSONResponse(NO_RULESETS)
    rulesets = cloud.rulesets_of(associated_entity_id)
    if lagging:
        rulesets = world.past.before("rulesets of", associated_entity_id, now=rulesets)
    return JSONResponse({"rulesets": list(rulesets)})


def _check_type(entity_type: str) -> None:
    if entity_type != ENTITY_TYPE:
        raise InvalidAssociationTypeError(entity_type)
