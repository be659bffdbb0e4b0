"""The plans of an Elasticsearch resource as the API shows them: the one that made the deployment, and those that changed it since.

Source: ``ElasticsearchClusterPlansInfo`` of Elastic Cloud API 3.8.0; a real reply of the hosted service.
"""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from crosslink_emulator.http.fields import ShowSwitches, timestamp
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
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


NODE_ROLES = ["master", "ingest", "transform", "data_hot", "remote_cluster_client", "data_content"]
"""Roles of the hot tier, as real plans have them."""

INSTANCE_CONFIGURATIONS = {"ech": "aws.es.datahot.i3", "ece": "data.default"}
"""Hardware profile of the only tier; no rule depends on it."""

TEMPLATES = {"ech": "aws-storage-optimized", "ece": "default"}
"""Deployment template; no rule depends on it."""

PLAN_DURATION = timedelta(seconds=89)
"""How long a real creation took."""

TRANSIENT: dict[str, Any] = {"strategy": {"autodetect": {}}}
"""GUESS: what every plan but the first says of how it was carried out; clients must not send it back, hence ``clear_transient``."""

FAILED_PLAN_LEAVES_CURRENT = True
"""GUESS: ``current`` stays the last plan that succeeded."""


def plans_info(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    """Return ``plan_info``."""
    first = _first(cloud, deployment, switches)
    past = [_attempt(cloud, deployment, plan, switches) for plan in deployment.past_plans]
    currents = [attempt for attempt in past if attempt["healthy"] or not FAILED_PLAN_LEAVES_CURRENT]
    info: dict[str, Any] = {"healthy": plans_healthy(deployment), "current": currents[-1] if currents else first}
    if deployment.pending_plan is not None:
        info["pending"] = _attempt(cloud, deployment, deployment.pending_plan, switches, pending=True)
    attempts = [first, *past] if switches.show_plan_history else []
    return info | {"history": [attempt | {"plan_attempt_name": f"attempt-{number:010d}"} for number, attempt in enumerate(attempts)]}


def plans_healthy(deployment: Deployment) -> bool:
    """Whether the last attempt did not fail."""
    if deployment.pending_plan is not None:
        return not deployment.pending_plan.failed
    return not deployment.past_plans or deployment.past_plans[-1].ending != "failure"


def last_plan_change(deployment: Deployment) -> datetime:
    """Return when a plan ended last."""
    return deployment.past_plans[-1].ended if deployment.past_plans else _created(deployment) + PLAN_DURATION


def current_plan(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
    """Return what is in force, without transient instructions."""
    tier = {
        "id": "hot_content",
        "instance_configuration_id": INSTANCE_CONFIGURATIONS[cloud.platform],
        "node_roles": NODE_ROLES,
        "size": {"resource": "memory", "value": 4096},
        "zone_count": 1,
        "elasticsearch": {"node_attributes": {"data": "hot"}},
    }
    return {
        "autoscaling_enabled": False,
        "deployment_template": {"id": TEMPLATES[cloud.platform]},
        "elasticsearch": {"version": deployment.version},
        "cluster_topology": [tier],
    }


def _first(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    started = _created(deployment)
    attempt: dict[str, Any] = {
        "plan_attempt_id": str(uuid.UUID(deployment.resource_id)),
        "healthy": True,
        "attempt_start_time": timestamp(started),
        "attempt_end_time": timestamp(started + PLAN_DURATION),
        "plan_attempt_log": _first_log(started) if switches.show_plan_logs else [],
        "source": _source("deployments.create-deployment", started),
        "warnings": [],
    }
    return attempt | ({"plan": current_plan(cloud, deployment)} if switches.show_plans else {})


def _attempt(cloud: Cloud, deployment: Deployment, plan: Plan, switches: ShowSwitches, *, pending: bool = False) -> dict[str, Any]:
    failed = plan.failed if pending else plan.ending == "failure"
    log = pending_log(plan) if pending and not failed else finished_log(plan)
    attempt: dict[str, Any] = {
        "plan_attempt_id": str(uuid.UUID(plan.id)),
        "healthy": not failed,
        "attempt_start_time": timestamp(plan.started),
        "plan_attempt_log": log if switches.show_plan_logs else [],
        "source": _source(plan.action, plan.started),
        "warnings": [],
    }
    if not pending:
        attempt["attempt_end_time"] = timestamp(plan.ended)
    if failed:
        attempt["error"] = {"timestamp": timestamp(plan.ended), "message": plan.message, "details": {}, "failure_type": FAILURE_TYPE}
    if switches.show_plans:
        attempt["plan"] = current_plan(cloud, deployment) | ({} if switches.clear_transient else {"transient": TRANSIENT})
    return attempt


def _source(action: str, date: datetime) -> dict[str, Any]:
    return {"facilitator": "adminconsole", "action": action, "date": timestamp(date)}


def _created(deployment: Deployment) -> datetime:
    return datetime.combine(deployment.created, time(), UTC)


def _first_log(started: datetime) -> list[dict[str, Any]]:
    """Return the last step alone: clients look at nothing else of a finished plan."""
    millis = int(PLAN_DURATION.total_seconds() * 1000)
    step = {"step_id": "plan-completed", "status": "success", "stage": "completed", "duration_in_millis": millis, "info_log": []}
    return [step | {"started": timestamp(started), "completed": timestamp(started + PLAN_DURATION)}]
