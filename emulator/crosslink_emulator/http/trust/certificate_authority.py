"""``/deployments/{deployment_id}/certificate-authority``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http.exchange import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.switches import NoParameters
from crosslink_emulator.http.trust.certificate_authority_document import certificates, trust_restriction

router = APIRouter(route_class=Operation)


@router.get("/deployments/{deployment_id}/certificate-authority", operation_id="get-deployment-certificate-authority")
async def get_certificate_authority(deployment_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer the authority that signs for the deployment's nodes, and how to trust these nodes alone."""
    deployment = world.deployment(cloud, deployment_id)
    authority = world.authority(cloud, deployment.region)
    if lagging:
        authority = world.past.before("certificate authority", authority.name, now=authority)
    return JSONResponse({"recommended_trust_restriction": trust_restriction(cloud, deployment), "public_certificates": certificates(authority)})
