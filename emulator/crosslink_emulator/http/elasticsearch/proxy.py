"""``/deployments/{deployment_id}/{resource_kind}/{ref_id}/proxy/{proxy_path}``: ECE's proxy to Elasticsearch's own API.  Source: Elastic Cloud API 3.8.0."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from crosslink_emulator.errors.refusal import InvalidRequestError, Refusal, ResourceNotFoundError
from crosslink_emulator.http import EnvironmentOperation, InCloud, InWorld
from crosslink_emulator.http.elasticsearch import SUPERUSER_OF_PROXY, Caller
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError
from crosslink_emulator.http.elasticsearch.exchange import new_call, response
from crosslink_emulator.http.elasticsearch.operation import admit, failed, perform
from crosslink_emulator.world.state.cloud import End


class ClusterNotFoundError(Refusal):
    """The Elasticsearch that a request is meant for is not there.  GUESS: so it is said of one that is stopped."""

    status, code = 404, "clusters.cluster_not_found"
    text = "The cluster [{}] is not running"


MANAGEMENT_HEADER = "x-management-request"
"""Required; the specification types it as text."""

MANAGEMENT_VALUE = "true"
"""GUESS: any other value, and no header, is answered 400; what the service does then is not documented."""

ERRORS_PASS = True
"""GUESS: what Elasticsearch answers with an error keeps its status and body; the specification has 200 alone.

The 200 is its raw body too, although the specification's ``GenericResponse`` has one property ``value``.
"""

OTHER_KINDS = ("kibana", "enterprise_search")
"""Kinds that the operation documents, and that no deployment here has."""

router = APIRouter(route_class=EnvironmentOperation)

PATH = "/deployments/{deployment_id}/{resource_kind}/{ref_id}/proxy/{proxy_path:path}"


@router.get(PATH, operation_id="get-deployment-resource-proxy-requests")
@router.post(PATH, operation_id="post-deployment-resource-proxy-requests")
@router.put(PATH, operation_id="put-deployment-resource-proxy-requests")
@router.delete(PATH, operation_id="delete-deployment-resource-proxy-requests")
async def proxy(
    deployment_id: str,
    resource_kind: Literal["elasticsearch", "kibana", "enterprise_search"],
    ref_id: str,
    proxy_path: str,
    cloud: InCloud,
    world: InWorld,
    request: Request,
) -> Response:
    """Answer what Elasticsearch answers to a superuser; traffic filters have no part in it, because nothing comes from outside."""
    if request.headers.get(MANAGEMENT_HEADER) != MANAGEMENT_VALUE:
        raise InvalidRequestError("X-Management-Request", f"must be {MANAGEMENT_VALUE}")
    if resource_kind in OTHER_KINDS:
        world.deployment(cloud, deployment_id)
        raise ResourceNotFoundError(deployment_id, ref_id)
    deployment = world.elasticsearch(cloud, deployment_id, ref_id)
    if deployment.status != "started":
        raise ClusterNotFoundError(deployment.resource_id)
    caller = Caller(SUPERUSER_OF_PROXY, frozenset({"all"}))
    try:
        call = await new_call(world, End(cloud, deployment), caller, f"/{proxy_path}", request)
        return response(perform(admit(call), call))
    except ElasticsearchError as error:
        if not ERRORS_PASS:
            raise InvalidRequestError("proxy_path", error.reason) from error
        return response(failed(error))
