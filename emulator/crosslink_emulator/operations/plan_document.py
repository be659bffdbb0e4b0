"""The plan of an Elasticsearch resource as the API shows it.  Nothing here changes a plan: the only one is the one that created the deployment.

Source: ``ElasticsearchClusterPlansInfo`` of Elastic Cloud API 3.8.0; a real reply of the hosted service.
"""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from crosslink_emulator.operations.switches import ShowSwitches
from crosslink_emulator.operations.timestamp import timestamp
from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment

NODE_ROLES = ["master", "ingest", "transform", "data_hot", "remote_cluster_client", "data_content"]
"""Roles of the hot tier, as real plans have them."""

INSTANCE_CONFIGURATIONS = {"ech": "aws.es.datahot.i3", "ece": "data.default"}
"""Hardware profile of the only tier; no rule depends on it."""

TEMPLATES = {"ech": "aws-storage-optimized", "ece": "default"}
"""Deployment template; no rule depends on it."""

PLAN_DURATION = timedelta(seconds=89)
"""How long a real creation took."""


def plans_info(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    """Return ``plan_info``."""
    attempt = _attempt(cloud, deployment, switches)
    history = [attempt | {"plan_attempt_name": "attempt-0000000000"}] if switches.show_plan_history else []
    return {"healthy": True, "current": attempt, "history": history}


def _attempt(cloud: Cloud, deployment: Deployment, switches: ShowSwitches) -> dict[str, Any]:
    started = datetime.combine(deployment.created, time(), UTC)
    ended = started + PLAN_DURATION
    source = {"facilitator": "adminconsole", "action": "deployments.create-deployment", "date": timestamp(started)}
    attempt: dict[str, Any] = {
        "plan_attempt_id": str(uuid.UUID(deployment.resource_id)),
        "healthy": True,
        "attempt_start_time": timestamp(started),
        "attempt_end_time": timestamp(ended),
        "plan_attempt_log": _log(started, ended) if switches.show_plan_logs else [],
        "source": source,
        "warnings": [],
    }
    if switches.show_plans:
        attempt["plan"] = _plan(cloud, deployment)
    return attempt


def _plan(cloud: Cloud, deployment: Deployment) -> dict[str, Any]:
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


def _log(started: datetime, ended: datetime) -> list[dict[str, Any]]:
    """Return the last step alone: clients look at nothing else of a finished plan."""
    millis = int(PLAN_DURATION.total_seconds() * 1000)
    step = {"step_id": "plan-completed", "status": "success", "stage": "completed", "duration_in_millis": millis, "info_log": []}
    return [step | {"started": timestamp(started), "completed": timestamp(ended)}]
