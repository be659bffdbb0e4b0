"""What this process has done to traffic filters: what it reads may be older than that, or lag behind it."""

from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from crosslink_core.api.cloud.traffic_filter import Ruleset
from crosslink_core.connections import Connections

Place = tuple[str, str]
"""A ruleset's id and a deployment's."""


@dataclass
class Memory:
    """One process's; sets and dictionaries of CPython, which threads may share."""

    made: dict[str, Ruleset] = field(default_factory=dict)
    """Rulesets that it made."""
    deleted: set[str] = field(default_factory=set)
    attached: set[Place] = field(default_factory=set)
    """Rulesets that it put on deployments, and has not taken away since."""
    detached: set[Place] = field(default_factory=set)
    """Rulesets that it took from deployments, and has not put back since."""

    def attach(self, place: Place) -> None:
        """Note that one is there now."""
        self.detached.discard(place)
        self.attached.add(place)

    def detach(self, place: Place) -> None:
        """Note that one has left."""
        self.attached.discard(place)
        self.detached.add(place)

    def on(self, deployment_id: str, seen: frozenset[str]) -> frozenset[str]:
        """Return the rulesets on a deployment: those that were seen there, and what has changed since."""
        came = {one for one, there in self.attached if there == deployment_id}
        return frozenset({one for one in seen if (one, deployment_id) not in self.detached} | came)


_memories: Final = WeakKeyDictionary[Connections, Memory]()


def of(connections: Connections) -> Memory:
    """Return the memory of this process; a lifecycle is made for each call, its connections once."""
    return _memories.setdefault(connections, Memory())
