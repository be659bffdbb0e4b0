"""``/deployments/{deployment_id}/certificate-authority``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.fields import NoParameters, timestamp
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment

TRUST_RESTRICTION = "*.node.{resource_id}.cluster.{organization}.account"
"""Every node of one cluster.  The form is documented for the file of trust restrictions.  GUESS: that this is what is recommended."""


def certificates(authority: CertificateAuthority) -> list[dict[str, Any]]:
    """Return its certificates, oldest first.  GUESS: the order; and nothing is said of who else trusts them."""
    return [
        {
            "active": certificate.number == authority.active_number,
            "pem": authority.pem(certificate),
            "metadata": {
                "fingerprint": fingerprint(authority.pem(certificate)),
                "valid_from": timestamp(certificate.valid_from),
                "valid_to": timestamp(certificate.valid_to),
            },
        }
        for certificate in authority.certificates
    ]


def trust_restriction(cloud: Cloud, deployment: Deployment) -> str:
    """Return the expression that trusts this deployment's nodes."""
    return TRUST_RESTRICTION.format(resource_id=deployment.resource_id, organization=cloud.organization)


router = APIRouter(route_class=Operation)


@router.get("/deployments/{deployment_id}/certificate-authority", operation_id="get-deployment-certificate-authority")
async def get_certificate_authority(deployment_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer the authority that signs for the deployment's nodes, and how to trust these nodes alone."""
    deployment = world.deployment(cloud, deployment_id)
    authority = world.authority(cloud, deployment.region)
    if lagging:
        authority = world.past.before("certificate authority", authority.name, now=authority)
    return JSONResponse({"recommended_trust_restriction": trust_restriction(cloud, deployment), "public_certificates": certificates(authority)})
