"""A certificate authority as the API shows it.  Source: ``PublicCertificate`` and ``CertificateMetaData`` of Elastic Cloud API 3.8.0."""

from typing import Any

from crosslink_emulator.http.timestamp import timestamp
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
            "active": one.number == authority.active_number,
            "pem": authority.pem(one),
            "metadata": {"fingerprint": fingerprint(authority.pem(one)), "valid_from": timestamp(one.valid_from), "valid_to": timestamp(one.valid_to)},
        }
        for one in authority.certificates
    ]


def trust_restriction(cloud: Cloud, deployment: Deployment) -> str:
    """Return the expression that trusts this deployment's nodes."""
    return TRUST_RESTRICTION.format(resource_id=deployment.resource_id, organization=cloud.organization)
