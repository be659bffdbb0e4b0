"""Those who come within a moment for one place are served together, by the first of them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, sleep
from typing import Any, Final, TypeVar

GATHER_S = 0.05
"""How long the first waits for another one, in seconds, and again after each that came: a program declares its resources in a row."""

GATHER_AT_MOST_S = 2.0
"""How long it waits for all of them together, in seconds."""

W = TypeVar("W")


@dataclass(eq=False)
class Queue:
    """Those who wait for one place in this process."""

    waiting: list[Any] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)
    turn: Lock = field(default_factory=Lock)


_guard: Final = Lock()
_queues: dict[Hashable, Queue] = {}


def together(place: Hashable, wish: W, serve: Callable[[list[W]], None]) -> None:
    """Queue a wish; whoever is first waits for others and has all of them served, the rest return at once and wait for their own result.

    `serve` is never run twice at a time for one place, and must settle every wish that it gets.
    """
    with _guard:
        queue = _queues.setdefault(place, Queue())
    with queue.guard:
        queue.waiting.append(wish)
        first = len(queue.waiting) == 1
    if first:
        try:
            _gather(queue)
        finally:  # even if the wait is interrupted: the others rely on the first
            with queue.turn:
                with queue.guard:
                    wishes, queue.waiting = queue.waiting, []
                serve(wishes)


def _gather(queue: Queue) -> None:
    """Wait as long as others keep coming."""
    deadline, seen = monotonic() + GATHER_AT_MOST_S, 0
    while len(queue.waiting) > seen and monotonic() < deadline:
        seen = len(queue.waiting)
        sleep(GATHER_S)
