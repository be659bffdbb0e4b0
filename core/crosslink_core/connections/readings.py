"""What was read of the service and serves others: for a while, or as long as the session lasts."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from crosslink_core.connections.session import Call, Session

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(eq=False)
class Reading:
    """The last reading of a key."""

    lock: Lock = field(default_factory=Lock)
    """Held while it is read: whoever comes meanwhile gets the same."""
    read_at: float | None = None
    value: Any = None
    failed_at: float | None = None
    failure: Exception | None = None


class Readings(Generic[V]):
    """Readings by key: a refresh of a hundred entries of a list is a single request."""

    def __init__(self, session: Session, *, lifetime_s: float | None = None) -> None:
        """Keep readings for so many seconds; None: as long as the session's timings say."""
        self._session, self._lifetime_s = session, lifetime_s
        self._readings: dict[Hashable, Reading] = {}
        self._guard = Lock()

    def get(self, key: Hashable, read: Callable[[], V]) -> V:
        """Return a reading within its lifetime; read anew where there is none.

        A failure is not kept, but all who were waiting get it: otherwise each of them would wait in turn for a service that is away.
        """
        with self._guard:
            reading = self._readings.setdefault(key, Reading())
        came_at = monotonic()
        with reading.lock:
            if reading.failure is not None and reading.failed_at is not None and reading.failed_at > came_at:
                raise reading.failure
            lifetime_s = self._session.timings.lifetime_s if self._lifetime_s is None else self._lifetime_s
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
        """Forget a reading: what it is of is about to change."""
        with self._guard:
            self._readings.pop(key, None)


class Lookup(Generic[K, V]):
    """Answers by key, asked for once in a session; the keys of a place that are wanted within a moment share a request.

    `ask` may answer a key with an exception, which fails that key alone; what it raises fails all.  Failures are not kept.
    """

    def __init__(self, session: Session, ask: Callable[[str, frozenset[K]], Mapping[K, V | Exception]]) -> None:
        self._session, self._ask = session, ask
        self._known: dict[tuple[str, K], V] = {}

    def answers(self, place: str, keys: Iterable[K]) -> dict[K, V | Exception]:
        """Return the answer to each key, or what asking for it raised; raise what failed for all."""
        wanted = dict.fromkeys(keys)
        unknown = frozenset(key for key in wanted if (place, key) not in self._known)
        failures: Mapping[K, Exception] = {}
        if unknown:
            failures = self._session.coalesce((self, place), unknown, partial(self._ask_for, place), gather_s=self._session.timings.gather_facts_s)
        return {key: self._known[place, key] if (place, key) in self._known else failures[key] for key in wanted}

    def _ask_for(self, place: str, calls: list[Call[frozenset[K], Mapping[K, Exception]]]) -> Mapping[K, Exception]:
        keys = frozenset(key for call in calls for key in call.item if (place, key) not in self._known)  # another call may have found it meanwhile
        found = self._ask(place, keys) if keys else {}
        answers = {key: found[key] for key in keys}
        self._known |= {(place, key): answer for key, answer in answers.items() if not isinstance(answer, Exception)}
        return {key: answer for key, answer in answers.items() if isinstance(answer, Exception)}
