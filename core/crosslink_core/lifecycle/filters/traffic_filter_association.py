"""An association: a traffic filter on a deployment.

Whether a deployment is open depends on all its filters, so the associations of a deployment are changed in a single pass:
see `attachment`.
"""

from collections.abc import Iterator
from typing import ClassVar

from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import NOBODY, Lifecycle, Owner, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.claims import Claims
from crosslink_core.lifecycle.filters import Rulesets, attachment, closing_rulesets, end_of, rulesets_on
from crosslink_core.lifecycle.filters.changes import Changes
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.filters.traffic_filter_association import FoundEnd, TrafficFilterAssociation, TrafficFilterAssociationState


class TrafficFilterAssociationLifecycle(Lifecycle[TrafficFilterAssociation, TrafficFilterAssociationState]):
    """Create, read, update and delete :class:`TrafficFilterAssociation`."""

    identity: ClassVar = frozenset({"traffic_filter.ruleset_id", "deployment.deployment_id"})
    unordered: ClassVar = frozenset({"together"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._rulesets, self._own = session.shared(Rulesets), session.shared(Changes)

    def create(self, spec: TrafficFilterAssociation, owner: Owner = NOBODY) -> TrafficFilterAssociationState:
        """Attach the filter; a deployment that was open stays open if any of the filters in `together` fails."""
        _refuse(spec)
        ours = self._own.deployments[spec.deployment.deployment_id].attached
        ruleset_id = spec.traffic_filter.ruleset_id
        if not self._session.adopt and not owner.leaving(spec.id) and ruleset_id not in ours and ruleset_id in self._on(spec.deployment):
            raise PlaceTakenError(f"{spec.id}: the traffic filter is on the deployment already; import it, remove it, or let it be adopted")
        if not attachment.attach(self._session, spec):
            self._tell.say(f"adopted {spec.id}, which was there already")
        return _state(spec)

    def read(self, id: str, state: TrafficFilterAssociationState) -> TrafficFilterAssociationState | None:  # noqa: A002 — Pulumi's word
        """Return it, or None when the deployment no longer has it; facts stay as they were."""
        ruleset_id, connection = state.traffic_filter.ruleset_id, state.deployment.connection
        found = self._rulesets.recent(connection).get(ruleset_id)
        if found is not None and state.deployment.deployment_id in found.deployments:
            return state
        try:  # a list may lag behind, or a key see less in it
            return state if ruleset_id in self._on(state.deployment) else None
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise self._rulesets.hidden(id, connection, ruleset_id, error) from None

    def update(self, id: str, state: TrafficFilterAssociationState, spec: TrafficFilterAssociation) -> TrafficFilterAssociationState:  # noqa: A002 — Pulumi's words
        """Take new facts over; there is nothing to send."""
        return _state(spec)

    def delete(self, id: str, state: TrafficFilterAssociationState) -> None:  # noqa: A002 — Pulumi's word
        """Detach the filter; raise :exc:`InUseError` if that would open the deployment to everyone and nobody asked for that."""
        leaving = tuple(id_ for id_ in state.together if not self._session.shared(Claims).stays(f"{id_}/{state.deployment.deployment_id}"))
        try:
            attachment.detach(self._session, state.model_copy(update={"together": leaving}))
        except ForbiddenError as error:
            raise self._rulesets.hidden(id, state.deployment.connection, state.traffic_filter.ruleset_id, error) from None

    def foresee(self, kind: object, end: Deployment) -> Iterator[str]:
        """Yield a warning before a filter of this kind is attached to an open deployment: its first filter shuts everyone else out."""
        known = self._rulesets.first(end.connection)
        if kind != FilterType.EGRESS_FIREWALL and not closing_rulesets(known, rulesets_on(known, end.deployment_id)):
            yield f"deployment {end.label} was open to everyone until now: its first traffic filter shuts out all whom no filter admits"

    def facts(self, ruleset_id: str, connection: str | None) -> FoundEnd:
        """Return a filter with its facts; raise :exc:`~crosslink_core.api.error.ApiError` where the key cannot read it."""
        found = self._rulesets.first(connection).get(ruleset_id) or self._own.made.get(ruleset_id)
        return end_of(found or self._session.cloud(connection).traffic_filters.get(ruleset_id))

    def existing(self, deployment: Deployment) -> Iterator[TrafficFilterAssociationState]:
        """Yield every association of a deployment that the key sees, whoever made it."""
        for ruleset in self._rulesets.first(deployment.connection).values():
            if deployment.deployment_id in ruleset.deployments:
                yield TrafficFilterAssociationState(traffic_filter=end_of(ruleset), deployment=deployment)

    def _on(self, deployment: Deployment) -> frozenset[str]:
        return self._session.cloud(deployment.connection).traffic_filter_associations.of_deployment(deployment.deployment_id)


def _refuse(spec: TrafficFilterAssociation) -> None:
    """Raise :exc:`RefusedLinkError` for what the service would refuse."""
    end, traffic_filter = spec.deployment, spec.traffic_filter
    if end.is_system:
        raise RefusedLinkError(f"{spec.id}: deployment {end.label} is a system deployment, which has no traffic filters; name another deployment")
    if end.region and traffic_filter.region and end.region != traffic_filter.region:
        regions = f"traffic filter {traffic_filter.label} is for region {traffic_filter.region}, and deployment {end.label} is in {end.region}"
        raise RefusedLinkError(f"{spec.id}: {regions}; use a filter of that region")


def _state(spec: TrafficFilterAssociation) -> TrafficFilterAssociationState:
    return TrafficFilterAssociationState.model_validate(spec.model_dump())
