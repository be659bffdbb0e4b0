"""Who may come into a deployment: its traffic filters are attached together and taken away together.

A deployment without a filter is open to everyone; the first one closes it to all whom no filter admits (P28).  So on a
deployment that is open all filters that belong together are attached at once, and taken away again if one of them fails;
and the last ones stay, unless their removal was asked for.  What is closed stays closed, what was open stays open, except
as planned.
"""

from contextlib import suppress
from functools import partial
from time import sleep
from typing import Final

from crosslink_core.api.error import ApiError, NotFoundError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections import Connections
from crosslink_core.coordination import shared_list
from crosslink_core.coordination.insist import insist
from crosslink_core.lifecycle.base import InUseError, LeftOpenError
from crosslink_core.lifecycle.filters import filter_memory, rulesets
from crosslink_core.lifecycle.filters.filter_wish import Step, Wish
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState

ANY: Final = (ApiError,)
"""What is tried again where giving up would lock people out: even refusals."""


class Door:
    """One deployment, to which nobody else in this process does anything at the moment."""

    def __init__(self, connections: Connections, one: TrafficFilterAssociationState) -> None:
        self._connections, self._end = connections, one.deployment
        self._id, self._connection = one.deployment.deployment_id, one.deployment.connection
        self._api = connections.cloud(self._connection).traffic_filter_associations
        self._memory = filter_memory.of(connections)
        self._changes = self._memory.changes[self._id]

    def attach(self, wishes: list[Wish]) -> None:
        """Put them there; what was open stays open if one of them fails."""
        before = rulesets.on(rulesets.first(self._connections, self._connection), self._id) - self._changes.detached | self._changes.attached
        wanted = dict.fromkeys(wish.ruleset_id for wish in wishes)
        if not self._closing(before):
            wanted |= dict.fromkeys(one for wish in wishes for one in wish.one.together)
        steps = {one: Step(one) for one in wanted}
        away: CrosslinkError | None = None
        for step in steps.values():
            if away:
                step.failure = away  # a service that is away for one is away for all
            elif step.ruleset_id in self._changes.attached:
                step.new = True  # by one that it belongs to
            else:
                self._put(step, before)
                away = step.failure if isinstance(step.failure, PASSING) else None
        rulesets.changed(self._connections, self._connection)
        if any(step.failure for step in steps.values()):
            self._leave_as_it_was(list(steps.values()), before)
        for wish in wishes:
            step = steps[wish.ruleset_id]
            wish.settle(step.failure or step.new)

    def detach(self, wishes: list[Wish]) -> None:
        """Take them away, unless that would open the deployment; what belongs to them counts as going, too.  Those that may open it go last."""
        going = {one for wish in wishes for one in wish.group}
        types = {wish.ruleset_id: wish.one.traffic_filter.type for wish in wishes}
        for lag in (0, *shared_list.LAGS_S):
            sleep(lag)
            seen = self._there()
            there = seen | self._changes.attached
            closing = {one for one in going & there if self._closes(one, types.get(one))}
            opens = bool(closing) and not self._closing(seen - going)
            if not opens or seen == there:
                break  # else it may show a little later that another one has come
        asked = any(wish.one.open_on_delete and closing & wish.group for wish in wishes)
        refused = opens and not asked
        for wish in sorted(wishes, key=lambda wish: wish.one.open_on_delete):
            wish.settle(self._last(wish) if refused and wish.ruleset_id in there else self._take_away(wish.ruleset_id, PASSING))
        rulesets.changed(self._connections, self._connection)

    def _put(self, step: Step, before: frozenset[str]) -> None:
        try:
            new = insist(partial(self._create, step.ruleset_id), step.note)
            step.new = new or (step.unclear and step.ruleset_id not in before)
            note = self._changes.attach if step.new else self._changes.find
            note(step.ruleset_id)
        except CrosslinkError as error:
            step.failure = error
            if isinstance(error, ApiError):  # one that is not among those that `insist` bears
                step.note(error)

    def _create(self, ruleset_id: str) -> bool:
        for lag in shared_list.LAGS_S if ruleset_id in self._memory.made else ():
            with suppress(NotFoundError):  # one that was made a moment ago
                return self._api.create(ruleset_id, self._id)
            sleep(lag)
        return self._api.create(ruleset_id, self._id)

    def _leave_as_it_was(self, steps: list[Step], before: frozenset[str]) -> None:
        """After a failure: see what is there now, and take all of it away again if nothing else closes the deployment."""
        try:
            for lag in (0, *shared_list.LAGS_S):
                sleep(lag)
                there = insist(self._there, bear=ANY)
                for step in steps:
                    step.look(there, before)
                failed = [step for step in steps if step.failure]
                if not any(step.unclear for step in failed):
                    break  # else it may show a little later that one was carried out
            others = there - {step.ruleset_id for step in steps if step.new}
            if not failed or insist(partial(self._closing, others), bear=ANY):
                return
        except ApiError:
            return  # then nothing is known: those that were made are reported as made, and the next `up` goes on
        cause = LeftOpenError(
            f"traffic filter {failed[0].ruleset_id} could not be put on deployment {self._end.label} ({failed[0].failure}), "
            "which was open to everyone: it is left open, without the filters that belong together; mend that and run `pulumi up` again"
        )
        for step in steps:
            if step.new and self._take_away(step.ruleset_id, ANY) is None:
                step.failure = cause

    def _take_away(self, ruleset_id: str, bear: tuple[type[ApiError], ...]) -> CrosslinkError | None:
        """Take one away; return why it could not be."""
        try:
            insist(partial(self._delete, ruleset_id), bear=bear)
        except CrosslinkError as error:
            return error
        self._changes.detach(ruleset_id)
        return None

    def _delete(self, ruleset_id: str) -> None:
        with suppress(NotFoundError):  # gone already
            self._api.delete(ruleset_id, self._id)

    def _there(self) -> frozenset[str]:
        """What is on the deployment; a reading that lags must not make one that has left keep it closed."""
        return self._api.of_deployment(self._id) - self._changes.detached

    def _closing(self, ids: frozenset[str]) -> frozenset[str]:
        """Those that are known to keep strangers out."""
        known = self._known()
        return rulesets.closing(known if ids <= known.keys() else rulesets.recent(self._connections, self._connection), ids)

    def _known(self) -> rulesets.ById:
        return {**rulesets.first(self._connections, self._connection), **self._memory.made}

    def _closes(self, ruleset_id: str, kind: str | None) -> bool:
        """Whether one keeps strangers out, for all that is known."""
        known = self._known().get(ruleset_id)
        return (known.type if known else kind) != FilterType.EGRESS_FIREWALL

    def _last(self, wish: Wish) -> InUseError:
        others = " (those that belong to it count as going, too)" if wish.group - {wish.ruleset_id} else ""
        msg = (
            f"{wish.one.id}: deployment {self._end.label} would be open to everyone without its last traffic filter{others}, so it stays; attach another one, "
            "or set open_on_delete=True and run `pulumi up` first, or `pulumi state delete` the resource to leave it in place"
        )
        return InUseError(msg)
