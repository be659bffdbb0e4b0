"""What this process has done to traffic filters: what it reads may be older than that, or lag behind it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.connections import Connections


@dataclass
class Changes:
    """What it did to one deployment; only whoever holds that deployment's turn touches it."""

    attached: set[str] = field(default_factory=set)
    """Rulesets that it put there, and has not taken away since."""
    detached: set[str] = field(default_factory=set)
    """Rulesets that it took away, and has not seen there since."""

    def attach(self, ruleset_id: str) -> None:
        """Note that it put one there."""
        self.find(ruleset_id)
        self.attached.add(ruleset_id)

    def find(self, ruleset_id: str) -> None:
        """Note that one is there."""
        self.detached.discard(ruleset_id)

    def detach(self, ruleset_id: str) -> None:
        """Note that one has left."""
        self.attached.discard(ruleset_id)
        self.detached.add(ruleset_id)


@dataclass
class Memory:
    """What it did in all; single operations on dictionaries and sets of CPython, which threads may share."""

    made: dict[str, Ruleset] = field(default_factory=dict)
    """Rulesets that it made."""
    deleted: set[str] = field(default_factory=set)
    changes: defaultdict[str, Changes] = field(default_factory=lambda: defaultdict(Changes))
    """By deployment."""


_memories: Final = WeakKeyDictionary[Connections, Memory]()


def of(connections: Connections) -> Memory:
    """Return the memory of this process; a lifecycle is made for each call, its connections once."""
    return _memories.setdefault(connections, Memory())
