"""The life of a traffic filter: a ruleset that its id names, and that a lost reply or a lost state is found again by its name."""

from collections.abc import Iterator
from typing import ClassVar

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset, TrafficFilters
from crosslink_core.api.error import ForbiddenError, NotFoundError, RefusedError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.base import NOBODY, GoneError, InUseError, Lifecycle, Owner, PlaceTakenError, Tell
from crosslink_core.lifecycle.filters import attachment
from crosslink_core.lifecycle.filters.changes import Changes
from crosslink_core.lifecycle.filters.ruleset_document import alike, end_of, from_wire, made, to_wire
from crosslink_core.lifecycle.filters.rulesets import Rulesets
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.filters.traffic_filter import TrafficFilter, TrafficFilterState
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState


class TrafficFilterLifecycle(Lifecycle[TrafficFilter, TrafficFilterState]):
    """Create, read, update and delete :class:`TrafficFilter`."""

    identity: ClassVar = frozenset({"type", "region"})
    unordered: ClassVar = frozenset({"rules"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._rulesets, self._made = session.shared(Rulesets), session.shared(Changes).made

    def create(self, spec: TrafficFilter, owner: Owner = NOBODY) -> TrafficFilterState:
        """Make it, or adopt one that is exactly alike and that no other resource of this program has.

        An interrupted run may have left one: the name, which says whose it is, finds it again.
        """
        before = self._rulesets.first(spec.connection)
        namesakes = [one for one in before.values() if (one.name, one.type, one.region) == (spec.name, spec.type, spec.region)]
        for one in namesakes:
            if not alike(one, spec):
                self._tell.warn(f"traffic filter {spec.name}: another one of that name has other rules ({one.id}); remove it if an interrupted run left it")
            elif not self._session.adopt:
                msg = f"traffic filter {spec.name}: one like it is there already ({one.id}); import it, remove it, or let it be adopted"
                raise PlaceTakenError(msg)
            elif owner.take(one.id):
                self._tell.say(f"adopted traffic filter {spec.name} ({one.id}), which was there already")
                return made(spec, one.id)
        what, body = f"traffic filter {spec.name}", to_wire(spec)
        id_ = self._rulesets.create(what, spec.connection, lambda: self._api(spec).create(body), lambda found: alike(found, spec), owner)
        self._made[id_] = Ruleset.model_validate(body | {"id": id_})
        return made(spec, id_)

    def read(self, id: str, state: TrafficFilterState) -> TrafficFilterState | None:  # noqa: A002 — Pulumi's word
        """Return it as it is; what the service does not know stays as it was."""
        found = self._rulesets.recent(state.connection).get(id)
        if found is None:
            try:
                found = self._api(state).get(id)  # a list may lag behind, or a key see less in it
            except NotFoundError:
                return None
            except ForbiddenError as error:
                raise self._hidden(id, state, error) from None
        return from_wire(found, state)

    def update(self, id: str, state: TrafficFilterState, spec: TrafficFilter) -> TrafficFilterState:  # noqa: A002 — Pulumi's word
        """Replace name, description and rules in place; what it guards stays guarded.  Facts alone send nothing."""
        now = made(spec, id)
        if to_wire(spec) != to_wire(state):
            self._rulesets.changed(spec.connection)
            try:
                self._api(spec).update(id, to_wire(spec))
            except NotFoundError as error:
                msg = f"traffic filter {state.name} ({id}) is gone, somebody deleted it ({error}); run `pulumi up --refresh`, which makes it anew"
                raise GoneError(msg) from None
            except ForbiddenError as error:
                raise self._hidden(id, state, error) from None
            finally:
                self._rulesets.changed(spec.connection)
        return now

    def delete(self, id: str, state: TrafficFilterState) -> None:  # noqa: A002 — Pulumi's word
        """Delete it; raise :exc:`InUseError` while deployments use it that this stack did not attach it to, unless it may be taken from them."""
        try:
            try:
                self._api(state).delete(id)
            except RefusedError as error:
                self._make_unused(id, state, error)
                self._api(state).delete(id)
        except NotFoundError:
            pass
        except ForbiddenError as error:
            raise self._hidden(id, state, error) from None
        finally:
            self._rulesets.changed(state.connection)
        self._rulesets.deleted(id)

    def existing(self, connection: str | None) -> Iterator[TrafficFilterState]:
        """Yield every traffic filter of a connection, whoever made it."""
        platform = self._session.connections[connection].platform
        for one in self._rulesets.first(connection).values():
            known = TrafficFilterState(type=one.type, region=one.region, rules=(), name=one.name, connection=connection, platform=platform)
            yield from_wire(one, known)

    def _make_unused(self, id_: str, state: TrafficFilterState, refusal: RefusedError) -> None:
        """Take it from the deployments that others put it on, where that is wished and opens none of them; else raise what is in the way.

        The service could do that itself (`ignore_associations`), but would open deployments, those too that the key does not see.
        """
        found = self._api(state).get(id_)
        if not found.associations and not found.hidden:
            raise refusal
        if not state.detach_others:
            raise _in_use(found, "detach it there, or set detach_others=True, which opens no deployment, and run `pulumi up` first")
        if found.hidden:
            raise _in_use(found, "detach it with a key that sees them")
        for one in sorted(found.deployments):
            end = Deployment(deployment_id=one, connection=state.connection)
            try:
                attachment.detach(self._session, TrafficFilterAssociationState(traffic_filter=end_of(found), deployment=end))
            except InUseError:
                raise _in_use(found, f"it is the last one of {one}, open to everyone without it: attach another there first") from None

    def _hidden(self, id_: str, state: TrafficFilterState, error: ForbiddenError) -> Exception:
        return self._rulesets.hidden(f"traffic filter {state.name}", state.connection, id_, error)

    def _api(self, one: TrafficFilter | TrafficFilterState) -> TrafficFilters:
        return self._session.cloud(one.connection).traffic_filters


def _in_use(found: Ruleset, remedy: str) -> InUseError:
    seen = sorted(f"{one.entity_type} {one.id}" for one in found.associations or ())
    unseen = [f"{found.hidden} that this key may not see"] if found.hidden else []
    msg = f"traffic filter {found.name} ({found.id}) guards {', '.join([*seen, *unseen])}; {remedy}"
    return InUseError(msg)
