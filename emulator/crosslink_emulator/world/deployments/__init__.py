"""Deployments and clusters.  Here: how plans begin, go on and end."""

from typing import NamedTuple

from crosslink_emulator.errors.deployment_update import NoPendingPlanError
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.plan import FAILING_STEP, FAILURE_MESSAGE, Ending, Plan

END_CHANGES_VERSION = True
"""GUESS: the end of a plan that was pending counts as a change of the deployment's document; clients then re-read more."""

CANCELLED_MESSAGE = "Plan change failed: The plan was cancelled."
"""GUESS: what the history says of a plan that was cancelled; that it counts as failed is the natural reading."""


class Fate(NamedTuple):
    """How a plan is to end."""

    ending: Ending = "success"
    step: str = FAILING_STEP
    message: str = FAILURE_MESSAGE


def start(world: World, deployment: Deployment, action: str, fate: Fate) -> None:
    """Begin a plan, or do it at once where nobody asked for delays; the caller counts the change and saves."""
    number = len(deployment.past_plans) + 1
    plan = Plan(id=world.new_id(f"plan {number}"), action=action, started=world.clock, polls=world.plan_polls, **fate._asdict())
    if plan.over:
        deployment.past_plans = (*deployment.past_plans, plan)
    else:
        deployment.pending_plan = plan


def watch(world: World, deployment: Deployment) -> None:
    """Count one reading of the deployment, right after it was answered: that is all that moves a plan."""
    plan = deployment.pending_plan
    if plan is None:
        return
    deployment.pending_plan = plan.model_copy(update={"seen": plan.seen + 1})
    if deployment.pending_plan.over:
        end(world, deployment, Fate(plan.ending, plan.step, plan.message))
    else:
        world.changed()


def end(world: World, deployment: Deployment, fate: Fate) -> None:
    """End the plan that is pending; raise where there is none."""
    plan = deployment.pending_plan
    if plan is None:
        raise NoPendingPlanError(deployment.ref_id)
    world.past.remember("deployment", deployment.id, now=deployment.model_copy())
    deployment.past_plans = (*deployment.past_plans, plan.model_copy(update=fate._asdict()))
    deployment.pending_plan = None
    if END_CHANGES_VERSION:
        world.touch(deployment)
    world.changed()


def cancel(world: World, deployment: Deployment) -> None:
    """End the plan that is pending, as a failure at the step where it is."""
    plan = deployment.pending_plan
    step = FAILING_STEP if plan is None else plan.running
    end(world, deployment, Fate("failure", step, CANCELLED_MESSAGE))
