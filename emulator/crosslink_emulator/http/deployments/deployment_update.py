"""Changing ``/deployments/{deployment_id}``.  Source: Elastic Cloud API 3.8.0, ``update-deployment``."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.deployment_update import NotEmulatedError, OtherResourceRegionError, UnknownResourceError
from crosslink_emulator.errors.refusal import InvalidRequestError
from crosslink_emulator.http import Fated, InCloud, InWorld, Operation
from crosslink_emulator.http.deployments.deployment import summary, version_headers
from crosslink_emulator.http.deployments.deployment_update_limit import check_limits
from crosslink_emulator.http.deployments.deployment_update_request import DeploymentUpdateRequest, ElasticsearchPayload
from crosslink_emulator.http.fields import NoParameters, Switch
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import trust_by_default
from crosslink_emulator.world.trust.deployment_update import Change, check_update, update

UPDATE = "update-deployment"

NOTHING_LISTED_PRUNES_NOTHING = True
"""GUESS: ``prune_orphans`` without ``resources`` shuts nothing down; what it does is not stated."""

router = APIRouter(route_class=Operation)


class UpdateParameters(NoParameters):
    """How to update."""

    hide_pruned_orphans: Switch = False
    skip_snapshot: Switch = False
    """Without effect: there are no snapshots."""
    validate_only: Switch = False
    version: str | None = None


@router.put("/deployments/{deployment_id}", operation_id=UPDATE)
async def update_deployment(
    deployment_id: str, body: DeploymentUpdateRequest, cloud: InCloud, world: InWorld, fate: Fated, parameters: Annotated[UpdateParameters, Query()]
) -> JSONResponse:
    """Change what is given; 200 although a plan may be pending from now on."""
    deployment = world.deployment(cloud, deployment_id)
    check_update(world, cloud, deployment, Change(version=parameters.version))
    change = _change(cloud, deployment, body, parameters)
    check_limits(cloud, deployment, body)
    if parameters.validate_only:
        check_update(world, cloud, deployment, change)
    else:
        update(world, cloud, deployment, change, fate)
    return JSONResponse(_written(deployment, body, change, parameters), headers=version_headers(deployment))


def _change(cloud: Cloud, deployment: Deployment, body: DeploymentUpdateRequest, parameters: UpdateParameters) -> Change:
    """Return what the world is to change."""
    if body.name is not None and not body.name.strip():
        raise InvalidRequestError("name", "is empty")
    resources = () if body.resources is None else body.resources.elasticsearch or ()
    for index, resource in enumerate(resources):
        _check_resource(deployment, resource, again=index > 0)
    prunes = body.prune_orphans and not resources and not (body.resources is None and NOTHING_LISTED_PRUNES_NOTHING)
    if prunes and parameters.hide_pruned_orphans:
        raise NotEmulatedError("hide_pruned_orphans", "hiding what pruning shuts down")
    trust = _trust(cloud, deployment, resources[0]) if resources else None
    return Change(body.name, trust, prunes, parameters.version)


def _check_resource(deployment: Deployment, resource: ElasticsearchPayload, *, again: bool) -> None:
    """Raise unless this is the deployment's only Elasticsearch; ``_main`` stands for a ref id in paths only."""
    if resource.ref_id != deployment.ref_id:
        raise UnknownResourceError(resource.ref_id, deployment.id)
    if again:
        raise InvalidRequestError("resources.elasticsearch", f"ref_id {resource.ref_id} is given twice")
    if resource.region != deployment.region:
        raise OtherResourceRegionError(resource.region, deployment.region)


def _trust(cloud: Cloud, deployment: Deployment, resource: ElasticsearchPayload) -> Trust | None:
    """Return the lists that are wanted: absent keeps those that are there, null is what a deployment of that age is born with."""
    settings = resource.settings
    if settings is None or "trust" not in settings.model_fields_set:
        return None
    if settings.trust is None:
        return trust_by_default(cloud, deployment.resource_id, deployment.created)
    return settings.trust.trust(deployment.trust)


def _written(deployment: Deployment, body: DeploymentUpdateRequest, change: Change, parameters: UpdateParameters) -> dict[str, Any]:
    """Return the answer.  GUESS: pruned resources are named only where pruning was asked for, and a validation says nothing more than that all is well."""
    name = change.name or deployment.name
    answer = summary(deployment) | {"name": name}
    if parameters.validate_only:
        return answer | {"diagnostics": {}}
    if not body.prune_orphans:
        return answer
    orphans: dict[str, Any] = {kind: [] for kind in ("kibana", "apm", "appsearch", "enterprise_search", "integrations_server")}
    pruned = [{"id": deployment.resource_id, "dependents": []}] if change.prunes else []
    return answer | {"shutdown_resources": {"elasticsearch": pruned} | orphans}
