"""``/_emulator/…``: what a test may do to the emulator that no client can do to the service.

Any web page that the developer visits can send requests to loopback addresses; so strange Host and Origin headers are refused.
"""

import os
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from crosslink_emulator.errors import EstateError
from crosslink_emulator.faults.injection import KINDS, Fault
from crosslink_emulator.operations.exchange import InWorld
from crosslink_emulator.world.estate_file import parse_estate

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


async def from_this_machine(request: Request) -> None:
    """Refuse a request that a browser was tricked into: a foreign Host is DNS rebinding, a foreign Origin another site's page."""
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if _hostname(f"//{host}") not in LOOPBACK or (origin is not None and _hostname(origin) not in LOOPBACK):
        raise HTTPException(403, "the control API answers only requests to and from loopback addresses")


router = APIRouter(prefix="/_emulator", dependencies=[Depends(from_this_machine)])


class FaultRequest(BaseModel):
    """A fault to inject."""

    model_config = ConfigDict(extra="forbid", strict=True)

    operation: str
    kind: str
    count: int = Field(default=1, ge=1)
    skip: int = Field(default=0, ge=0)
    """How many requests pass before it strikes."""
    retry_after_s: int | None = Field(default=None, ge=0)
    deployment_id: str | None = None

    @model_validator(mode="after")
    def _retry_after_is_for_429(self) -> Self:
        if self.retry_after_s is not None and self.kind != "429":
            raise ValueError("retry_after_s belongs to kind 429")
        return self


@router.get("/health")
async def health(world: InWorld) -> dict[str, Any]:
    """Say that the emulator listens, in which process, and for which clouds."""
    return {"status": "ok", "clouds": list(world.clouds), "pid": os.getpid()}


@router.post("/reset")
async def reset(request: Request, world: InWorld) -> dict[str, Literal["ok"]]:
    """Begin again with the estate as loaded, or with the one in the body."""
    if not await request.body():
        world.reset()
        return {"status": "ok"}
    try:
        estate = parse_estate(await request.json(), "estate")
    except EstateError as error:
        raise HTTPException(400, str(error)) from error
    except ValueError as error:
        raise HTTPException(400, f"estate: not JSON: {error}") from error
    world.reset(estate)
    return {"status": "ok"}


@router.get("/state")
async def state(world: InWorld) -> dict[str, Any]:
    """Answer the whole state, as the state file holds it."""
    return world.to_json()


@router.get("/requests")
async def requests(world: InWorld) -> dict[str, Any]:
    """Answer the requests to all control planes, oldest first."""
    return {"requests": world.requests.to_json()}


@router.delete("/requests", status_code=204)
async def forget_requests(world: InWorld) -> Response:
    """Forget them; counting goes on."""
    world.requests.clear()
    return Response(status_code=204)


@router.post("/faults", status_code=201)
async def inject(body: FaultRequest, request: Request, world: InWorld) -> JSONResponse:
    """Queue a fault."""
    operations: list[str] = request.app.state.operations
    if body.operation not in operations:
        raise HTTPException(400, f"operation: unknown operation {body.operation}; known are {', '.join(operations)}")
    if body.kind not in KINDS:
        raise HTTPException(400, f"kind: unknown kind {body.kind}; known are {', '.join(KINDS)}")
    fault = Fault(**body.model_dump(exclude_none=True))
    world.faults.add(fault)
    return JSONResponse(fault.to_json(), 201)


@router.get("/faults")
async def faults(world: InWorld) -> dict[str, Any]:
    """Answer the faults that still wait."""
    return {"faults": [fault.to_json() for fault in world.faults]}


@router.delete("/faults", status_code=204)
async def forget_faults(world: InWorld) -> Response:
    """Forget them."""
    world.faults.clear()
    return Response(status_code=204)


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
