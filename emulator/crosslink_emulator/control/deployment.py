"""``/_emulator/…`` about deployments: creating them, their trust and their plans; and how long plans take."""

from typing import Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field, ValidationError

from crosslink_emulator.control import from_this_machine, named_cloud
from crosslink_emulator.errors import EstateError
from crosslink_emulator.errors.deployment_update import NoPendingPlanError, TrustInvalidError
from crosslink_emulator.estate.cloud import new_deployment
from crosslink_emulator.estate.cluster import DeploymentName
from crosslink_emulator.estate.estate import DeploymentEntry
from crosslink_emulator.estate.estate_rule import list_problems
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.deployments import trust_document
from crosslink_emulator.world import Form, identifier, property_path
from crosslink_emulator.world.deployments import Fate, end
from crosslink_emulator.world.filters.traffic_filter import attach
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import trust_by_default, write_trust


class NewDeployment(DeploymentEntry):
    """A deployment as an estate describes it, with its name; it has no remotes yet, and nobody makes system deployments."""

    name: DeploymentName
    system: Literal[False] = False
    remotes: tuple[()] = ()


def parse_deployment(world: World, cloud: Cloud, data: dict[str, Any]) -> NewDeployment:
    """Check plain data; ids are made of the names unless given, and today is the world's day."""
    name = data.get("name")
    defaults = {"id": identifier("deployment", cloud.name, name), "resource_id": identifier("resource", cloud.name, name), "created": world.clock.date()}
    try:
        wanted = NewDeployment.model_validate(defaults | data)
    except ValidationError as error:
        first = error.errors()[0]
        raise EstateError("deployment", property_path(first["loc"]), first["msg"]) from error
    if wanted.name in cloud.deployments:
        raise EstateError("deployment", "name", f"this cloud already has a deployment {wanted.name}")
    if wanted.id == wanted.resource_id:
        raise EstateError("deployment", "resource_id", "equals the id")
    for field in ("id", "resource_id"):
        if getattr(wanted, field) in _ids(world):
            raise EstateError("deployment", field, f"{getattr(wanted, field)} is taken")
    for field, problem in list_problems(cloud.platform, cloud.trust_relationships, wanted):
        raise EstateError("deployment", field, problem)
    return wanted


def create_deployment(world: World, cloud: Cloud, wanted: NewDeployment) -> Deployment:
    """Make the deployment, with the trust and the rulesets of its region that are there by default."""
    deployment = cloud.deployments[wanted.name] = new_deployment(wanted.name, wanted, cloud.organization, [])
    if wanted.trust is None:
        deployment.trust = trust_by_default(cloud, wanted.resource_id, wanted.created)
    for ruleset in tuple(cloud.traffic_filters.values()):
        if ruleset.include_by_default and ruleset.region == deployment.region:
            attach(world, cloud, ruleset.id, deployment.id)
    world.complete_authorities()
    world.changed()
    return deployment


def _ids(world: World) -> set[str]:
    clouds = world.clouds.values()
    deployments = [deployment for cloud in clouds for deployment in cloud.deployments.values()]
    return {
        *(deployment.id for deployment in deployments),
        *(deployment.resource_id for deployment in deployments),
        *(id_ for cloud in clouds for id_ in cloud.traffic_filters),
    }


POLLS_MAX = 1_000
"""More are typing errors."""

PATH = "/clouds/{cloud}/deployments/{deployment_id}"

router = APIRouter(prefix="/_emulator", dependencies=[Depends(from_this_machine)])


class Delay(Form):
    """How many readings of a deployment see its plan as pending; with 0 it is done at once."""

    polls: int = Field(ge=0, le=POLLS_MAX)


class Ended(Form):
    """How a plan ends that is pending."""

    outcome: Literal["success", "failure"] = "success"


@router.post("/clouds/{cloud}/deployments", status_code=201)
async def add_deployment(cloud: str, body: dict[str, Any], world: InWorld) -> dict[str, Any]:
    """Make a deployment as the console would; the answer says which ids it has and which rulesets were attached at once."""
    there = named_cloud(world, cloud)
    try:
        made = create_deployment(world, there, parse_deployment(world, there, body))
    except EstateError as error:
        raise HTTPException(400, str(error)) from error
    return {"name": made.name, "id": made.id, "resource_id": made.resource_id, "rulesets": list(there.rulesets_of(made.id))}


@router.get("/plans")
async def plans(world: InWorld) -> dict[str, int]:
    """Answer how long plans take."""
    return {"polls": world.plan_polls}


@router.put("/plans")
async def set_plans(body: Delay, world: InWorld) -> dict[str, int]:
    """Let every plan that begins from now on take so long."""
    world.plan_polls = body.polls
    return {"polls": world.plan_polls}


@router.post(PATH + "/plan")
async def end_plan(cloud: str, deployment_id: str, body: Ended, world: InWorld) -> dict[str, str]:
    """End the plan that is pending, also one that would never end."""
    _, deployment = _find(world, cloud, deployment_id)
    try:
        end(world, deployment, Fate(body.outcome))
    except NoPendingPlanError as error:
        raise HTTPException(400, error.message) from error
    return {"outcome": body.outcome}


@router.put(PATH + "/trust")
async def set_trust(cloud: str, deployment_id: str, body: Trust, world: InWorld) -> dict[str, Any]:
    """Replace the three lists as somebody else would, without a plan; the answer is what is there now."""
    there, deployment = _find(world, cloud, deployment_id)
    try:
        write_trust(world, there, deployment, body)
    except TrustInvalidError as error:
        raise HTTPException(400, error.message) from error
    return trust_document(there, deployment.trust)


def _find(world: World, cloud: str, deployment_id: str) -> tuple[Cloud, Deployment]:
    there = named_cloud(world, cloud)
    found = there.find(deployment_id)
    if found is None:
        raise HTTPException(404, f"cloud {cloud} has no deployment {deployment_id}")
    return there, found
