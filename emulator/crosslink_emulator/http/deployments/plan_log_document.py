"""The log of a plan as the API shows it, step by step.

Source: ``ClusterPlanStepInfo`` of Elastic Cloud API 3.8.0; the log of a real creation; failures as the Go client's own tests have them.
"""

from typing import Any

from crosslink_emulator.http.timestamp import timestamp
from crosslink_emulator.world.state.plan import FAILURE_TYPE, LAST_STEP, STEP_DURATION, STEPS, Plan

MILLIS = int(STEP_DURATION.total_seconds() * 1000)


def pending_log(plan: Plan) -> list[dict[str, Any]]:
    """Return the steps that are behind a plan, and the one that it is at: there is always one."""
    return [*(_ended(plan, number, step) for number, step in enumerate(plan.done)), _running(plan)]


def finished_log(plan: Plan) -> list[dict[str, Any]]:
    """Return the log of a plan that has ended, or has failed and is not history yet; the last step tells which.

    GUESS: the step that failed is an error, too, and carries the same message.
    """
    if plan.ending != "failure":
        return [_ended(plan, number, step) for number, step in enumerate((*STEPS, LAST_STEP))]
    steps = STEPS[: STEPS.index(plan.step) + 1]
    good = [_ended(plan, number, step) for number, step in enumerate(steps[:-1])]
    return [*good, *(_error(plan, len(good) + more, step) for more, step in enumerate((steps[-1], LAST_STEP)))]


def _ended(plan: Plan, number: int, step: str) -> dict[str, Any]:
    started = plan.started + STEP_DURATION * number
    times = {"started": timestamp(started), "completed": timestamp(started + STEP_DURATION), "duration_in_millis": MILLIS}
    return {"step_id": step, "status": "success", "stage": "completed", "info_log": []} | times


def _error(plan: Plan, number: int, step: str) -> dict[str, Any]:
    ended = _ended(plan, number, step)
    message = {"timestamp": ended["completed"], "stage": "completed", "message": plan.message, "details": {}, "failure_type": FAILURE_TYPE}
    return ended | {"status": "error", "info_log": [message]}


def _running(plan: Plan) -> dict[str, Any]:
    started = timestamp(plan.started + STEP_DURATION * len(plan.done))
    return {"step_id": plan.running, "status": "pending", "stage": "in_progress", "started": started, "info_log": []}
