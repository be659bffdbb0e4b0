"""Finding, making, replacing and deleting rulesets."""

from crosslink_emulator.errors.refusal import DeploymentNotFoundError, UnauthorizedError
from crosslink_emulator.errors.traffic_filter import HasAssociationsError, OtherRegionError, TrafficFilterFailedError, TrafficFilterNotFoundError
from crosslink_emulator.world.filters import content_problems
from crosslink_emulator.world.filters.link_id_claim import CLAIMED_ELSEWHERE_PROBLEM, claimed_elsewhere
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.traffic_filter import Association, Content, TrafficFilter
from crosslink_emulator.world.state.traffic_filter_rule import LinkId

MAX_RULESETS = {"ech": 1024, "ece": 512}
"""Per hosted organization or ECE environment.  Source: the documentation."""

UNCHANGEABLE = ("type", "region")
"""GUESS: an update that changes one of these is refused, with 500 as most mistakes; nothing is stated."""


def find(world: World, cloud: Cloud, ruleset_id: str) -> TrafficFilter:
    """Find a ruleset; as with deployments, the hosted service answers 403 when it belongs to another organization."""
    found = cloud.traffic_filters.get(ruleset_id)
    if found is not None:
        return found
    raise absent(world, cloud, ruleset_id)


def absent(world: World, cloud: Cloud, ruleset_id: str) -> UnauthorizedError | TrafficFilterNotFoundError:
    """Return the error about a ruleset that this cloud does not have, or not yet as a reading sees it."""
    others = [other for other in world.clouds.values() if other.platform == "ech" and other is not cloud]
    if cloud.platform == "ech" and any(ruleset_id in other.traffic_filters for other in others):
        return UnauthorizedError()
    return TrafficFilterNotFoundError.ruleset(ruleset_id)


def create(world: World, cloud: Cloud, wanted: Content) -> TrafficFilter:
    """Make a ruleset, even if another one has the same name; it is attached to nothing."""
    _check(world, cloud, wanted)
    limit = MAX_RULESETS[cloud.platform]
    if len(cloud.traffic_filters) >= limit:
        raise TrafficFilterFailedError("body", f"there are already {limit} rulesets")
    made = TrafficFilter(**dict(wanted), id=world.new_id("ruleset"))
    put(world, cloud, made.id, made)
    return made


def replace(world: World, cloud: Cloud, ruleset_id: str, wanted: Content) -> None:
    """Write all of a ruleset's content; it stays attached, and its rules get new ids."""
    there = find(world, cloud, ruleset_id)
    for field in UNCHANGEABLE:
        if getattr(there, field) != getattr(wanted, field):
            raise TrafficFilterFailedError(field, "cannot be changed")
    _check(world, cloud, wanted)
    put(world, cloud, ruleset_id, there.model_copy(update=dict(wanted) | {"revision": there.revision + 1}))


def delete(world: World, cloud: Cloud, ruleset_id: str, *, ignore_associations: bool) -> None:
    """Delete a ruleset, with its associations where these are to be ignored."""
    there = find(world, cloud, ruleset_id)
    if there.associations and not ignore_associations:
        raise HasAssociationsError(ruleset_id, len(there.associations))
    put(world, cloud, ruleset_id, None)


def put(world: World, cloud: Cloud, ruleset_id: str, wanted: TrafficFilter | None) -> None:
    """Put a ruleset, or nothing, in its place and save; how things were is kept for readings that lag."""
    there = cloud.traffic_filters.get(ruleset_id)
    world.past.remember("ruleset", ruleset_id, now=there)
    world.past.remember("rulesets", cloud.name, now=tuple(cloud.traffic_filters.values()))
    for deployment_id in _attached(there) ^ _attached(wanted):
        world.past.remember("rulesets of", deployment_id, now=cloud.rulesets_of(deployment_id))
    if wanted is None:
        del cloud.traffic_filters[ruleset_id]
    else:
        cloud.traffic_filters[ruleset_id] = wanted
    world.changed()


def _attached(ruleset: TrafficFilter | None) -> set[str]:
    return set() if ruleset is None else {association.deployment_id for association in ruleset.associations}


def _check(world: World, cloud: Cloud, wanted: Content) -> None:
    for field, problem in content_problems(cloud.platform, cloud.regions, wanted):
        raise TrafficFilterFailedError(field, problem)
    for index, rule in enumerate(wanted.rules):
        endpoint = LinkId(region=wanted.region, link_id=rule.source, azure_endpoint_guid=rule.azure_endpoint_guid)
        if claimed_elsewhere(world, cloud, endpoint):
            raise TrafficFilterFailedError(f"rules[{index}]", CLAIMED_ELSEWHERE_PROBLEM)


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
    _set(world, cloud, ruleset, deployment_id, tuple(association for association in ruleset.associations if association != there))


def _set(world: World, cloud: Cloud, ruleset: TrafficFilter, deployment_id: str, associations: tuple[Association, ...]) -> None:
    if FILTERS_TOUCH_DEPLOYMENT:
        world.touch(world.deployment(cloud, deployment_id))
    put(world, cloud, ruleset.id, ruleset.model_copy(update={"associations": associations}))
