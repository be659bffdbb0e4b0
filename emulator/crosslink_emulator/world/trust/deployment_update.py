"""Changing a deployment: what clients send to ``update-deployment``, in the world's own terms.

Source: Elastic Cloud API 3.8.0; what the sources do not settle is listed in the contract's open points.
"""

from typing import NamedTuple

from crosslink_emulator.errors.deployment_update import DeploymentConflictError, NotEmulatedError, PlanPendingError
from crosslink_emulator.errors.refusal import SystemOwnedError
from crosslink_emulator.world.deployments import Fate, start
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.plan import UPDATE_ACTION
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import check_trust, with_ids

TRUST_MAKES_PLAN = True
"""GUESS: new trust is pushed to the nodes by a plan; the document, and who is accepted, change at once, and stay so even if the plan fails."""

FAILED_PLAN_IS_MADE_AGAIN = True
"""GUESS: after a plan that failed, an update with trust makes a plan even if it says what is there: the nodes do not have it."""

EVERY_UPDATE_COUNTS = True
"""GUESS: an update that changes nothing makes a new version, too."""

PRUNED_IS_STOPPED = True
"""GUESS: an Elasticsearch that pruning shuts down is stopped at once, without a plan, and stays in the document."""


class Change(NamedTuple):
    """What is to change; None stays."""

    name: str | None = None
    trust: Trust | None = None
    prunes: bool = False
    """Whether the Elasticsearch is left out and to be shut down."""
    version: str | None = None
    """The one that the client thinks is there."""


def check_update(world: World, cloud: Cloud, deployment: Deployment, change: Change) -> None:
    """Raise the first thing that forbids the change."""
    if deployment.system:
        raise SystemOwnedError(deployment.id)
    if change.version not in (None, str(deployment.revision)):
        raise DeploymentConflictError(deployment.id, str(change.version), deployment.revision)
    if deployment.pending_plan is not None:
        raise PlanPendingError(deployment.ref_id)
    if change.trust is None:
        return
    if deployment.status != "started":
        raise NotEmulatedError("resources.elasticsearch[0]", "a plan for a deployment that is stopped, which would start it")
    check_trust(world, cloud, deployment, change.trust)


def update(world: World, cloud: Cloud, deployment: Deployment, change: Change, fate: Fate) -> None:
    """Change the deployment, all of it or nothing."""
    check_update(world, cloud, deployment, change)
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    if EVERY_UPDATE_COUNTS:
        world.touch(deployment)
    deployment.name = change.name or deployment.name
    if change.prunes and PRUNED_IS_STOPPED:
        deployment.status = "stopped"
    if change.trust is not None:
        _trust(world, deployment, change.trust, fate)
    world.changed()


def _trust(world: World, deployment: Deployment, wanted: Trust, fate: Fate) -> None:
    """Write the lists; what was there already needs no plan."""
    before, deployment.trust = deployment.trust, with_ids(world, wanted)
    again = FAILED_PLAN_IS_MADE_AGAIN and bool(deployment.past_plans) and deployment.past_plans[-1].ending == "failure"
    if TRUST_MAKES_PLAN and (before != deployment.trust or again):
        start(world, deployment, UPDATE_ACTION, fate)
