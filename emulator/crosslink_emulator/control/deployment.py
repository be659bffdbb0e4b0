"""``/_emulator/…`` about one deployment: its trust and its plan; and how long plans take anywhere."""

from typing import Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from crosslink_emulator.control import from_this_machine
from crosslink_emulator.errors.deployment_update import NoPendingPlanError, TrustInvalidError
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.deployments.trust_document import trust_document
from crosslink_emulator.world.deployments import Fate, end
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.trust import Trust
from crosslink_emulator.world.trust.deployment_trust import write_trust

POLLS_MAX = 1_000
"""More are typing errors."""

PATH = "/clouds/{cloud}/deployments/{deployment_id}"

router = APIRouter(prefix="/_emulator", dependencies=[Depends(from_this_machine)])


class Delay(BaseModel):
    """How many readings of a deployment see its plan as pending; with 0 it is done at once."""

    model_config = ConfigDict(extra="forbid", strict=True)

    polls: int = Field(ge=0, le=POLLS_MAX)


class Ended(BaseModel):
    """How a plan ends that is pending."""

    model_config = ConfigDict(extra="forbid", strict=True)

    outcome: Literal["success", "failure"] = "success"


@router.get("/plans")
async def plans(world: InWorld) -> dict[str, int]:
    """Answer how long plans take."""
    return {"polls": world.plan_polls}


@router.put("/plans")
async def set_plans(body: Delay, world: InWorld) -> dict[str, int]:
    """Let every plan that begins from now on take so long."""
    world.plan_polls = body.polls
    return {"polls": world.plan_polls}


@router.post(PATH + "/plan")
async def end_plan(cloud: str, deployment_id: str, body: Ended, world: InWorld) -> dict[str, str]:
    """End the plan that is pending, also one that would never end."""
    _, deployment = _find(world, cloud, deployment_id)
    try:
        end(world, deployment, Fate(body.outcome))
    except NoPendingPlanError as error:
        raise HTTPException(400, error.message) from error
    return {"outcome": body.outcome}


@router.put(PATH + "/trust")
async def set_trust(cloud: str, deployment_id: str, body: Trust, world: InWorld) -> dict[str, Any]:
    """Replace the three lists as somebody else would, without a plan; the answer is what is there now."""
    there, deployment = _find(world, cloud, deployment_id)
    try:
        write_trust(world, there, deployment, body)
    except TrustInvalidError as error:
        raise HTTPException(400, error.message) from error
    return trust_document(there, deployment.trust)


def _find(world: World, cloud: str, deployment_id: str) -> tuple[Cloud, Deployment]:
    if cloud not in world.clouds:
        raise HTTPException(404, f"this emulator has no cloud {cloud}")
    found = world.clouds[cloud].find(deployment_id)
    if found is None:
        raise HTTPException(404, f"cloud {cloud} has no deployment {deployment_id}")
    return world.clouds[cloud], found
