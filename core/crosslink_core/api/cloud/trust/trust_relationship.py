"""`/platform/configuration/trust-relationships`: which other environments an ECE environment knows, and what it is called itself.

Source: operations `*-trust-relationship` and `get-trust-relationships`; ECE only.  The service takes two relationships
that say the same; a change has no lock, a deletion has.
"""

from enum import StrEnum
from typing import Any, Final

from pydantic import field_validator

from crosslink_core.api import Operation, Operations, Reply, Versioned, nothing

PATH: Final = "/platform/configuration/trust-relationships"
ONE: Final = f"{PATH}/{{trust_relationship_id}}"
LIST: Final = Operation("get-trust-relationships", "GET", PATH, 200, again=True)
CREATE: Final = Operation("create-trust-relationship", "POST", PATH, 201, again=False)
GET: Final = Operation("get-trust-relationship", "GET", ONE, 200, again=True, versioned=True)
UPDATE: Final = Operation("update-trust-relationship", "PUT", ONE, 200, again=False)
DELETE: Final = Operation("delete-trust-relationship", "DELETE", ONE, 200, again=False)
"""Neither is sent again by itself: others write too, so whoever lost a reply looks first."""


class Which(StrEnum):
    """Which relationships are listed."""

    ALL = "all"
    LOCAL = "local"
    """The environment itself."""
    OTHERS = "non-local"


class Relationship(Reply):
    """`TrustRelationshipGetResponse`, and the answers to writes, which lack the certificate and the time."""

    id: str
    name: str
    trust_by_default: bool
    local: bool
    """Whether it is the environment itself, so that others can learn its id and its certificate."""
    account_ids: tuple[str, ...] = ()
    installation_id: str | None = None
    public_ca_cert: str | None = None
    """Only where it was asked for."""
    last_modified: str | None = None
    """Not read as a time: a documented example has `2022-01-9T14:33:20.465Z`."""

    @field_validator("account_ids", mode="before")
    @classmethod
    def _listed(cls, ids: Any) -> Any:
        """Null is the empty list of a Go server."""
        return () if ids is None else ids


class TrustRelationships(Operations):
    """Trust relationships of an ECE environment."""

    def all(self, *, include_certificate: bool = False, which: Which = Which.ALL) -> tuple[Relationship, ...]:
        """Return the relationships, the environment's own one too unless others are asked for."""
        return self._send(LIST, _relationships, query={"include_certificate": include_certificate, "filter": which.value})

    def get(self, trust_relationship_id: str) -> Versioned:
        """Return one :class:`Relationship` with its certificate and version; raise :exc:`~crosslink_core.api.error.NotFoundError` when it is gone."""
        return self._send(GET, _versioned, {"trust_relationship_id": trust_relationship_id}, query={"include_certificate": True})

    def create(self, body: dict[str, Any]) -> str:
        """Create one from a `TrustRelationshipCreateRequest` and return its id."""
        return self._send(CREATE, _id, body=body)

    def update(self, trust_relationship_id: str, body: dict[str, Any]) -> None:
        """Change what a `TrustRelationshipUpdateRequest` says; what is absent stays."""
        self._send(UPDATE, nothing, {"trust_relationship_id": trust_relationship_id}, body=body)

    def delete(self, trust_relationship_id: str, version: str | None) -> None:
        """Delete one; raise :exc:`~crosslink_core.api.error.ConflictError` unless that version is there; None: whatever is there."""
        self._send(DELETE, nothing, {"trust_relationship_id": trust_relationship_id}, query={} if version is None else {"version": version})


def _relationships(reply: Any) -> tuple[Relationship, ...]:
    found = reply["trust_relationships"]
    if not isinstance(found, list | None):  # whoever took another thing for "none" would believe that all are gone
        raise TypeError
    return tuple(Relationship.model_validate(relationship) for relationship in found or ())


def _versioned(reply: Versioned) -> Versioned:
    return Versioned(reply.version, Relationship.model_validate(reply.content))


def _id(reply: Any) -> str:
    found = reply["id"]
    if not isinstance(found, str) or not found:  # it becomes a resource's id
        raise TypeError
    return found
