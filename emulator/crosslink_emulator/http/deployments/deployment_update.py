"""Changing ``/deployments/{deployment_id}``.  Source: Elastic Cloud API 3.8.0, ``update-deployment``."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from crosslink_emulator.errors.deployment_update import NotEmulatedError, OtherResourceRegionError, UnknownResourceError
from crosslink_emulator.errors.refusal import InvalidRequestError
from crosslink_emulator.http import Fated, InCloud, InWorld, Operation
from crosslink_emulator.http.deployments.deployment import full, summary, version_headers
from crosslink_emulator.http.deployments.deployment_update_request import DeploymentUpdateRequest, ElasticsearchPayload, Plan
from crosslink_emulator.http.deployments.plan_document import current_plan
from crosslink_emulator.http.fields import NoParameters, ShowSwitches, Switch
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import trust_by_default
from crosslink_emulator.world.trust.deployment_update import Change, check_update, update

READ_ONLY = frozenset({"organization_id", "owner_id", "subscription_level", "hidden"})
"""Of ``metadata``: ignored, never an error."""

TEMPLATE_ONLY = "topology_element_control"
"""Of a tier: documented to be ignored in a deployment."""

OTHER_KINDS = ("kibana", "apm", "appsearch", "enterprise_search", "integrations_server")

DEFAULTS: dict[str, Any] = {"traffic_filter": {"rulesets": []}}
"""Settings whose default may not be what is there; they do not show where it is."""

VERSION_CHANGE_IS_REFUSED = True
"""GUESS: nothing the service does: a plan with another version or topology is refused here, because upgrades are not emulated."""


def check_limits(cloud: Cloud, deployment: Deployment, wanted: DeploymentUpdateRequest) -> None:
    """Raise where the update would change something that is not emulated."""
    shown = full(cloud, deployment, ShowSwitches(show_settings=True))
    if wanted.alias:
        raise NotEmulatedError("alias", "an alias of a deployment")
    _unchanged("settings", wanted.settings, shown["settings"] | {"observability": {}})
    _unchanged("metadata", wanted.metadata, shown["metadata"])
    if wanted.resources is None:
        return
    for kind in OTHER_KINDS:
        if getattr(wanted.resources, kind):
            raise NotEmulatedError(f"resources.{kind}", "resources other than Elasticsearch")
    info = shown["resources"]["elasticsearch"][0]["info"]
    for index, resource in enumerate(wanted.resources.elasticsearch or ()):
        _elasticsearch(f"resources.elasticsearch[{index}]", cloud, deployment, resource, info["settings"], (deployment.name, wanted.name))


def _elasticsearch(
    where: str, cloud: Cloud, deployment: Deployment, wanted: ElasticsearchPayload, shown: dict[str, Any], names: tuple[str | None, ...]
) -> None:
    if wanted.display_name not in (None, *names):
        raise NotEmulatedError(f"{where}.display_name", "another name than the deployment's")
    _unchanged(f"{where}.settings", wanted.settings, shown, ignored=frozenset({"trust"}))
    if VERSION_CHANGE_IS_REFUSED:
        _plan(f"{where}.plan", wanted.plan, current_plan(cloud, deployment))


def _plan(where: str, wanted: Plan, current: dict[str, Any]) -> None:
    if wanted.transient:
        raise NotEmulatedError(f"{where}.transient", "instructions for one change; read with clear_transient=true")
    given = wanted.model_dump(exclude_none=True, exclude={"transient"})
    given["cluster_topology"] = [{key: value for key, value in tier.items() if key != TEMPLATE_ONLY} for tier in wanted.cluster_topology]
    if not given["elasticsearch"]:
        del given["elasticsearch"]  # no version is the one that is there
    for field, value in given.items():
        if value != current[field]:
            raise NotEmulatedError(f"{where}.{field}", "a plan that differs from the current one")


def _unchanged(where: str, wanted: BaseModel | None, shown: dict[str, Any], ignored: frozenset[str] = frozenset()) -> None:
    """Compare what was given with what a reading shows; null is the default, which is there unless ``DEFAULTS`` knows better."""
    for field in () if wanted is None else wanted.model_fields_set - ignored:
        there, value = (_writable(state) for state in (shown.get(field, DEFAULTS.get(field)), getattr(wanted, field)))
        if value != there and not (value is None and there == DEFAULTS.get(field, there)):
            raise NotEmulatedError(f"{where}.{field}", "a change of this")


def _writable(value: Any) -> Any:
    return {key: part for key, part in value.items() if key not in READ_ONLY} if isinstance(value, dict) else value


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
