"""Reading ``/deployments`` and ``/deployments/{deployment_id}``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http.deployments.deployment_document import full, summary, version_headers
from crosslink_emulator.http.exchange import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.switches import NoParameters, ShowSwitches
from crosslink_emulator.world.deployments.plan_life import watch

router = APIRouter(route_class=Operation)


@router.get("/deployments", operation_id="list-deployments")
async def list_deployments(cloud: InCloud, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer all deployments, also stopped ones: ids, names and resources, no health and no metadata."""
    return JSONResponse({"deployments": [summary(deployment) for deployment in cloud.deployments.values()]})


@router.get("/deployments/{deployment_id}", operation_id="get-deployment")
async def get_deployment(deployment_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, switches: Annotated[ShowSwitches, Query()]) -> JSONResponse:
    """Answer one deployment; trust shows only with ``show_settings=true``, and traffic filters are those of now even where the rest lags."""
    deployment = world.deployment(cloud, deployment_id)
    if lagging:
        past = world.past.before("deployment", deployment.id, now=deployment)
        return JSONResponse(full(cloud, past, switches), headers=version_headers(past))
    reply = JSONResponse(full(cloud, deployment, switches), headers=version_headers(deployment))
    watch(world, deployment)
    return reply
