"""A claimed link id: the id of a private connection in a region that belongs to this organization."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from crosslink_core.api.cloud.filters.link_id_claim import ClaimedLinkId, ClaimedLinkIds
from crosslink_core.api.error import NotFoundError, RefusedError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.coordination import retry
from crosslink_core.lifecycle import NOBODY, Lifecycle, Owner, PlaceTakenError, Tell
from crosslink_core.model.filters.link_id_claim import LinkIdClaim, LinkIdClaimState


class _Recent(Readings[frozenset[ClaimedLinkId]]):
    """By the connection's name."""


class LinkIdClaimLifecycle(Lifecycle[LinkIdClaim, LinkIdClaimState]):
    """Create, read and delete :class:`LinkIdClaim`; all but the connection is identity, so nothing is sent to update it."""

    identity: ClassVar = frozenset({"region", "link_id", "azure_endpoint_name", "azure_endpoint_guid"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._recent = session.shared(_Recent)

    def create(self, spec: LinkIdClaim, owner: Owner = NOBODY) -> LinkIdClaimState:
        """Claim it, or adopt it where this organization has it already; raise the service's error where another organization has it."""
        if not self._session.adopt and not owner.leaving(spec.id) and self._is_claimed(spec):
            raise PlaceTakenError(f"{spec.id} is claimed already; import it, give it up, or let it be adopted")
        if not self._change(spec, self._api(spec).claim, claimed=True):
            self._tell.say(f"adopted {spec.id}, which this organization had claimed already")
        return _state(spec)

    def read(self, id: str, state: LinkIdClaimState) -> LinkIdClaimState | None:  # noqa: A002 — Pulumi's word
        """Return it, or None when it is not claimed any more."""
        found = self._recent.get(self._session.connections.name(state.connection), self._api(state).all)
        return state if to_wire(state) in found else None

    def update(self, id: str, state: LinkIdClaimState, spec: LinkIdClaim) -> LinkIdClaimState:  # noqa: A002 — Pulumi's words
        """Take a new name of the connection over; there is nothing to send."""
        return _state(spec)

    def delete(self, id: str, state: LinkIdClaimState) -> None:  # noqa: A002 — Pulumi's word
        """Give it up; that it is given up already is fine."""
        self._change(state, self._api(state).unclaim, claimed=False)

    def existing(self, connection: str | None) -> Iterator[LinkIdClaimState]:
        """Yield every claim of this organization."""
        for claimed in self._session.cloud(connection).claimed_link_ids.all():
            yield LinkIdClaimState(connection=connection, **claimed.to_wire())

    def _change(self, spec: LinkIdClaim, send: Callable[[ClaimedLinkId], None], *, claimed: bool) -> bool:
        """Send it; where it is refused or gets no answer, the list shows the result.  Return whether this request changed it."""

        def done() -> bool:
            send(to_wire(spec))
            return True

        try:
            return retry(self._session, done, verify=lambda _: self._is_claimed(spec) is claimed or None)
        except (RefusedError, NotFoundError):
            if self._is_claimed(spec) is not claimed:
                raise
            return False
        finally:
            self._recent.drop(self._session.connections.name(spec.connection))

    def _is_claimed(self, spec: LinkIdClaim) -> bool:
        return to_wire(spec) in self._api(spec).all()

    def _api(self, spec: LinkIdClaim) -> ClaimedLinkIds:
        return self._session.cloud(spec.connection).claimed_link_ids


def to_wire(spec: LinkIdClaim) -> ClaimedLinkId:
    """Return the claim as the service has it."""
    return ClaimedLinkId.model_validate(spec.model_dump(exclude={"connection"}))


def _state(spec: LinkIdClaim) -> LinkIdClaimState:
    return LinkIdClaimState.model_validate(spec.model_dump(include=set(LinkIdClaim.model_fields)))
