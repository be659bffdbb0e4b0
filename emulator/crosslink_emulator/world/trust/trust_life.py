"""Writing a deployment's trust: checking it, and giving ids to new entries."""

from crosslink_emulator.errors.deployment_update import TrustInvalidError
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.state.world import World
from crosslink_emulator.world.trust.trust_check import Surroundings, trust_problems


def check_trust(world: World, cloud: Cloud, deployment: Deployment, wanted: Trust) -> None:
    """Raise the first thing that is wrong with the lists."""
    around = Surroundings(cloud.platform, cloud.trust_relationships, deployment.trust, world.clock)
    for field, problem in trust_problems(wanted, around):
        raise TrustInvalidError(field, problem)


def with_ids(world: World, wanted: Trust) -> Trust:
    """Return the lists with an id for each entry of ``direct`` that has none: it is a new one."""
    direct = [one if one.uid else one.model_copy(update={"uid": world.new_id("direct trust")}) for one in wanted.direct]
    return wanted.model_copy(update={"direct": tuple(direct)})


def write_trust(world: World, cloud: Cloud, deployment: Deployment, wanted: Trust) -> None:
    """Replace the three lists without a plan, as a change of the deployment's document: what somebody else does, or a test."""
    check_trust(world, cloud, deployment, wanted)
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    deployment.trust = with_ids(world, wanted)
    world.touch(deployment)
    world.changed()
