"""What the organization behind a connection has of traffic filters: one list serves all who ask in this process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Final
from weakref import WeakKeyDictionary

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.api.error import ForbiddenError
from crosslink_core.connections import Connections
from crosslink_core.coordination.recent import Recent
from crosslink_core.lifecycle.base import HiddenError
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType

ById = Mapping[str, Ruleset]


@dataclass
class _Readings:
    """The readings of one process, by the connection's name."""

    first: Recent[ById] = field(default_factory=partial(Recent, lifetime_s=inf))
    recent: Recent[ById] = field(default_factory=Recent)


_readings: Final = WeakKeyDictionary[Connections, _Readings]()


def first(connections: Connections, connection: str | None) -> ById:
    """Return the rulesets as they were when this process first asked: what was there before it began to change them."""
    name = connections.name(connection)
    return _of(connections).first.get(name, partial(recent, connections, name))


def recent(connections: Connections, connection: str | None) -> ById:
    """Return the rulesets as they were a moment ago, after the last change that this process made."""
    name = connections.name(connection)
    return _of(connections).recent.get(name, partial(fresh, connections, name))


def fresh(connections: Connections, connection: str | None) -> ById:
    """Return the rulesets as they are now."""
    return {one.id: one for one in connections.cloud(connection).traffic_filters.all()}


def changed(connections: Connections, connection: str | None) -> None:
    """Forget the recent ones: one of them is about to change, or has."""
    _of(connections).recent.drop(connections.name(connection))


def on(known: ById, deployment_id: str) -> frozenset[str]:
    """Return the ids of the rulesets that guard a deployment, as far as the key sees them."""
    return frozenset(one.id for one in known.values() if deployment_id in one.deployments)


def closing(known: ById, ids: frozenset[str]) -> frozenset[str]:
    """Return those that keep strangers out of a deployment; one that the key may not see is none that can be relied on.

    GUESS: an egress firewall rules what a deployment reaches, and leaves open who reaches it.
    """
    return frozenset(one for one in ids if one in known and known[one].type != FilterType.EGRESS_FIREWALL)


def hidden(what: str, connections: Connections, connection: str | None, ruleset_id: str, error: ForbiddenError) -> CrosslinkError:
    """403 is not gone; but if the key that lists others does not list this one, say what may have happened."""
    try:
        seen = ruleset_id in fresh(connections, connection)
    except CrosslinkError:
        return error
    if seen:
        return error
    msg = f"{what}: traffic filter {ruleset_id} is gone or hidden from this key ({error}); if it is gone, `pulumi state delete` its resource"
    return HiddenError(msg)


def _of(connections: Connections) -> _Readings:
    return _readings.setdefault(connections, _Readings())
