"""``/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Operation
from crosslink_emulator.http.fields import NoParameters, Switch
from crosslink_emulator.world.deployments.cross_cluster_enablement import enable

NO_WARNINGS: dict[str, list[str]] = {}
"""GUESS: where there is nothing to warn of, the list is absent rather than empty."""

router = APIRouter(route_class=Operation)


class EnableParameters(NoParameters):
    """Whether anything is to be done."""

    validate_only: Switch = False


@router.post("/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr", operation_id="enable-deployment-resource-ccr")
async def enable_ccr(deployment_id: str, ref_id: str, cloud: InCloud, world: InWorld, parameters: Annotated[EnableParameters, Query()]) -> JSONResponse:
    """Give an old deployment its cross-cluster features, at once."""
    enable(world, world.elasticsearch(cloud, deployment_id, ref_id), validate_only=parameters.validate_only)
    return JSONResponse(NO_WARNINGS)
