"""The life of a trust relationship: its id is the service's, and a lost reply or a lost state is found again by its name.

The environment's own relationship, the local one, is the service's: it is read, and never written.
"""

from collections.abc import Iterator
from typing import ClassVar

from crosslink_core.api.cloud.trust.trust_relationship import Relationship, TrustRelationships
from crosslink_core.api.error import ApiError, ConflictError, NotFoundError, RateLimitedError
from crosslink_core.api.operation import Versioned
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Session
from crosslink_core.coordination.retry import retry
from crosslink_core.lifecycle.base import NOBODY, GoneError, Lifecycle, Owner, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.trust.trust_relationship_document import changes, differing, from_wire, made, to_wire
from crosslink_core.lifecycle.trust.trust_relationships import ById, Relationships
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState


class TrustRelationshipLifecycle(Lifecycle[TrustRelationship, TrustRelationshipState]):
    """Create, read, update and delete :class:`TrustRelationship`; all of it changes in place."""

    unordered: ClassVar = frozenset({"account_ids"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._relationships = session.shared(Relationships)

    def create(self, spec: TrustRelationship, owner: Owner = NOBODY) -> TrustRelationshipState:
        """Make it, or adopt one that is exactly alike and that no other resource of this program has.

        Raises :exc:`PlaceTakenError` for one of its name that is not alike: two could not be told apart.
        """
        before = self._relationships.first(spec.connection)
        self._refuse_itself(spec, before)
        others = [one for one in before.values() if not one.local]
        for one in sorted((one for one in others if one.name == spec.name), key=lambda one: len(differing(one, spec))):
            if owner.take(one.id):  # else another resource of this program has it, perhaps the one that this one replaces
                self._judge(spec, one)
                return made(spec, one.id)
        for one in others:
            if one.installation_id == spec.installation_id and one.name != spec.name:
                self._tell.say(f"trust relationship {spec.name}: environment {spec.installation_id} is known already as {one.name} ({one.id}); both count")
        what, body = f"trust relationship {spec.name}", to_wire(spec)
        id_ = self._relationships.create(what, spec.connection, lambda: self._api(spec).create(body), lambda found: not differing(found, spec), owner)
        return made(spec, id_)

    def read(self, id: str, state: TrustRelationshipState) -> TrustRelationshipState | None:  # noqa: A002 — Pulumi's word
        """Return it as it is; a local one, which an import may have brought, is an error."""
        found = self._relationships.recent(state.connection).get(id)
        if found is None:
            try:
                found = self._api(state).get(id).content  # a list may lag behind
            except NotFoundError:
                return None
        self._refuse_local(found)
        return from_wire(found, state.connection)

    def update(self, id: str, state: TrustRelationshipState, spec: TrustRelationship) -> TrustRelationshipState:  # noqa: A002 — Pulumi's word
        """Change in place what is wanted otherwise; its id, by which deployments trust it, stays.  Another connection's name sends nothing."""
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
                what = f"somebody changed its {' and '.join(fields)} while it was to be deleted"
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
        for one in self._relationships.first(connection).values():
            if not one.local:
                yield from_wire(one, connection)

    def _judge(self, spec: TrustRelationship, found: Relationship) -> None:
        """Judge what has the name of the new one."""
        fields = differing(found, spec)
        if fields:
            what, remedy = f"another {' and another '.join(fields)}", "choose another name"
        elif not self._session.adopt:
            what, remedy = "all that is wanted", "let it be adopted"
        else:
            self._tell.say(f"adopted trust relationship {spec.name} ({found.id}), which was there already")
            return
        msg = f"trust relationship {spec.name}: one of that name is there already ({found.id}), with {what}; import it, remove it, or {remedy}"
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
            msg = f"trust relationship {spec.name} ({id_}) is gone, somebody deleted it ({error}); run `pulumi up --refresh`, which makes it anew"
            raise GoneError(msg) from None
        finally:
            self._relationships.changed(spec.connection)

    def _present(self, id_: str, state: TrustRelationshipState) -> Versioned | None:
        """What is to be deleted with its version; one that a reading does not show yet may still be in the list, which has no versions."""
        try:
            return self._api(state).get(id_)
        except NotFoundError:
            found = self._relationships.fresh(state.connection).get(id_)
            return None if found is None else Versioned(None, found)

    def _refuse_itself(self, spec: TrustRelationship, known: ById) -> None:
        """An environment needs no relationship with itself: it has one."""
        if any(one.local and spec.installation_id in {one.installation_id, *one.account_ids} for one in known.values()):
            msg = f"trust relationship {spec.name}: {spec.installation_id} is the id of the environment itself; give that of the other one"
            raise RefusedLinkError(msg)

    def _refuse_local(self, found: Relationship) -> None:
        """The service's own is nobody's to write."""
        if found.local:
            msg = (
                f"trust relationship {found.name} ({found.id}) is the environment's own, which is neither changed nor deleted; "
                "`pulumi state delete` its resource, and read it with get_trust_relationships"
            )
            raise RefusedLinkError(msg)

    def _api(self, one: TrustRelationship | TrustRelationshipState) -> TrustRelationships:
        return self._session.cloud(one.connection).trust_relationships
