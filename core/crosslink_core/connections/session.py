"""A session: the clients of a configuration, what was read through them, and how long crosslink waits and remembers.

A front end makes a session for each configuration and gives it to every lifecycle.  Nothing module-level outlives it.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, RLock
from time import monotonic, sleep
from typing import Any, Generic, TypeVar

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.connections import Connections
from crosslink_core.model.deployments import End

T = TypeVar("T")
R = TypeVar("R")


@dataclass(eq=False)
class Call(Generic[T, R]):
    """A call: what the caller asks for, and its result."""

    item: T
    result: Future[R] = field(default_factory=Future)

    def settle(self, outcome: R | BaseException) -> None:
        """Let the caller go on, with a result or an error."""
        if isinstance(outcome, BaseException):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(outcome)


Serve = Callable[[list[Call[T, R]]], R | None]


@dataclass(eq=False)
class Queue:
    """The calls that wait for a place."""

    waiting: list[Call[Any, Any]] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)
    turn: Lock = field(default_factory=Lock)
    """Held while calls are served."""


@contextmanager
def answering(calls: Sequence[Call[T, R]]) -> Iterator[Callable[[R | None], None]]:
    """Settle the calls that are still open with the answer that is given in the block, or with what the block raises."""

    def answer(result: Any) -> None:
        for call in calls:
            if not call.result.done():
                call.settle(result)

    try:
        yield answer
    except BaseException as error:  # whatever it is, nobody may wait for ever
        answer(error)


@dataclass(frozen=True)
class Timings:
    """How long crosslink waits and remembers, in seconds."""

    gather_s: float = 0.05
    """How long the first caller for a place waits for others, and again after each that came: a program declares its resources in a row."""
    gather_facts_s: float = 0.03
    """The same for facts: the engine sends the checks of a program within a few milliseconds."""
    gather_longest_s: float = 2.0
    """The longest time that the first caller waits in all."""
    retry_s: float = 0.2
    """The pause before a failed write is retried; it doubles each time, and `Retry-After` may make it longer."""
    lags_s: tuple[float, ...] = (0.1, 0.3, 1.0)
    """GUESS: the pauses while a reading may still show the state before a write that the service accepted (202)."""
    lifetime_s: float = 5.0
    """How long a reading serves others: an engine refreshes everything within moments, and people's changes take longer."""
    leave_s: float = 3.0
    """How long another resource of the program may take to leave a place: two resources may swap their aliases."""
    believe_s: float = 3.0
    """GUESS: how long a node may show the settings from before a write, and the service may take to fill in trust and compatibility of a new entry."""
    unseen_s: float = 10.0
    """How long to wait for a remote where a side cannot be seen: nodes read changed files within 5 s, and its owner may not have begun."""
    failed_s: float = 60.0
    """How long a cluster that did not answer is not asked again: otherwise each of its links would wait for it in turn."""
    poll_s: float = 0.5
    poll_longest_s: float = 5.0
    """The pauses between two requests while waiting: they double from the first to the longest."""


STANDARD = Timings()
"""The timings of a session that is given no others; tests replace them."""


class Session:
    """Everything that belongs to one configuration; all threads share it."""

    def __init__(
        self, connections: Connections, *, timings: Timings | None = None, adopt: bool = True, overwrites_unknown_trust: bool = False, whole: bool = False
    ) -> None:
        self.connections = connections
        self.timings = timings or STANDARD
        self.adopt = adopt
        """Whether a new resource may adopt an identical object that exists already (`crosslink:adopt`)."""
        self.overwrites_unknown_trust = overwrites_unknown_trust
        """Whether trust is written where a reply does not say whom the deployment trusts (`crosslink:unknownTrust`)."""
        self.whole = whole
        """Whether the caller looks up many deployments singly, so that it is cheaper to list all of a connection."""
        self._shared: dict[Callable[[Session], Any], Any] = {}
        self._queues: dict[Hashable, Queue] = {}
        self._lock = RLock()  # a shared object may need another shared object when it is made

    def cloud(self, connection: str | None) -> Cloud:
        """Return the client of a connection; see :meth:`Connections.cloud`."""
        return self.connections.cloud(connection)

    def elasticsearch(self, end: End) -> Elasticsearch:
        """Return the client of a cluster's own REST API; see :meth:`Connections.elasticsearch`."""
        return self.connections.elasticsearch(end)

    def shared(self, make: "Callable[[Session], T]") -> T:
        """Return this session's only instance of a class, or whatever `make` returns, made at the first call."""
        with self._lock:
            if make not in self._shared:
                self._shared[make] = make(self)
            found: T = self._shared[make]
            return found

    def coalesce(self, place: Hashable, item: T, serve: Serve[T, R], *, gather_s: float | None = None) -> R:
        """Join the calls for a place that come within a moment: the first caller waits for others and serves all of them.

        `serve` settles single calls, or returns the result of all that it did not settle; what it raises, they raise.  It never runs twice at
        the same time for a place.
        """
        call: Call[T, R] = Call(item)
        with self._lock:
            queue = self._queues.setdefault(place, Queue())
        with queue.guard:
            queue.waiting.append(call)
            first = len(queue.waiting) == 1
        if first:
            try:
                self._gather(queue, self.timings.gather_s if gather_s is None else gather_s)
            finally:  # even if the wait is interrupted: the others rely on the first
                with queue.turn:
                    with queue.guard:
                        calls, queue.waiting = queue.waiting, []
                    with answering(calls) as answer:
                        answer(serve(calls))
        return call.result.result()

    def _gather(self, queue: Queue, pause_s: float) -> None:
        """Wait as long as others keep coming."""
        deadline, seen = monotonic() + self.timings.gather_longest_s, 0
        while len(queue.waiting) > seen and monotonic() < deadline:
            seen = len(queue.waiting)
            sleep(pause_s)
