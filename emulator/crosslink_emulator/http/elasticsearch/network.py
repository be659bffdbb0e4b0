"""``/clusters/…``: every Elasticsearch by its own address, behind its deployment's traffic filters."""

import ipaddress

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from crosslink_emulator.errors.reply import NoReply
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.elasticsearch.exchange import exchange
from crosslink_emulator.world.filters.traffic_filter_enforcement import Caller, judge
from crosslink_emulator.world.state import World

ENDPOINT_HEADER = "x-emulated-endpoint"
"""The emulator's own: id of the private link's endpoint that the request came through, on Azure its GUID."""

CLUSTER_HEADER = "x-emulated-cluster"
"""The emulator's own: resource id of the Elasticsearch that sends the request as a remote cluster client."""


def caller_of(request: Request, world: World) -> Caller:
    """Return the caller; the address is the last of X-Forwarded-For, which the load balancer sets, or else the socket's."""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    address = forwarded.rpartition(",")[2].strip() if forwarded else _socket_address(request)
    cluster = request.headers.get(CLUSTER_HEADER)
    found = None if cluster is None else world.cluster(cluster)
    if cluster is not None and found is None:
        raise HTTPException(400, f"{CLUSTER_HEADER}: this emulator has no cluster {cluster}")
    return Caller(_canonical(address), request.headers.get(ENDPOINT_HEADER), cluster, None if found is None else found[0])


def _socket_address(request: Request) -> str:
    assert request.client is not None  # noqa: S101 - every connection to a TCP port has one
    return request.client.host


def _canonical(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError as error:
        raise HTTPException(400, f"x-forwarded-for: {address} is no address") from error
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


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
async def call(identity: str, request: Request, world: InWorld) -> Response:
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
