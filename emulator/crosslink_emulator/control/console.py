"""What somebody does in the console while clients use the API: making a deployment."""

from typing import Any, Literal

from pydantic import ValidationError

from crosslink_emulator.errors import EstateError
from crosslink_emulator.estate.birth import new_deployment
from crosslink_emulator.estate.cluster_entry import DeploymentName
from crosslink_emulator.estate.estate import DeploymentEntry
from crosslink_emulator.estate.trust_estate_rule import list_problems
from crosslink_emulator.world import identifier, property_path
from crosslink_emulator.world.filters.traffic_filter import attach
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.trust.deployment_trust import trust_by_default


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
    return {*(one.id for one in deployments), *(one.resource_id for one in deployments), *(id_ for cloud in clouds for id_ in cloud.traffic_filters)}
