"""Reading ``/deployments`` and ``/deployments/{deployment_id}``.  Source: Elastic Cloud API 3.8.0."""

from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.deployments import elasticsearch_info, owner
from crosslink_emulator.http.deployments.plan_document import INSTANCE_CONFIGURATIONS, last_plan_change
from crosslink_emulator.http.fields import NoParameters, ShowSwitches, timestamp
from crosslink_emulator.world.deployments import watch
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment

SEARCH_SHOWS = ShowSwitches()
"""What search hits carry.  GUESS: plans, but no ``info.settings``, so trust has to be read one by one."""

EMPTY_RULESETS_SHOW = False
"""GUESS: ``traffic_filter_settings`` is there, whatever the switches are, where rulesets are attached, and only there; in search hits as well."""


def full(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    """Return the answer of ``get-deployment``."""
    document = hit(cloud, deployment, switches) | {"observability": {"healthy": True, "issues": []}}
    if switches.show_instance_configurations:
        document["instance_configurations"] = [_hardware(cloud)]
    return document


def hit(cloud: Cloud, deployment: Deployment, switches: ShowSwitches = SEARCH_SHOWS) -> dict[str, Any]:
    """Return one hit of ``search-deployments``: the same without what belongs to one deployment's page."""
    info = elasticsearch_info(cloud, deployment, switches)
    resource = {"ref_id": deployment.ref_id, "id": deployment.resource_id, "region": deployment.region, "info": info}
    others: dict[str, Any] = {kind: [] for kind in ("kibana", "apm", "appsearch", "enterprise_search", "integrations_server")}
    return {
        "id": deployment.id,
        "name": deployment.name,
        "healthy": info["healthy"],
        "resources": {"elasticsearch": [resource]} | others,
        "settings": _settings(cloud, deployment),
        "metadata": owner(cloud, deployment) | _times(deployment),
    }


def summary(deployment: Deployment) -> dict[str, Any]:
    """Return one element of ``list-deployments``."""
    resource = {"ref_id": deployment.ref_id, "id": deployment.resource_id, "kind": "elasticsearch", "region": deployment.region}
    return {"id": deployment.id, "name": deployment.name, "resources": [resource]}


def version_headers(deployment: Deployment) -> dict[str, str]:
    """Return the three headers about the document's version."""
    return {
        "x-cloud-resource-version": str(deployment.revision),
        "x-cloud-resource-created": timestamp(datetime.combine(deployment.created, time(), UTC)),
        "x-cloud-resource-last-modified": timestamp(deployment.last_modified),
    }


def _settings(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
    """Return the deployment's own settings."""
    settings: dict[str, Any] = {"autoscaling_enabled": False, "auto_ops": {"status": "not_connected"}}
    rulesets = cloud.rulesets_of(deployment.id)
    if rulesets or EMPTY_RULESETS_SHOW:
        settings["traffic_filter_settings"] = {"rulesets": list(rulesets)}
    return settings


def _times(deployment: Deployment) -> dict[str, Any]:
    planned = last_plan_change(deployment)
    return {"tags": [], "last_modified": timestamp(deployment.last_modified), "last_resource_plan_modified": timestamp(planned)}


def _hardware(cloud: Cloud) -> dict[str, Any]:
    name = INSTANCE_CONFIGURATIONS[cloud.platform]
    return {"id": name, "name": name, "discrete_sizes": {"sizes": [1024, 2048, 4096], "default_size": 4096, "resource": "memory"}}


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
