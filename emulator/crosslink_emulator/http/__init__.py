"""The emulated operations: what they share, from the API key to the faults on the way."""

from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from crosslink_emulator.errors.refusal import InvalidRequestError, PathNotFoundError, Refusal
from crosslink_emulator.errors.reply import NoReply, failed_reply
from crosslink_emulator.faults import KINDS
from crosslink_emulator.world import property_path
from crosslink_emulator.world.deployments import Fate
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.fault import Fault

PATH_PARAMETERS = ("deployment_id", "associated_entity_id")
"""What operations call it in their paths."""

BODY_FIELDS = {"create-traffic-filter-ruleset-association": "id"}
"""Operations that name it in their body, and the field."""


async def deployment_of(operation: str, request: Request) -> str | None:
    """Return the deployment's id as the request gives it, or None; a body that is no JSON is the operation's matter."""
    for name in PATH_PARAMETERS:
        if name in request.path_params:
            return str(request.path_params[name])
    if operation not in BODY_FIELDS:
        return None
    try:
        body: Any = await request.json()
    except (ValueError, RecursionError):
        return None
    return body.get(BODY_FIELDS[operation]) if isinstance(body, dict) else None


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


async def lagging(request: Request) -> bool:
    """Return whether this request is to see the past."""
    seen: bool = request.state.lagging
    return seen


async def fated(request: Request) -> Fate:
    """Return how a plan that this request begins is to end."""
    fate: Fate = request.state.fate
    return fate


InWorld = Annotated[World, Depends(in_world)]
InCloud = Annotated[Cloud, Depends(in_cloud)]
Lagging = Annotated[bool, Depends(lagging)]
Fated = Annotated[Fate, Depends(fated)]


class Operation(APIRoute):
    """One documented operation.  Its handlers do not await once they have begun, so two writes never mix."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler; the body is checked only after the key, because a stranger learns nothing about forms."""
        handler = super().get_route_handler()

        async def exchange(request: Request) -> Response:
            try:
                await request.body()  # a reply, or a close, before the request was read would reach the client as a broken pipe
                self._admit(request)
                world: World = request.app.state.world
                fault = world.faults.take(request.state.entry.operation, await deployment_of(request.state.entry.operation, request))
                struck = await strike(fault, "before", request)
                if struck is not None:
                    return struck
                if _is_stale(request):
                    return NoReply()
                response = await _handle(handler, request)
                return await strike(fault, "after", request) or response
            except Refusal as refusal:
                return failed_reply(refusal)
            except ClientDisconnect:
                return NoReply()

        return exchange

    def _admit(self, request: Request) -> None:
        """Find the cloud and check the key."""
        world: World = request.app.state.world
        operation = self.operation_id or ""
        request.state.entry.operation = operation
        cloud = world.cloud(request.path_params["cloud"])
        request.state.entry.cloud = cloud.name
        writing = request.method != "GET" and operation not in READING_POSTS
        cloud.authenticate(request.headers.get("authorization"), writing=writing)
        request.state.cloud = cloud
        request.state.lagging = False
        request.state.fate = Fate()


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


Replies = Mapping[str, Callable[[Fault], Response]]
"""Answers to faults by their kind."""


async def strike(fault: Fault | None, when: Literal["before", "after"], request: Request, replies: Replies = MappingProxyType({})) -> Response | None:
    """Do what the fault does at this moment; return its answer, if it has one: of ``replies``, else of its kind."""
    if fault is None or KINDS[fault.kind].when != when:
        return None
    kind = KINDS[fault.kind]
    if kind.act is not None:
        await kind.act(fault, request)
    reply = replies.get(fault.kind, kind.reply)
    return None if reply is None else reply(fault)


def _is_stale(request: Request) -> bool:
    """Whether the world was reset while the request was slow: a straggler must not write into the next test."""
    world: World = request.app.state.world
    cloud: Cloud = request.state.cloud
    return world.clouds.get(cloud.name) is not cloud


OF_REGION = "/regions/{region}"
"""What may stand before the path; the specification lists plain paths alone, the documentation and the Go client use this one."""

DEFAULT_REGION = "ece-region"
"""The region of every environment that names no other."""


class EnvironmentOperation(Operation):
    """One such operation."""

    def _admit(self, request: Request) -> None:
        """Refuse the path, to anybody, where it does not exist: in a hosted organization.  GUESS: in an unknown region, too, after the key was checked."""
        world: World = request.app.state.world
        there = world.clouds.get(request.path_params["cloud"])
        if there is not None and there.platform != "ece":
            raise _nothing(request)
        super()._admit(request)
        cloud: Cloud = request.state.cloud
        if request.path_params.get("region", DEFAULT_REGION) not in {DEFAULT_REGION} | cloud.regions:
            raise _nothing(request)


def _nothing(request: Request) -> PathNotFoundError:
    return PathNotFoundError(f"There is nothing at [{request.url.path}]")
