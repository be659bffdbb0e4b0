"""A trust relationship as the API writes and reads it, and back."""

from typing import Any, Final

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.model.trust import certificate
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState

WRITTEN: Final = ("name", "installation_id", "account_ids", "public_ca_cert", "trust_by_default")
"""The fields of `TrustRelationshipCreateRequest`."""


def to_wire(one: TrustRelationship | TrustRelationshipState) -> dict[str, Any]:
    """Return `TrustRelationshipCreateRequest`; absent is not null to this API."""
    return one.model_dump(mode="json", exclude_none=True, include=set(WRITTEN))


def changes(state: TrustRelationshipState, spec: TrustRelationship) -> dict[str, Any]:
    """Return `TrustRelationshipUpdateRequest`: what is wanted otherwise than it is."""
    there = to_wire(state)
    return {field: value for field, value in to_wire(spec).items() if there.get(field) != value}


def from_wire(found: Relationship, connection: str | None) -> TrustRelationshipState:
    """Return what there is, written as a wish is: accounts in order, PEM in one form, what cannot be read as it came."""
    pem = found.public_ca_cert
    try:
        pem, valid_to = _one(pem), certificate.ends_at([pem or ""])
    except ValueError:
        valid_to = None
    accounts = tuple(sorted(set(found.account_ids)))
    said = found.model_dump(include={"name", "installation_id", "trust_by_default"})
    return TrustRelationshipState(**said, account_ids=accounts, public_ca_cert=pem, connection=connection, trust_relationship_id=found.id, valid_to=valid_to)


def made(spec: TrustRelationship, trust_relationship_id: str) -> TrustRelationshipState:
    """Return what there is after a write that was accepted."""
    known = {"trust_relationship_id": trust_relationship_id, "valid_to": certificate.ends_at([spec.public_ca_cert])}
    return TrustRelationshipState.model_validate(spec.model_dump() | known)


def differing(found: Relationship, wanted: TrustRelationship | TrustRelationshipState) -> list[str]:
    """Return the names of the fields in which a relationship is not as wanted; when it was changed does not matter."""
    there, wish = to_wire(from_wire(found, None)), to_wire(wanted)
    return [field for field in WRITTEN if there.get(field) != wish.get(field)]


def _one(pem: str | None) -> str:
    """One certificate in its one form; raise :exc:`ValueError` for several, which a wish could not say."""
    (found,) = certificate.read(pem or "")
    return found.pem
