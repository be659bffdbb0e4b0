"""Which rulesets are attached to which deployments."""

from crosslink_emulator.errors.refusal import DeploymentNotFoundError
from crosslink_emulator.errors.traffic_filter import OtherRegionError, TrafficFilterFailedError, TrafficFilterNotFoundError
from crosslink_emulator.world.filters.traffic_filter_life import find, put
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.traffic_filter import Association, TrafficFilter
from crosslink_emulator.world.state.world import World

UNKNOWN_DEPLOYMENT_PROBLEM = "no deployment with id [{id}] could be found"
"""GUESS: refused with 500 as most mistakes, because the documented 404 is about the ruleset; another organization's deployment answers 403 as everywhere."""

FILTERS_TOUCH_DEPLOYMENT = False
"""GUESS: to attach or detach is no change of the deployment (``last_modified``, ``x-cloud-resource-version``), although its settings show it."""

SYSTEM_PROBLEM = "a system deployment has no traffic filters"
"""GUESS: whether the rulesets of an ECE environment can be attached to its system deployments is not stated."""


def attach(world: World, cloud: Cloud, ruleset_id: str, deployment_id: str) -> bool:
    """Attach a ruleset to a deployment; return whether that was new."""
    ruleset = find(world, cloud, ruleset_id)
    try:
        deployment = world.deployment(cloud, deployment_id)
    except DeploymentNotFoundError as error:
        raise TrafficFilterFailedError("id", UNKNOWN_DEPLOYMENT_PROBLEM.format(id=deployment_id)) from error
    if deployment.system:
        raise TrafficFilterFailedError("id", SYSTEM_PROBLEM)
    if deployment.region != ruleset.region:
        raise OtherRegionError(ruleset.region, deployment.region)
    if ruleset.association(deployment_id) is not None:
        return False
    _set(world, cloud, ruleset, deployment_id, (*ruleset.associations, Association(deployment_id=deployment_id)))
    return True


def detach(world: World, cloud: Cloud, ruleset_id: str, deployment_id: str) -> None:
    """Detach a ruleset from a deployment; what a key does not see it cannot detach."""
    ruleset = find(world, cloud, ruleset_id)
    there = ruleset.association(deployment_id)
    if there is None or there.hidden:
        raise TrafficFilterNotFoundError.association(ruleset_id, deployment_id)
    _set(world, cloud, ruleset, deployment_id, tuple(one for one in ruleset.associations if one != there))


def _set(world: World, cloud: Cloud, ruleset: TrafficFilter, deployment_id: str, associations: tuple[Association, ...]) -> None:
    if FILTERS_TOUCH_DEPLOYMENT:
        world.touch(world.deployment(cloud, deployment_id))
    put(world, cloud, ruleset.id, ruleset.model_copy(update={"associations": associations}))
