"""Who calls, from the headers of a request to ``/clusters/…``."""

import ipaddress

from fastapi import HTTPException, Request

from crosslink_emulator.world.filters.traffic_filter_enforcement import Caller
from crosslink_emulator.world.state.world import World

ENDPOINT_HEADER = "x-emulated-endpoint"
"""The emulator's own: id of the private link's endpoint that the request came through, on Azure its GUID."""

CLUSTER_HEADER = "x-emulated-cluster"
"""The emulator's own: resource id of the Elasticsearch that sends the request as a remote cluster client."""


def caller_of(request: Request, world: World) -> Caller:
    """Return the caller; his address is the last of X-Forwarded-For, which the load balancer sets, or else the socket's."""
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
