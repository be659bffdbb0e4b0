"""A deployment's certificate authority, as a value: what others must hold to trust the deployment's nodes.

ECH has an authority for each region, an ECE environment a single authority.  Authorities rotate: the next certificate
should be trusted beside the active certificate before it signs.
"""

from dataclasses import dataclass
from functools import partial
from math import inf

from crosslink_core.api.cloud.trust import certificate_authority as api
from crosslink_core.api.cloud.trust.certificate_authority import GET
from crosslink_core.api.error import ForbiddenError, NotFoundError, UnexpectedReplyError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.deployment import UnknownDeploymentError
from crosslink_core.model.trust import certificate
from crosslink_core.model.trust.certificate import Certificate


@dataclass(frozen=True)
class Authority:
    """The certificates of an authority, by when they sign."""

    active: tuple[Certificate, ...]
    """The certificate that signs for the nodes now."""
    next: tuple[Certificate, ...]
    """The certificates that will sign."""
    past: tuple[Certificate, ...]
    """The certificates that signed before."""
    trust_restriction: str
    """The names of the deployment's nodes, as a self-managed cluster's file of trust restrictions takes them."""

    @property
    def trusted(self) -> tuple[Certificate, ...]:
        """What others should trust: the active certificate first."""
        return (*self.active, *self.next)


class _Authorities(Readings[Authority]):
    """By connection and deployment, for as long as the session lasts."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, lifetime_s=inf)


def authority(session: Session, connection: str | None, deployment_id: str) -> Authority:
    """Return a deployment's authority, asked for once per session; raise :exc:`UnknownDeploymentError` where the connection does not know the deployment."""
    name = session.connections.name(connection)
    return session.shared(_Authorities).get((name, deployment_id), partial(_read, session, name, deployment_id))


def _read(session: Session, connection: str, deployment_id: str) -> Authority:
    try:
        found = session.cloud(connection).certificate_authorities.get(deployment_id)
    except NotFoundError:
        raise UnknownDeploymentError(connection, deployment_id) from None
    except ForbiddenError:
        raise UnknownDeploymentError(connection, deployment_id, " (hidden from its API key, or of another organization)") from None
    try:
        return classify(found)
    except ValueError as error:
        raise UnexpectedReplyError(f"connection {connection}, deployment {deployment_id}", GET.id, f"answered with a certificate that {error}") from None


def classify(found: api.CertificateAuthority) -> Authority:
    """Sort the certificates by when they sign; raise :exc:`ValueError` for a certificate that cannot be read, or if none is active.

    GUESS: a certificate that becomes valid after the active certificate is a next certificate, every other is a past certificate; the service only says
    which is active.
    """
    active = certificate.read_all(known.pem for known in found.public_certificates if known.active)
    others = [known for known in certificate.read_all(known.pem for known in found.public_certificates) if known not in active]
    if not active:
        raise ValueError("signs for nobody: none is active")
    since = max(known.valid_from for known in active)
    coming = tuple(known for known in others if known.valid_from > since)
    return Authority(active, coming, tuple(known for known in others if known not in coming), found.recommended_trust_restriction)
