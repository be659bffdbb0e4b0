"""A trust relationship of an ECE environment: the service gives it its id; after a lost reply or a lost state its name finds it again.

The environment's own relationship, with `local: true`, belongs to the service: crosslink reads it and never writes it.
"""

from collections.abc import Iterator
from typing import ClassVar

from crosslink_core.api import Versioned
from crosslink_core.api.cloud.trust.trust_relationship import Relationship, TrustRelationships
from crosslink_core.api.error import ApiError, ConflictError, NotFoundError, RateLimitedError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Session
from crosslink_core.coordination import retry
from crosslink_core.lifecycle import NOBODY, GoneError, Lifecycle, Owner, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.trust.trust_relationships import ById, Relationships, changes, differing, from_wire, made, to_wire
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState


class TrustRelationshipLifecycle(Lifecycle[TrustRelationship, TrustRelationshipState]):
    """Create, read, update and delete :class:`TrustRelationship`; all of it changes in place."""

    unordered: ClassVar = frozenset({"account_ids"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._relationships = session.shared(Relationships)

    def create(self, spec: TrustRelationship, owner: Owner = NOBODY) -> TrustRelationshipState:
        """Create it, or adopt a relationship with the same fields that no other resource of this program has.

        Raises :exc:`PlaceTakenError` for a relationship with its name and other fields: the two could not be told apart.
        """
        before = self._relationships.first(spec.connection)
        self._refuse_itself(spec, before)
        others = [known for known in before.values() if not known.local]
        for found in sorted((known for known in others if known.name == spec.name), key=lambda known: len(differing(known, spec))):
            if owner.take(found.id):  # else another resource of this program has it, perhaps the resource that this replaces
                self._accept(spec, found)
                return made(spec, found.id)
        for known in others:
            if known.installation_id == spec.installation_id and known.name != spec.name:
                self._tell.say(f"trust relationship {spec.name}: environment {spec.installation_id} is known as {known.name} ({known.id}), too; both apply")
        what, body = f"trust relationship {spec.name}", to_wire(spec)
        id_ = self._relationships.create(what, spec.connection, lambda: self._api(spec).create(body), lambda found: not differing(found, spec), owner)
        return made(spec, id_)

    def read(self, id: str, state: TrustRelationshipState) -> TrustRelationshipState | None:  # noqa: A002 — Pulumi's word
        """Return it as it is; raise :exc:`RefusedLinkError` for the environment's own, which an import may have brought."""
        found = self._relationships.recent(state.connection).get(id)
        if found is None:
            try:
                found = self._api(state).get(id).content  # a list may lag behind
            except NotFoundError:
                return None
        self._refuse_local(found)
        return from_wire(found, state.connection)

    def update(self, id: str, state: TrustRelationshipState, spec: TrustRelationship) -> TrustRelationshipState:  # noqa: A002 — Pulumi's word
        """Change in place the fields that differ; the id, by which deployments trust it, stays.  A new name of the connection sends nothing."""
        body = changes(state, spec)
        if body:
            known = self._relationships.first(spec.connection)
            self._refuse_itself(spec, known)
            if id in known:
                self._refuse_local(known[id])
            self._put(id, spec, body)
        return made(spec, id)

    def delete(self, id: str, state: TrustRelationshipState) -> None:  # noqa: A002 — Pulumi's word
        """Delete it; raise :exc:`PlaceTakenError` where somebody else changes it at the same time into something that the state does not say."""
        conflicts: list[ConflictError] = []

        def delete() -> bool:
            found = self._present(id, state)
            if found is None:
                return True
            self._refuse_local(found.content)
            if conflicts and (fields := differing(found.content, state)):
                what = f"somebody changed its {' and '.join(fields)} before it was deleted"
                msg = f"trust relationship {state.name} ({id}): {what}; run `pulumi refresh` to see it, and delete it again"
                raise PlaceTakenError(msg)
            try:
                self._api(state).delete(id, found.version)
            except NotFoundError:
                return True
            except ConflictError as error:
                conflicts.append(error)
                raise
            return True

        try:
            retry(self._session, delete, on=(*PASSING, ConflictError))
        finally:
            self._relationships.changed(state.connection)
        self._relationships.deleted(id)

    def existing(self, connection: str | None) -> Iterator[TrustRelationshipState]:
        """Yield every relationship of an environment but its own, whoever made it."""
        for found in self._relationships.first(connection).values():
            if not found.local:
                yield from_wire(found, connection)

    def _accept(self, spec: TrustRelationship, found: Relationship) -> None:
        """Raise :exc:`PlaceTakenError` for a relationship that has the new name, unless it may be adopted."""
        fields = differing(found, spec)
        if fields:
            what, remedy = f"another {' and another '.join(fields)}", "choose another name"
        elif not self._session.adopt:
            what, remedy = "the same fields", "let it be adopted"
        else:
            self._tell.say(f"adopted trust relationship {spec.name} ({found.id}), which was there already")
            return
        msg = f"trust relationship {spec.name}: a relationship of that name exists already ({found.id}), with {what}; import it, remove it, or {remedy}"
        raise PlaceTakenError(msg)

    def _put(self, id_: str, spec: TrustRelationship, body: dict[str, object]) -> None:
        """Change it; after a lost reply look whether it was changed before it is tried again: a change has no lock, and others may have followed."""

        def put() -> bool:
            self._api(spec).update(id_, body)
            return True

        def changed_after_all(error: ApiError) -> bool | None:
            if isinstance(error, RateLimitedError):
                return None
            now = to_wire(from_wire(self._api(spec).get(id_).content, None))
            return all(now.get(field) == value for field, value in body.items()) or None

        try:
            retry(self._session, put, verify=changed_after_all)
        except NotFoundError as error:
            msg = f"trust relationship {spec.name} ({id_}) is gone, somebody deleted it ({error}); run `pulumi up --refresh`, which creates it again"
            raise GoneError(msg) from None
        finally:
            self._relationships.changed(spec.connection)

    def _present(self, id_: str, state: TrustRelationshipState) -> Versioned | None:
        """Return what is to be deleted with its version; what a reading does not show yet may still be in the list, which has no versions."""
        try:
            return self._api(state).get(id_)
        except NotFoundError:
            found = self._relationships.fresh(state.connection).get(id_)
            return None if found is None else Versioned(None, found)

    def _refuse_itself(self, spec: TrustRelationship, known: ById) -> None:
        """Refuse a relationship of an environment with itself, which exists from the start."""
        if any(found.local and spec.installation_id in {found.installation_id, *found.account_ids} for found in known.values()):
            msg = f"trust relationship {spec.name}: {spec.installation_id} is the id of the environment itself; give that of the other environment"
            raise RefusedLinkError(msg)

    def _refuse_local(self, found: Relationship) -> None:
        """Refuse to write the environment's own relationship, which belongs to the service."""
        if found.local:
            msg = (
                f"trust relationship {found.name} ({found.id}) is the environment's own, which nobody can change or delete; "
                "`pulumi state delete` its resource, and read it with get_trust_relationships"
            )
            raise RefusedLinkError(msg)

    def _api(self, relationship: TrustRelationship | TrustRelationshipState) -> TrustRelationships:
        return self._session.cloud(relationship.connection).trust_relationships
