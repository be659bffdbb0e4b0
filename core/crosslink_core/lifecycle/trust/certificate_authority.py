"""A deployment's certificate authority, as a value: what others must hold to trust the deployment's nodes.

ECH has one authority per region, an ECE environment one in all.  Authorities rotate: the next certificate should be
trusted beside the active one before it signs.
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
    """Its certificates, by when they sign."""

    active: tuple[Certificate, ...]
    """One, which signs for the nodes now."""
    next: tuple[Certificate, ...]
    """Those that will."""
    past: tuple[Certificate, ...]
    """Those that did."""
    trust_restriction: str
    """The names of the deployment's nodes, as a self-managed cluster's file of trust restrictions takes them."""

    @property
    def trusted(self) -> tuple[Certificate, ...]:
        """What others should hold: the active one first."""
        return (*self.active, *self.next)


class _Authorities(Readings[Authority]):
    """By connection and deployment, for as long as the session lasts."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, lifetime_s=inf)


def authority(session: Session, connection: str | None, deployment_id: str) -> Authority:
    """Return a deployment's authority, asked for once per session; raise :exc:`UnknownDeploymentError` for one that the connection does not know."""
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
        return told_apart(found)
    except ValueError as error:
        raise UnexpectedReplyError(f"connection {connection}, deployment {deployment_id}", GET.id, f"answered with a certificate that {error}") from None


def told_apart(found: api.CertificateAuthority) -> Authority:
    """Tell the certificates apart; raise :exc:`ValueError` for one that cannot be read, or if none is active.

    GUESS: one that begins to be valid after the active one is a next one, every other a past one; the service only says which is active.
    """
    active = certificate.read_all(one.pem for one in found.public_certificates if one.active)
    others = [one for one in certificate.read_all(one.pem for one in found.public_certificates) if one not in active]
    if not active:
        msg = "signs for nobody: none is active"
        raise ValueError(msg)
    since = max(one.valid_from for one in active)
    coming = tuple(one for one in others if one.valid_from > since)
    return Authority(active, coming, tuple(one for one in others if one not in coming), found.recommended_trust_restriction)
