"""``/_emulator/…``: what a test may do to the emulator that no client can do to the service.

Any web page that the developer visits can send requests to loopback addresses; so strange Host and Origin headers are refused.
"""

import os
from typing import Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from crosslink_emulator.control.fault_request import DELAY_MAX_MS, FaultRequest
from crosslink_emulator.errors import EstateError
from crosslink_emulator.estate import parse_estate
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.trust.certificate_authority import certificates
from crosslink_emulator.world import Form
from crosslink_emulator.world.remotes.connectivity import links
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate_authority import RotationError, Step
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.trust.certificate import rotate

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


async def from_this_machine(request: Request) -> None:
    """Refuse a request that a browser was tricked into: a foreign Host is DNS rebinding, a foreign Origin another site's page."""
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if _hostname(f"//{host}") not in LOOPBACK or (origin is not None and _hostname(origin) not in LOOPBACK):
        raise HTTPException(403, "the control API answers only requests to and from loopback addresses")


def named_cloud(world: World, name: str) -> Cloud:
    """Return a cloud; raise 404 where there is none of that name."""
    if name not in world.clouds:
        raise HTTPException(404, f"this emulator has no cloud {name}")
    return world.clouds[name]


router = APIRouter(prefix="/_emulator", dependencies=[Depends(from_this_machine)])


class Latency(Form):
    """How long every answer of every cloud takes."""

    ms: int = Field(ge=0, le=DELAY_MAX_MS)


class Rotation(Form):
    """One step of replacing a certificate authority's certificate."""

    step: Step
    region: str | None = None
    """Of the hosted service; an ECE environment has one authority for all."""


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
    """Answer the requests to all control planes and all clusters, oldest first."""
    return {"requests": world.requests.to_json()}


@router.delete("/requests", status_code=204)
async def forget_requests(world: InWorld) -> Response:
    """Forget them; counting goes on."""
    world.requests.clear()
    return Response(status_code=204)


@router.post("/clouds/{cloud}/certificate-authority/rotate")
async def rotate_authority(cloud: str, body: Rotation, world: InWorld) -> dict[str, Any]:
    """Announce the next certificate beside the active one, make it the active one, or drop the past one; the answer lists what is there now."""
    try:
        return {"public_certificates": certificates(rotate(world, named_cloud(world, cloud), body.region, body.step))}
    except RotationError as error:
        raise HTTPException(400, str(error)) from error


@router.get("/clusters/{identity}/remotes")
async def remotes(identity: str, world: InWorld) -> dict[str, Any]:
    """Answer which remotes of a cluster's settings are connected, and why the others are not; the cluster is a resource id or a name."""
    found = world.cluster(identity)
    if found is None:
        raise HTTPException(404, f"this emulator has no cluster {identity}")
    return {alias: link._asdict() for alias, link in links(world, *found).items()}


@router.post("/faults", status_code=201)
async def inject(body: FaultRequest, request: Request, world: InWorld) -> JSONResponse:
    """Queue a fault."""
    operations: list[str] = request.app.state.operations
    if body.operation not in operations:
        raise HTTPException(400, f"operation: unknown operation {body.operation}; known are {', '.join(operations)}")
    fault = body.fault()
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


@router.get("/latency")
async def latency(world: InWorld) -> dict[str, int]:
    """Answer how long answers take."""
    return {"ms": world.latency_ms}


@router.put("/latency")
async def set_latency(body: Latency, world: InWorld) -> dict[str, int]:
    """Let every answer of every cloud take so long from now on; connections that a fault closes are closed at once."""
    world.latency_ms = body.ms
    return {"ms": world.latency_ms}


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
