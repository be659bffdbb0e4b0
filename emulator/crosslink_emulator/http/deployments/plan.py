"""Commands about plans: ``…/plan/pending`` and ``…/_restart`` of a resource.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.deployment_update import NotEmulatedError, PlanChangeError
from crosslink_emulator.errors.refusal import DeploymentNotFoundError
from crosslink_emulator.http import Fated, InCloud, InWorld, Operation
from crosslink_emulator.http.fields import NoParameters, Switch
from crosslink_emulator.world.deployments import cancel, start
from crosslink_emulator.world.state.plan import RESTART_ACTION

RESTART = "restart-deployment-es-resource"
CANCEL = "cancel-deployment-resource-pending-plan"

MISSING_RESOURCE_ERROR = DeploymentNotFoundError
"""GUESS: cancelling documents no other 404."""

ResourceKind = Literal["elasticsearch", "kibana", "apm", "appsearch", "enterprise_search", "integrations_server"]

router = APIRouter(route_class=Operation)


class CancelParameters(NoParameters):
    """How to cancel."""

    force_delete: Switch = False
    """GUESS: the end is the same."""
    ignore_missing: Switch = False


class RestartParameters(NoParameters):
    """How to restart; only ``cancel_pending`` has an effect."""

    restore_snapshot: Switch = True
    skip_snapshot: Switch = True
    cancel_pending: Switch = False
    group_attribute: str = "__zone__"
    shard_init_wait_time: int = 600


@router.delete("/deployments/{deployment_id}/{resource_kind}/{ref_id}/plan/pending", operation_id=CANCEL)
async def cancel_plan(
    deployment_id: str, resource_kind: ResourceKind, ref_id: str, cloud: InCloud, world: InWorld, parameters: Annotated[CancelParameters, Query()]
) -> JSONResponse:
    """Cancel the plan that is pending."""
    deployment = world.deployment(cloud, deployment_id)
    if resource_kind != "elasticsearch" or not deployment.has_resource(ref_id):
        raise MISSING_RESOURCE_ERROR(deployment_id)
    if deployment.pending_plan is not None or not parameters.ignore_missing:
        cancel(world, deployment)
    return JSONResponse({"id": deployment.id, "kind": resource_kind, "ref_id": deployment.ref_id})


@router.post("/deployments/{deployment_id}/elasticsearch/{ref_id}/_restart", operation_id=RESTART)
async def restart(
    deployment_id: str, ref_id: str, cloud: InCloud, world: InWorld, fate: Fated, parameters: Annotated[RestartParameters, Query()]
) -> JSONResponse:
    """Restart the nodes by a plan."""
    deployment = world.elasticsearch(cloud, deployment_id, ref_id)
    if deployment.status != "started":
        raise NotEmulatedError("deployment_id", "restarting a deployment that is stopped, which would start it")
    if deployment.pending_plan is not None:
        if not parameters.cancel_pending:
            raise PlanChangeError(deployment.ref_id)
        cancel(world, deployment)
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    world.touch(deployment)
    start(world, deployment, RESTART_ACTION, fate)
    world.changed()
    return JSONResponse({}, 202)
