"""Readings that many resources share: a refresh of a hundred entries of one list is one request."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, Final, Generic, TypeVar

LIFETIME_S: Final = 5.0
"""How long a reading serves others, in seconds: an engine reads what it refreshes within moments, and people's changes take longer."""

V = TypeVar("V")


@dataclass(eq=False)
class Reading(Generic[V]):
    """The last reading of one thing."""

    lock: Lock = field(default_factory=Lock)
    """Held while it is read: whoever comes meanwhile gets the same."""
    read_at: float | None = None
    value: Any = None


class Recent(Generic[V]):
    """Recent readings by key."""

    def __init__(self, *, lifetime_s: float | None = None) -> None:
        """Keep readings for so long, in seconds; None: as long as all do."""
        self._lifetime_s = lifetime_s
        self._readings: dict[Hashable, Reading[V]] = {}
        self._guard = Lock()

    def get(self, key: Hashable, read: Callable[[], V]) -> V:
        """Return a reading that is not older than its lifetime, made now if there is none; a failure is not kept."""
        reading = self._reading(key)
        with reading.lock:
            lifetime_s = LIFETIME_S if self._lifetime_s is None else self._lifetime_s
            if reading.read_at is None or monotonic() - reading.read_at > lifetime_s:
                asked_at = monotonic()
                reading.value = read()
                reading.read_at = asked_at
            value: V = reading.value
            return value

    def drop(self, key: Hashable) -> None:
        """Forget a reading: what it was of is about to change."""
        with self._guard:
            self._readings.pop(key, None)

    def _reading(self, key: Hashable) -> Reading[V]:
        with self._guard:
            return self._readings.setdefault(key, Reading())
