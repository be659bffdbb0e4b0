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
    failed_at: float | None = None
    failure: Exception | None = None


class Recent(Generic[V]):
    """Recent readings by key."""

    def __init__(self, *, lifetime_s: float | None = None) -> None:
        """Keep readings for so long, in seconds; None: as long as all do."""
        self._lifetime_s = lifetime_s
        self._readings: dict[Hashable, Reading[V]] = {}
        self._guard = Lock()

    def get(self, key: Hashable, read: Callable[[], V]) -> V:
        """Return a reading that is not older than its lifetime, made now if there is none.

        A failure is not kept, but it is that of all who were waiting: a service that is away would else keep each of them waiting in turn.
        """
        reading, came_at = self._reading(key), monotonic()
        with reading.lock:
            if reading.failure is not None and reading.failed_at is not None and reading.failed_at > came_at:
                raise reading.failure
            lifetime_s = LIFETIME_S if self._lifetime_s is None else self._lifetime_s
            if reading.read_at is None or monotonic() - reading.read_at > lifetime_s:
                asked_at = monotonic()
                try:
                    reading.value = read()
                except Exception as error:  # whatever it is, it is raised again, here and for those who wait
                    reading.failure, reading.failed_at = error, monotonic()
                    raise
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
