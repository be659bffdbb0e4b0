"""Trust entries whose place is known before they are created: whom they trust is their key."""

from functools import partial
from typing import cast

from crosslink_core.coordination.deployment_update import Settings
from crosslink_core.lifecycle import NOBODY, Owner, PlaceTakenError
from crosslink_core.lifecycle.trust import Spec, State, TrustLifecycle, trust_list
from crosslink_core.model import Slot


class SlotTrustLifecycle(TrustLifecycle[Spec, State]):
    """How such an entry is created."""

    def create(self, spec: Spec, owner: Owner = NOBODY) -> State:
        """Add the entry, or adopt the same entry; raise :exc:`PlaceTakenError` for another entry in its place.

        An entry stays although its plan failed or was not waited for; the next `up` adopts it.
        """
        self.refuse(spec)
        wanted, match = self.to_wire(spec), self.match(spec)

        def precondition(settings: Settings) -> None:
            found = trust_list.find(settings.trust, match)
            if found is not None and not owner.leaving(cast(Slot, spec).id):
                self._accept(spec, same=trust_list.is_same(found, wanted))

        settings = self._change(spec, partial(trust_list.put, wanted=wanted, match=match), precondition=precondition)
        return self._with_plan(self.made(spec, found=trust_list.find(settings.trust, match)), settings, settled=True)

    def _accept(self, spec: Spec, *, same: bool) -> None:
        """Raise :exc:`PlaceTakenError` for what is in the new entry's place, unless it may be adopted."""
        place = self.match_text(spec)
        if same and self._session.adopt:
            self._tell.say(f"adopted trust in {place} of deployment {spec.deployment.label}, which was there already: it is this stack's now, and goes with it")
            return
        if same:
            text = f"has the same entry for {place} already; import it, or let it be adopted"
        else:
            text = f"has an entry for {place} already, which lets others in; import it, or declare it as it is"
        raise PlaceTakenError(f"deployment {spec.deployment.label} {text} (`crosslink import`)")

    def match_text(self, spec: Spec) -> str:
        """Return whom an entry is about."""
        return f"{self.kind} {self.to_wire(spec).key}"
