"""What every operation has in common: who asks, which fault strikes, how an error looks."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from crosslink_emulator.faults.connection import NoReply
from crosslink_emulator.faults.injection import KINDS, Fault
from crosslink_emulator.faults.refusal import InvalidRequestError, Refusal
from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.property_path import property_path
from crosslink_emulator.world.world import World

MAX_BODY_BYTES = 1 << 20
"""GUESS: the largest request that is read; no limit is documented."""

READING_POSTS = frozenset({"search-deployments"})
"""Operations that read although they are a POST: a read-only key may use them."""


async def in_world(request: Request) -> World:
    """Return the world that this application serves."""
    world: World = request.app.state.world
    return world


async def in_cloud(request: Request) -> Cloud:
    """Return the cloud of the path, after its key was checked."""
    cloud: Cloud = request.state.cloud
    return cloud


InWorld = Annotated[World, Depends(in_world)]
InCloud = Annotated[Cloud, Depends(in_cloud)]


class Operation(APIRoute):
    """One documented operation.  Its handlers do not await once they have begun, so two writes never mix."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler; the body is checked only after the key, because a stranger learns nothing about forms."""
        handler = super().get_route_handler()

        async def exchange(request: Request) -> Response:
            try:
                await request.body()  # a reply, or a close, before the request was read would reach the client as a broken pipe
                fault = self._admit(request)
                if fault is not None and KINDS[fault.kind].when == "before":
                    return _strike(fault)
                response = await _handle(handler, request)
            except Refusal as refusal:
                return failed_reply(refusal)
            except ClientDisconnect:
                return NoReply()
            return response if fault is None else _strike(fault)

        return exchange

    def _admit(self, request: Request) -> Fault | None:
        """Find the cloud, check the key, and return the fault that this request meets."""
        world: World = request.app.state.world
        operation = self.operation_id or ""
        request.state.entry.operation = operation
        cloud = world.cloud(request.path_params["cloud"])
        request.state.entry.cloud = cloud.name
        writing = request.method != "GET" and operation not in READING_POSTS
        cloud.authenticate(request.headers.get("authorization"), writing=writing)
        request.state.cloud = cloud
        return world.faults.take(operation, request.path_params.get("deployment_id"))


def failed_reply(refusal: Refusal) -> JSONResponse:
    """Return a ``BasicFailedReply``."""
    return JSONResponse(refusal.body(), refusal.status, headers=refusal.headers)


async def _handle(handler: Callable[[Request], Coroutine[Any, Any, Response]], request: Request) -> Response:
    """Run the handler; what is wrong with the form of the request is one kind of refusal."""
    if len(await request.body()) > MAX_BODY_BYTES:
        raise InvalidRequestError("body", f"larger than {MAX_BODY_BYTES} bytes")
    try:
        return await handler(request)
    except RequestValidationError as error:
        first = error.errors()[0]
        raise InvalidRequestError(property_path(first["loc"]), first["msg"]) from error
    except HTTPException as error:  # how FastAPI reports a body that is no JSON at all, such as one nested too deeply
        raise InvalidRequestError("body", str(error.detail)) from error


def _strike(fault: Fault) -> Response:
    reply = KINDS[fault.kind].reply
    return NoReply() if reply is None else failed_reply(reply(fault))
