"""A traffic filter: a ruleset, to which the service gives an id; after a lost reply or a lost state its name finds it again."""

from collections.abc import Iterator
from typing import ClassVar

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset, TrafficFilters
from crosslink_core.api.error import ForbiddenError, NotFoundError, RefusedError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import NOBODY, GoneError, InUseError, Lifecycle, Owner, PlaceTakenError, Tell
from crosslink_core.lifecycle.filters import Rulesets, attachment, end_of, from_wire, is_wanted, made, to_wire
from crosslink_core.lifecycle.filters.changes import Changes
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
        """Create it, or adopt a filter with the same fields that no other resource of this program has.

        An interrupted run may have left a filter: its name, which holds the stack's, finds it again.
        """
        before = self._rulesets.first(spec.connection)
        namesakes = [found for found in before.values() if (found.name, found.type, found.region) == (spec.name, spec.type, spec.region)]
        for found in namesakes:
            if not is_wanted(found, spec):
                self._tell.warn(
                    f"traffic filter {spec.name}: another filter of that name has other rules ({found.id}); remove it if an interrupted run left it"
                )
            elif not self._session.adopt:
                raise PlaceTakenError(f"traffic filter {spec.name}: the same filter exists already ({found.id}); import it, remove it, or let it be adopted")
            elif owner.take(found.id):
                self._tell.say(f"adopted traffic filter {spec.name} ({found.id}), which was there already")
                return made(spec, found.id)
        what, body = f"traffic filter {spec.name}", to_wire(spec)
        id_ = self._rulesets.create(what, spec.connection, lambda: self._api(spec).create(body), lambda found: is_wanted(found, spec), owner)
        self._made[id_] = Ruleset.model_validate(body | {"id": id_})
        return made(spec, id_)

    def read(self, id: str, state: TrafficFilterState) -> TrafficFilterState | None:  # noqa: A002 — Pulumi's word
        """Return it as it is; fields that the service does not have stay as they were."""
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
                raise GoneError(
                    f"traffic filter {state.name} ({id}) is gone, somebody deleted it ({error}); run `pulumi up --refresh`, which creates it again"
                ) from None
            except ForbiddenError as error:
                raise self._hidden(id, state, error) from None
            finally:
                self._rulesets.changed(spec.connection)
        return now

    def delete(self, id: str, state: TrafficFilterState) -> None:  # noqa: A002 — Pulumi's word
        """Delete it; raise :exc:`InUseError` while others attach it to deployments, unless `detach_others` lets it be detached there."""
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
        for found in self._rulesets.first(connection).values():
            known = TrafficFilterState(type=found.type, region=found.region, rules=(), name=found.name, connection=connection, platform=platform)
            yield from_wire(found, known)

    def _make_unused(self, id_: str, state: TrafficFilterState, refusal: RefusedError) -> None:
        """Detach it from the deployments that others attached it to, if `detach_others` is set and that opens none of them; else raise what prevents it.

        The service could do that itself (`ignore_associations`), but it would open deployments, even those that the key does not see.
        """
        found = self._api(state).get(id_)
        if not found.associations and not found.hidden:
            raise refusal
        if not state.detach_others:
            raise _in_use(found, "detach it there, or set detach_others=True, which opens no deployment, and run `pulumi up` first")
        if found.hidden:
            raise _in_use(found, "detach it with a key that sees them")
        for deployment_id in sorted(found.deployments):
            end = Deployment(deployment_id=deployment_id, connection=state.connection)
            try:
                attachment.detach(self._session, TrafficFilterAssociationState(traffic_filter=end_of(found), deployment=end))
            except InUseError:
                raise _in_use(found, f"it is the last filter of {deployment_id}, open to everyone without it: attach another filter there first") from None

    def _hidden(self, id_: str, state: TrafficFilterState, error: ForbiddenError) -> Exception:
        return self._rulesets.hidden(f"traffic filter {state.name}", state.connection, id_, error)

    def _api(self, spec: TrafficFilter | TrafficFilterState) -> TrafficFilters:
        return self._session.cloud(spec.connection).traffic_filters


def _in_use(found: Ruleset, remedy: str) -> InUseError:
    seen = sorted(f"{association.entity_type} {association.id}" for association in found.associations or ())
    unseen = [f"{found.hidden} that this key cannot see"] if found.hidden else []
    return InUseError(f"traffic filter {found.name} ({found.id}) guards {', '.join([*seen, *unseen])}; {remedy}")
