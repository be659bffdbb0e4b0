"""Those who attach filters to one deployment, or take them from it, in the same moment are served together: see `filter_door`."""

from functools import partial
from itertools import groupby

from crosslink_core.connections import Connections
from crosslink_core.coordination.gathering import together
from crosslink_core.lifecycle.filters.filter_door import Door
from crosslink_core.lifecycle.filters.filter_wish import Wish
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState


def attach(connections: Connections, one: TrafficFilterAssociationState) -> bool:
    """Put a filter on a deployment, together with those that belong to it; answer whether it was not there yet."""
    return _serve_together(connections, Wish(one, attach=True))


def detach(connections: Connections, one: TrafficFilterAssociationState) -> None:
    """Take a filter from a deployment; raise :exc:`InUseError` where that would open it and nobody asked for that.

    What `together` names is about to go, too: perhaps in a moment that the engine has not come to.
    """
    _serve_together(connections, Wish(one, attach=False))


def _serve_together(connections: Connections, wish: Wish) -> bool:
    together(("traffic filters of deployment", wish.one.deployment.deployment_id), wish, partial(_serve, connections))
    return wish.result.result()


def _serve(connections: Connections, wishes: list[Wish]) -> None:
    """Attach before anything is taken away: a deployment that changes its filters is never open in between."""
    for attaching in (True, False):
        some = sorted((wish for wish in wishes if wish.attach is attaching), key=_connection)
        for _, batch in groupby(some, key=_connection):  # one deployment may be reached by two names, of which one is wrong
            _act(connections, list(batch), attaching=attaching)


def _act(connections: Connections, wishes: list[Wish], *, attaching: bool) -> None:
    try:
        door = Door(connections, wishes[0].one)
        act = door.attach if attaching else door.detach
        act(wishes)
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        for wish in wishes:
            if not wish.result.done():
                wish.settle(error)


def _connection(wish: Wish) -> str:
    return wish.one.deployment.connection or ""
