"""From an admitted HTTP request to Elasticsearch's answer, with the faults that strike on the way."""

import base64
import binascii
from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.refusal import Refusal
from crosslink_emulator.errors.reply import NoReply, failed_reply
from crosslink_emulator.http import Replies, strike
from crosslink_emulator.http.elasticsearch import Answer, Call, Caller
from crosslink_emulator.http.elasticsearch.error import CHALLENGES, ElasticsearchError, unauthenticated
from crosslink_emulator.http.elasticsearch.operation import admit, failed, find_operation, perform
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.elasticsearch import SUPERUSER, Elasticsearch

OTHER_SCHEME_PROBLEM = "unable to authenticate with provided credentials and anonymous access is not allowed for this request"
"""GUESS: what is said of API keys and tokens, of which the emulator has none yet, and of a header that is no Basic."""


def authenticate(elasticsearch: Elasticsearch, authorization: str | None, uri: str) -> Caller:
    """Return the user; raise where there is none, or the password is another one."""
    if not authorization:
        raise unauthenticated(f"missing authentication credentials for REST request [{uri}]")
    scheme, _, credentials = authorization.partition(" ")
    name, password = _basic(credentials) if scheme.lower() == "basic" else (None, "")
    if name is None:
        raise unauthenticated(OTHER_SCHEME_PROBLEM)
    user = elasticsearch.users.get(name)
    if user is None or not user.has_password(password):
        raise unauthenticated(f"unable to authenticate user [{name}] for REST request [{uri}]")
    return Caller(name, frozenset({"all"} if name == SUPERUSER else user.cluster))


def _basic(credentials: str) -> tuple[str | None, str]:
    try:
        name, colon, password = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, ""
    return (name if colon else None), password


REJECTED = "es_rejected_execution_exception"
"""GUESS: why Elasticsearch answers 429 to a request about settings; a queue that is full is one reason of its documentation."""

UNAVAILABLE = {"ok": False, "message": "The requested deployment resource is currently unavailable."}
"""GUESS: the wording of the proxy while no node answers; its form is that of its other replies."""

REPLIES: Replies = {
    "429": lambda fault: _failed(429, REJECTED, "rejected execution", {"retry-after": str(fault.retry_after_s)}),
    "500": lambda _: _failed(500, "exception", "there was an internal server error"),
    "503": lambda _: JSONResponse(UNAVAILABLE, 503),
}
"""By kind; the others answer what they always do."""


def _failed(status: int, kind: str, reason: str, headers: dict[str, str] | None = None) -> JSONResponse:
    cause = {"type": kind, "reason": reason}
    return JSONResponse({"error": {"root_cause": [cause]} | cause, "status": status}, status, headers)


MAX_BODY_BYTES = 100 << 20
"""``http.max_content_length`` of Elasticsearch."""


async def exchange(world: World, end: End, path: str, request: Request) -> Response:
    """Answer a caller whom the traffic filters let through, where there are any; strangers use no fault up."""
    operation = find_operation(request.method, path)
    request.state.entry.operation = operation.name if operation else None
    request.state.cloud, request.state.elasticsearch, request.state.lagging = *end, False
    try:
        uri = path + (f"?{request.url.query}" if request.url.query else "")
        call = await new_call(world, end, authenticate(end.elasticsearch, request.headers.get("authorization"), uri), path, request)
        admitted = admit(call)
    except ElasticsearchError as error:
        return response(failed(error))
    fault = world.faults.take(admitted.name, end.elasticsearch.key)
    struck = await strike(fault, "before", request, REPLIES)
    if struck is not None:
        return struck
    if not world.holds(end):  # the world was reset while the request was slow
        return NoReply()
    try:
        answer = perform(admitted, replace(call, lagging=request.state.lagging))
        return await strike(fault, "after", request, REPLIES) or response(answer)
    except ElasticsearchError as error:
        return response(failed(error))
    except Refusal as refusal:  # another writer's
        return failed_reply(refusal)


async def new_call(world: World, end: End, caller: Caller, path: str, request: Request) -> Call:
    """Return the call that a request brings; raise where its body is too large."""
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise ElasticsearchError(413, "content_too_long_exception", f"the body is larger than {MAX_BODY_BYTES} bytes")
    query = request.url.query
    return Call(
        world=world,
        cloud=end.cloud,
        elasticsearch=end.elasticsearch,
        caller=caller,
        method=request.method,
        path=path,
        query=query,
        parameters=dict(parse_qsl(query, keep_blank_values=True)),
        body=body,
        content_type=request.headers.get("content-type"),
        lagging=request.state.lagging,
    )


def response(answer: Answer) -> JSONResponse:
    """Return what goes over the wire; a 401 says how to authenticate."""
    reply = JSONResponse(answer.body, answer.status, headers=dict(answer.headers))
    for challenge in CHALLENGES if answer.status == 401 else ():
        reply.headers.append("www-authenticate", challenge)
    return reply
