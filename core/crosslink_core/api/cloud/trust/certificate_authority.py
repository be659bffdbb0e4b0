"""`/deployments/{deployment_id}/certificate-authority`: who signs the certificates of a deployment's nodes.

Source: operation `get-deployment-certificate-authority`.
"""

from typing import Final

from crosslink_core.api import Operation, Operations, Reply

GET: Final = Operation("get-deployment-certificate-authority", "GET", "/deployments/{deployment_id}/certificate-authority", 200, again=True)


class CertificateMetadata(Reply):
    """`CertificateMetaData`, as the service says it; the certificate itself says the same."""

    fingerprint: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


class PublicCertificate(Reply):
    """`PublicCertificate`."""

    active: bool
    """Whether it signs the certificates that the nodes have now."""
    pem: str
    metadata: CertificateMetadata | None = None


class CertificateAuthority(Reply):
    """`CertificateAuthority`."""

    recommended_trust_restriction: str
    """An expression for the names of the deployment's nodes, as a self-managed cluster's file of trust restrictions takes it."""
    public_certificates: tuple[PublicCertificate, ...]
    """The active one, and perhaps past and next ones."""


class CertificateAuthorities(Operations):
    """Certificate authorities of deployments."""

    def get(self, deployment_id: str) -> CertificateAuthority:
        """Return a deployment's authority; raise :exc:`~crosslink_core.api.error.NotFoundError` when the deployment is gone."""
        return self._send(GET, lambda reply: CertificateAuthority.model_validate(reply), {"deployment_id": deployment_id})
