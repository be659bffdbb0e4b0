"""``/clusters/{resource_id}/…``: the proxy before a deployment's Elasticsearch.

Whoever the traffic filters admit meets Elasticsearch itself: ``exchange.py``.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from crosslink_emulator.elasticsearch.caller import caller_of
from crosslink_emulator.elasticsearch.exchange import exchange
from crosslink_emulator.operations.exchange import InWorld
from crosslink_emulator.world.traffic_filter_enforcement import judge

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

FORBIDDEN = {"ok": False, "message": "Forbidden"}
"""Source: the documentation of rejected requests, which also has a longer text ("Forbidden due to traffic filtering. …")."""

UNKNOWN = {"ok": False, "message": "Unknown resource."}
"""Seen in real replies of the proxy.  GUESS: that it answers so, with 404, for a deployment that is stopped as well."""

REASON_HEADER = "x-emulated-reason"
"""The emulator's own: why a caller was admitted or not."""

router = APIRouter(prefix="/clusters")


@router.api_route("/{resource_id}", methods=METHODS)
@router.api_route("/{resource_id}/{path:path}", methods=METHODS)
async def knock(resource_id: str, request: Request, world: InWorld) -> Response:
    """Answer 404 for what is not there, 403 for who is not admitted, Elasticsearch's own answer to everybody else."""
    await request.body()  # a reply before the request was read would reach the client as a broken pipe
    found = world.cluster(resource_id)
    if found is None or found[1].status != "started":
        return JSONResponse(UNKNOWN, 404)
    cloud, deployment = found
    request.state.entry.cloud = cloud.name
    verdict = judge(cloud, cloud.filters_of(deployment.id), caller_of(request, world))
    headers = {REASON_HEADER: verdict.reason.encode("ascii", "backslashreplace").decode()}
    if not verdict.admitted:
        return JSONResponse(FORBIDDEN, 403, headers=headers)
    reply = await exchange(world, cloud, deployment, request.url.path.removeprefix(f"/clusters/{resource_id}") or "/", request)
    reply.headers.update(headers)
    return reply
