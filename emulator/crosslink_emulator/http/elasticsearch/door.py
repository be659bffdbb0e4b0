"""``/clusters/{identity}/…``: the proxy before a deployment's Elasticsearch, by its resource id, and named clusters, which have none.

Whoever the traffic filters admit meets Elasticsearch itself: ``exchange.py``.  A named cluster that is stopped closes the connection: nothing is before it.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.connection import NoReply
from crosslink_emulator.http.elasticsearch.caller import caller_of
from crosslink_emulator.http.elasticsearch.exchange import exchange
from crosslink_emulator.http.exchange import InWorld
from crosslink_emulator.world.filters.traffic_filter_enforcement import judge

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

FORBIDDEN = {"ok": False, "message": "Forbidden"}
"""Source: the documentation of rejected requests, which also has a longer text ("Forbidden due to traffic filtering. …")."""

UNKNOWN = {"ok": False, "message": "Unknown resource."}
"""Seen in real replies of the proxy.  GUESS: that it answers so, with 404, for a deployment that is stopped as well."""

REASON_HEADER = "x-emulated-reason"
"""The emulator's own: why a caller was admitted or not."""

router = APIRouter(prefix="/clusters")


@router.api_route("/{identity}", methods=METHODS)
@router.api_route("/{identity}/{path:path}", methods=METHODS)
async def knock(identity: str, request: Request, world: InWorld) -> Response:
    """Answer 404 for what is not there, 403 for who is not admitted, Elasticsearch's own answer to everybody else."""
    await request.body()  # a reply before the request was read would reach the client as a broken pipe
    found = world.cluster(identity)
    if found is None:
        return JSONResponse(UNKNOWN, 404)
    path = request.url.path.removeprefix(f"/clusters/{identity}") or "/"
    if found.elasticsearch.status != "started":
        return JSONResponse(UNKNOWN, 404) if found.cloud else NoReply()
    if found.cloud is None:
        return await exchange(world, found, path, request)
    request.state.entry.cloud = found.cloud.name
    verdict = judge(found.cloud, found.cloud.filters_of(found.elasticsearch.key), caller_of(request, world))
    headers = {REASON_HEADER: verdict.reason.encode("ascii", "backslashreplace").decode()}
    if not verdict.admitted:
        return JSONResponse(FORBIDDEN, 403, headers=headers)
    reply = await exchange(world, found, path, request)
    reply.headers.update(headers)
    return reply
