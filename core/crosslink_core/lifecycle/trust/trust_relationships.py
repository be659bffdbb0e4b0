"""What the environment behind a connection has of trust relationships: one list serves all who ask in this process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Final
from weakref import WeakKeyDictionary

from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections import Connections
from crosslink_core.coordination.recent import Recent
from crosslink_core.lifecycle.base import RefusedLinkError
from crosslink_core.model.deployments.deployment import Platform

ById = Mapping[str, Relationship]


@dataclass
class _Readings:
    """The readings of one process, by the connection's name, and what it has deleted since."""

    first: Recent[ById] = field(default_factory=partial(Recent, lifetime_s=inf))
    recent: Recent[ById] = field(default_factory=Recent)
    deleted: set[str] = field(default_factory=set)


_readings: Final = WeakKeyDictionary[Connections, _Readings]()


def unsuitable(connections: Connections, connection: str | None) -> str | None:
    """Say why a connection has no trust relationships; None where it may; raise :exc:`~crosslink_core.connections.ConnectionsError` for an unknown one."""
    if connections[connection].platform is Platform.ECE:
        return None
    return (
        f"connection {connections.name(connection)} is Elastic Cloud Hosted, which has no trust relationships: they are between ECE environments; "
        "name an ECE connection, or declare an AccountTrust or a DirectTrust"
    )


def refuse_unsuitable(connections: Connections, connection: str | None) -> None:
    """Raise :exc:`RefusedLinkError` for a connection that has none."""
    if why := unsuitable(connections, connection):
        raise RefusedLinkError(why)


def first(connections: Connections, connection: str | None) -> ById:
    """Return the relationships, the local one too, as they were when this process first asked, without those that it has deleted since."""
    name, readings = connections.name(connection), _of(connections)
    found = readings.first.get(name, partial(recent, connections, name))
    return {id_: one for id_, one in found.items() if id_ not in readings.deleted}


def recent(connections: Connections, connection: str | None) -> ById:
    """Return the relationships as they were a moment ago, after the last change that this process made."""
    name = connections.name(connection)
    return _of(connections).recent.get(name, partial(fresh, connections, name))


def fresh(connections: Connections, connection: str | None) -> ById:
    """Return the relationships as they are now, with their certificates; raise :exc:`RefusedLinkError` for a connection that has none."""
    refuse_unsuitable(connections, connection)
    return {one.id: one for one in connections.cloud(connection).trust_relationships.all(include_certificate=True)}


def changed(connections: Connections, connection: str | None) -> None:
    """Forget the recent ones: one of them is about to change, or has."""
    _of(connections).recent.drop(connections.name(connection))


def deleted(connections: Connections, trust_relationship_id: str) -> None:
    """Note that this process has deleted one."""
    _of(connections).deleted.add(trust_relationship_id)


def _of(connections: Connections) -> _Readings:
    return _readings.setdefault(connections, _Readings())
