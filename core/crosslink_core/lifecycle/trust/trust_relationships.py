"""The trust relationships of the environment behind a connection, and a relationship to and from the API's documents."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import RefusedLinkError
from crosslink_core.lifecycle.listing import Listing
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.trust import certificate
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState

WRITTEN: Final = ("name", "installation_id", "account_ids", "public_ca_cert", "trust_by_default")
"""The fields of `TrustRelationshipCreateRequest`."""

ById = Mapping[str, Relationship]


class Relationships(Listing[Relationship]):
    """The relationships of each connection with their certificates, its own too; raises :exc:`RefusedLinkError` for a connection without any."""

    def _list(self, connection: str | None) -> Iterable[Relationship]:
        if why := unsuitable(self._session, connection):
            raise RefusedLinkError(why)
        return self._session.cloud(connection).trust_relationships.all(include_certificate=True)


def unsuitable(session: Session, connection: str | None) -> str | None:
    """Say why a connection has no trust relationships; None where it may; raise :exc:`~crosslink_core.connections.ConnectionsError` for an unknown one."""
    if session.connections[connection].platform is Platform.ECE:
        return None
    return (
        f"connection {session.connections.name(connection)} is Elastic Cloud Hosted, which has no trust relationships: they are between ECE environments; "
        "name an ECE connection, or declare an AccountTrust or a DirectTrust"
    )


def to_wire(relationship: TrustRelationship | TrustRelationshipState) -> dict[str, Any]:
    """Return `TrustRelationshipCreateRequest`; absent is not null to this API."""
    return relationship.model_dump(mode="json", exclude_none=True, include=set(WRITTEN))


def changes(state: TrustRelationshipState, spec: TrustRelationship) -> dict[str, Any]:
    """Return `TrustRelationshipUpdateRequest`: the fields that differ."""
    there = to_wire(state)
    return {field: value for field, value in to_wire(spec).items() if there.get(field) != value}


def from_wire(found: Relationship, connection: str | None) -> TrustRelationshipState:
    """Return what there is, in the program's form: accounts in order, the PEM normalized, or as it came where it cannot be read."""
    pem = found.public_ca_cert
    try:
        pem, valid_to = _normalized(pem), certificate.ends_at([pem or ""])
    except ValueError:
        valid_to = None
    accounts = tuple(sorted(set(found.account_ids)))
    fields = found.model_dump(include={"name", "installation_id", "trust_by_default"})
    return TrustRelationshipState(**fields, account_ids=accounts, public_ca_cert=pem, connection=connection, trust_relationship_id=found.id, valid_to=valid_to)


def made(spec: TrustRelationship, trust_relationship_id: str) -> TrustRelationshipState:
    """Return what there is after a write that was accepted."""
    known = {"trust_relationship_id": trust_relationship_id, "valid_to": certificate.ends_at([spec.public_ca_cert])}
    return TrustRelationshipState.model_validate(spec.model_dump() | known)


def differing(found: Relationship, wanted: TrustRelationship | TrustRelationshipState) -> list[str]:
    """Return the names of the fields in which a relationship is not as wanted; when it was changed does not matter."""
    there, desired = to_wire(from_wire(found, None)), to_wire(wanted)
    return [field for field in WRITTEN if there.get(field) != desired.get(field)]


def _normalized(pem: str | None) -> str:
    """Return the PEM of a single certificate in crosslink's form; raise :exc:`ValueError` for several, which a program cannot declare."""
    (found,) = certificate.read(pem or "")
    return found.pem
