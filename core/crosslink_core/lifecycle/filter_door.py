"""Who may come into a deployment: its traffic filters are attached together and taken away together.

A deployment without a filter is open to everyone; the first one closes it to all whom no filter admits (P28).  So where
one of several fails on a deployment that was open, the others are taken away again; and the last one stays, unless its
removal was asked for.  What is closed stays closed, what was open stays open, except as planned.
"""

from contextlib import suppress
from functools import partial
from time import sleep
from typing import Final

from crosslink_core.api.error import ApiError, NotFoundError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections import Connections
from crosslink_core.coordination import shared_list
from crosslink_core.coordination.gathering import together
from crosslink_core.coordination.insist import insist
from crosslink_core.lifecycle import rulesets
from crosslink_core.lifecycle.base import InUseError, LeftOpenError
from crosslink_core.lifecycle.filter_wish import Wish
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.traffic_filter_association import TrafficFilterAssociation

ANY: Final = (ApiError,)
"""What is tried again where giving up would lock people out: even refusals."""


def attach(connections: Connections, one: TrafficFilterAssociation) -> bool:
    """Put a filter on a deployment, together with those that come in the same moment; answer whether it was not there yet."""
    return _serve_together(connections, Wish(one, attach=True))


def detach(connections: Connections, one: TrafficFilterAssociation) -> None:
    """Take a filter from a deployment; raise :exc:`InUseError` where that would open it and nobody asked for that."""
    _serve_together(connections, Wish(one, attach=False))


def _serve_together(connections: Connections, wish: Wish) -> bool:
    together(("traffic filters of deployment", wish.one.deployment.deployment_id), wish, partial(_serve, connections))
    return wish.result.result()


def _serve(connections: Connections, wishes: list[Wish]) -> None:
    """Attach before anything is taken away: a deployment that changes its filters is never open in between."""
    try:
        door = _Door(connections, wishes[0].one)
        door.attach([wish for wish in wishes if wish.attach])
        door.detach([wish for wish in wishes if not wish.attach])
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        for wish in wishes:
            if not wish.result.done():
                wish.settle(error)


class _Door:
    """One deployment, to which nobody else in this process does anything at the moment."""

    def __init__(self, connections: Connections, one: TrafficFilterAssociation) -> None:
        self._connections, self._end = connections, one.deployment
        self._id, self._connection = one.deployment.deployment_id, one.deployment.connection
        self._api = connections.cloud(self._connection).traffic_filter_associations
        self._gone = rulesets.gone(connections)

    def attach(self, wishes: list[Wish]) -> None:
        """Put them there; what was open stays open if one of them fails."""
        if not wishes:
            return
        before = rulesets.on(rulesets.first(self._connections, self._connection), self._id)
        for wish in wishes:
            try:
                new = insist(partial(self._api.create, wish.ruleset_id, self._id), wish.note)
                self._gone.discard((wish.ruleset_id, self._id))
                wish.new = new or (wish.unclear and wish.ruleset_id not in before)
            except CrosslinkError as error:
                wish.failure = error
        rulesets.changed(self._connections, self._connection)
        if any(wish.failure for wish in wishes):
            self._leave_as_it_was(wishes, before)
        for wish in wishes:
            wish.settle(wish.failure)

    def detach(self, wishes: list[Wish]) -> None:
        """Take them away, those last whose removal may open the deployment."""
        if not wishes:
            return
        there = self._there()
        going = [wish for wish in wishes if wish.ruleset_id in there]
        closing = self._closing(there) if going else frozenset()
        opens = closing and closing <= {wish.ruleset_id for wish in going}
        refused = opens and not any(wish.one.open_on_delete for wish in going)
        for wish in sorted(wishes, key=lambda wish: wish.one.open_on_delete):
            if wish not in going:
                wish.settle()
            elif refused:
                wish.settle(self._last(wish))
            else:
                wish.settle(self._take_away(wish, PASSING))
        rulesets.changed(self._connections, self._connection)

    def _leave_as_it_was(self, wishes: list[Wish], before: frozenset[str]) -> None:
        """After a failure: see what is there now, and take all of it away again if nothing else closes the deployment."""
        try:
            for lag in (0, *shared_list.LAGS_S):
                sleep(lag)
                there = insist(self._there, bear=ANY)
                for wish in wishes:
                    wish.look(there, before)
                failed = [wish for wish in wishes if wish.failure]
                if not any(wish.unclear for wish in failed):
                    break  # else it may show a little later that one was carried out
            others = there - {wish.ruleset_id for wish in wishes if wish.new}
            if not failed or insist(partial(self._closing, others), bear=ANY):
                return
        except ApiError:
            return  # then nothing is known: those that were made are reported as made, and the next `up` goes on
        cause = LeftOpenError(f"{failed[0].one.id} could not be made, and deployment {self._end.label} was open to everyone: it is left open, without this one")
        for wish in wishes:
            if wish.new and self._take_away(wish, ANY) is None:
                wish.failure = cause

    def _take_away(self, wish: Wish, bear: tuple[type[ApiError], ...]) -> CrosslinkError | None:
        """Take one away; return why it could not be."""
        try:
            insist(partial(self._delete, wish.ruleset_id), bear=bear)
        except CrosslinkError as error:
            return error
        return None

    def _delete(self, ruleset_id: str) -> None:
        with suppress(NotFoundError):  # gone already
            self._api.delete(ruleset_id, self._id)
        self._gone.add((ruleset_id, self._id))

    def _there(self) -> frozenset[str]:
        """What is on the deployment; a reading that lags must not make one that has left keep it closed."""
        return frozenset(one for one in self._api.of_deployment(self._id) if (one, self._id) not in self._gone)

    def _closing(self, ids: frozenset[str]) -> frozenset[str]:
        """Those that keep strangers out."""
        known = rulesets.first(self._connections, self._connection)
        return rulesets.closing(known if ids <= known.keys() else rulesets.recent(self._connections, self._connection), ids)

    def _last(self, wish: Wish) -> InUseError:
        msg = (
            f"{wish.one.id}: deployment {self._end.label} would be open to everyone without its last traffic filter, so it stays; attach another one, "
            "or set open_on_delete=True and run `pulumi up` first, or `pulumi state delete` the resource to leave it in place"
        )
        return InUseError(msg)
