"""Claiming the endpoints of private links, and giving them up."""

from crosslink_emulator.errors.traffic_filter import LinkIdClaimFailedError, LinkIdClaimInvalidError
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.traffic_filter_rule import LinkId, link_id_problems

CLAIMED_ELSEWHERE_PROBLEM = "another organization has claimed this endpoint"
"""GUESS: refused with 500; and a ruleset that names such an endpoint is refused at once, likewise."""

CLAIMED_AGAIN_PROBLEM = "this endpoint is already claimed"
"""GUESS: refused, with 500, also where the same organization claims it again."""


def claim(world: World, cloud: Cloud, wanted: LinkId) -> None:
    """Claim an endpoint, unless somebody has."""
    for field, problem in link_id_problems(cloud.platform, wanted):
        raise LinkIdClaimFailedError(field, problem)
    if claimed_elsewhere(world, cloud, wanted):
        raise LinkIdClaimFailedError("body", CLAIMED_ELSEWHERE_PROBLEM)
    if _claim(cloud, wanted) is not None:
        raise LinkIdClaimFailedError("body", CLAIMED_AGAIN_PROBLEM)
    _set(world, cloud, (*cloud.claimed_link_ids, wanted))


def unclaim(world: World, cloud: Cloud, wanted: LinkId) -> None:
    """Give an endpoint up.  Rulesets that name it stay."""
    for field, problem in link_id_problems(cloud.platform, wanted):
        raise LinkIdClaimInvalidError(field, problem)
    there = _claim(cloud, wanted)
    if there is None:
        raise LinkIdClaimInvalidError("body", "this endpoint is not claimed")
    _set(world, cloud, tuple(id_ for id_ in cloud.claimed_link_ids if id_ != there))


def claimed_elsewhere(world: World, cloud: Cloud, wanted: LinkId) -> bool:
    """Whether another organization has claimed the endpoint: then no ruleset here may name it."""
    return any(_claim(other, wanted) is not None for other in world.clouds.values() if other is not cloud)


def _claim(cloud: Cloud, wanted: LinkId) -> LinkId | None:
    return next((id_ for id_ in cloud.claimed_link_ids if id_.endpoint == wanted.endpoint), None)


def _set(world: World, cloud: Cloud, claims: tuple[LinkId, ...]) -> None:
    world.past.remember("link ids", cloud.name, now=cloud.claimed_link_ids)
    cloud.claimed_link_ids = claims
    world.changed()
