"""The ASGI application: the operations of every cloud, the control API, every Elasticsearch, one numbered log entry per request to these."""

import asyncio
from collections.abc import Iterator

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crosslink_emulator import control
from crosslink_emulator.control import cluster as control_cluster
from crosslink_emulator.control import deployment as control_deployment
from crosslink_emulator.errors.refusal import InternalError, MethodNotAllowedError, PathNotFoundError
from crosslink_emulator.errors.reply import failed_reply
from crosslink_emulator.http.deployments import cross_cluster_enablement, deployment, deployment_update, plan, search
from crosslink_emulator.http.elasticsearch import network
from crosslink_emulator.http.elasticsearch import proxy as elasticsearch_proxy
from crosslink_emulator.http.elasticsearch.operation import OPERATIONS
from crosslink_emulator.http.filters import link_id_claim, traffic_filter, traffic_filter_association
from crosslink_emulator.http.remotes import remote_cluster
from crosslink_emulator.http.trust import account, certificate_authority, trust_relationship
from crosslink_emulator.world import property_path
from crosslink_emulator.world.state import World

REQUEST_ID_HEADER = b"x-request-id"
"""GUESS: the service numbers its answers, the name of the header is not documented."""

CLOUDS, CLUSTERS = "/clouds/", "/clusters/"

NOUNS = (
    search,
    traffic_filter,
    traffic_filter_association,
    link_id_claim,
    trust_relationship,
    deployment,
    deployment_update,
    plan,
    account,
    certificate_authority,
    remote_cluster,
    cross_cluster_enablement,
    elasticsearch_proxy,
)
"""Fixed path segments first: ``_search`` and ``traffic-filter`` win over ``{deployment_id}``."""


def build_app(world: World) -> ASGIApp:
    """Return the application that serves a world."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.world = world
    app.state.operations = sorted({*_operations(), *(operation.name for operation in OPERATIONS)})
    for noun in NOUNS:
        app.include_router(noun.router, prefix="/clouds/{cloud}/api/v1")
    app.include_router(network.router)
    app.include_router(control.router)
    app.include_router(control_deployment.router)
    app.include_router(control_cluster.router)
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_form)
    app.add_exception_handler(Exception, _admit_mistake)
    return _Numbered(app, world)


def _operations() -> Iterator[str]:
    for noun in NOUNS:
        yield from (route.operation_id for route in noun.router.routes if isinstance(route, APIRoute) and route.operation_id)


class _Numbered:
    """Gives each request to a cloud or a cluster its entry in the log and the latency, and to a cloud its id."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app = app
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith((CLOUDS, CLUSTERS)):
            await self.app(scope, receive, send)
            return
        entry = self.world.requests.begin(scope["method"], scope["path"])
        scope.setdefault("state", {})["entry"] = entry

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                if self.world.latency_ms:  # after the work: it is done in the order of arrival, also for clients that leave
                    await asyncio.sleep(self.world.latency_ms / 1000)
                entry.status = message["status"]
                if scope["path"].startswith(CLOUDS):
                    message["headers"] = [*message["headers"], (REQUEST_ID_HEADER, entry.request_id.encode())]
            await send(message)

        await self.app(scope, receive, numbered)


async def _refuse(request: Request, error: Exception) -> Response:
    """Answer for a path or method that does not exist, and for what the control API refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    if not request.url.path.startswith(CLOUDS):
        return JSONResponse({"error": str(error.detail)}, error.status_code)
    if error.status_code == 405:
        return failed_reply(MethodNotAllowedError(f"[{request.method}] is not a method of [{request.url.path}]"))
    return failed_reply(PathNotFoundError(f"There is nothing at [{request.url.path}]"))


async def _refuse_form(_: Request, error: Exception) -> Response:
    """Answer a malformed request to the control API; operations translate their own."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    first = error.errors()[0]
    return JSONResponse({"error": f"{property_path(first['loc'])}: {first['msg']}"}, 400)


async def _admit_mistake(_: Request, __: Exception) -> Response:
    return failed_reply(InternalError())
