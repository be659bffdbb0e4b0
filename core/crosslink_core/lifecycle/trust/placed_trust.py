"""Trust entries whose place is known before they are made: whom they are about is their key."""

from functools import partial
from typing import cast

from crosslink_core.coordination.deployment_update import Settings
from crosslink_core.lifecycle.base import NOBODY, Owner, PlaceTakenError
from crosslink_core.lifecycle.trust import Spec, State, TrustLifecycle, trust_list
from crosslink_core.model.slot import Slot


class PlacedTrustLifecycle(TrustLifecycle[Spec, State]):
    """How such an entry comes to be."""

    def create(self, spec: Spec, owner: Owner = NOBODY) -> State:
        """Add the entry, or adopt one that is alike; raise :exc:`PlaceTakenError` for one that is not.

        An entry whose plan failed or was not waited for stays; the next `up` adopts it.
        """
        self.refuse(spec)
        wanted, match = self.to_wire(spec), self.match(spec)

        def precondition(settings: Settings) -> None:
            found = trust_list.find(settings.trust, match)
            if found is not None and not owner.leaving(cast(Slot, spec).id):
                self._judge(spec, trust_list.alike(found, wanted))

        settings = self._change(spec, partial(trust_list.put, wanted=wanted, match=match), precondition=precondition)
        return self._with_plan(self.made(spec, found=trust_list.find(settings.trust, match)), settings, settled=True)

    def _judge(self, spec: Spec, alike: bool) -> None:
        """Judge what is in the new entry's place before anything is written."""
        place = self.match_text(spec)
        if alike and self._session.adopt:
            self._tell.say(f"adopted trust in {place} of deployment {spec.deployment.label}, which was there already: it is this stack's now, and goes with it")
            return
        what, remedy = ("one that is alike", "import it, or let it be adopted") if alike else ("one that lets others in", "import it, or declare it as it is")
        msg = f"deployment {spec.deployment.label} has an entry for {place} already, {what}; {remedy} (`crosslink import`)"
        raise PlaceTakenError(msg)

    def match_text(self, spec: Spec) -> str:
        """Say whom an entry is about."""
        return f"{self.kind} {self.to_wire(spec).key}"
