"""Changes to a list that the service writes as a whole, without a version to lock by, and that others write too.

A change is an edit: a pure function from the list to the list as wished.  It is idempotent, so one comparison serves
twice: a list that the edit leaves as it is needs no write, and after a write it proves that nobody wrote over it.
Writers of one list that come within a moment are served together: one read, one write, one look afterwards.
"""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import reduce
from threading import Lock
from time import sleep
from typing import Any, Final, Generic, Protocol, TypeVar

from crosslink_core.api.retry import PASSING
from crosslink_core.model.error import CrosslinkError

ATTEMPTS: Final = 5
"""How often a change is made again that failed or that another writer overwrote."""

GATHER_S = 0.03
"""How long the first writer waits for others, in seconds: the engine sends what it may do at once within a few milliseconds."""

LAGS_S = (0.1, 0.3, 1.0)
"""GUESS: the pauses, in seconds, in which a list may still show itself as it was before a write that was accepted (202)."""

AGAIN_S = 0.2
"""The pause before a write that failed is made again, in seconds; it doubles."""


class Wired(Protocol):
    """An entry of a shared list."""

    def to_wire(self) -> object:
        """Return what is written of it: two entries that are written alike are alike."""


E = TypeVar("E", bound=Wired)
Read = Callable[[], tuple[E, ...]]
Write = Callable[[tuple[E, ...]], None]


class OverwrittenError(CrosslinkError):
    """Another writer overwrote our change again and again."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: another program writes this list at the same time and overwrote our change {ATTEMPTS} times; stop it, or try again")


@dataclass(eq=False)
class Wish(Generic[E]):
    """What one writer wants of a list."""

    edit: Callable[[tuple[E, ...]], tuple[E, ...]]
    look: Callable[[tuple[E, ...]], None]
    """Sees the list as it was found, and what another writer made of ours, and may raise to refuse it."""
    always: bool
    """Whether even a list that is as wished is written."""
    result: Future[tuple[E, ...]] = field(default_factory=Future)


@dataclass(eq=False)
class Queue:
    """The writers of one list in this process."""

    waiting: list[Wish[Any]] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)
    turn: Lock = field(default_factory=Lock)


_guard = Lock()
_queues: dict[Hashable, Queue] = {}


def change(
    place: tuple[Hashable, ...],
    read: Read[E],
    write: Write[E],
    edit: Callable[[tuple[E, ...]], tuple[E, ...]],
    *,
    look: Callable[[tuple[E, ...]], None] = lambda _: None,
    always: bool = False,
) -> tuple[E, ...]:
    """Make a list as `edit` wishes it, together with whoever else changes it now, and return what was read last.

    Raises what `look`, the reading or the writing raised, and :exc:`OverwrittenError` when the change does not last.
    """
    with _guard:
        queue = _queues.setdefault(place, Queue())
    wish = Wish(edit, look, always)
    with queue.guard:
        queue.waiting.append(wish)
        first = len(queue.waiting) == 1
    if first:
        sleep(GATHER_S)
        with queue.turn:
            with queue.guard:
                wishes, queue.waiting = queue.waiting, []
            _serve(wishes, read, write, " ".join(str(part) for part in place))
    return wish.result.result()


def _serve(wishes: list[Wish[E]], read: Read[E], write: Write[E], where: str) -> None:
    try:
        entries = read()
        failure: Exception = OverwrittenError(where)
        for attempt in range(ATTEMPTS + 1):
            wishes = [wish for wish in wishes if _accepted(wish, entries, first=attempt == 0)]
            if _as_wished(entries, wishes) and not (attempt == 0 and any(wish.always for wish in wishes)):
                return _settle(wishes, entries)
            if attempt == ATTEMPTS:
                raise failure
            before = entries
            try:
                write(_edited(entries, wishes))
                failure = OverwrittenError(where)
            except PASSING as error:  # done or not: the next reading tells
                failure = error
                sleep(AGAIN_S * 2**attempt)
            entries = read()
            for pause in LAGS_S:
                if isinstance(failure, PASSING) or _as_wished(entries, wishes) or not _alike(entries, before):
                    break
                sleep(pause)
                entries = read()
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        for wish in wishes:
            wish.result.set_exception(error)


def _accepted(wish: Wish[E], entries: tuple[E, ...], *, first: bool) -> bool:
    """Whether a wish may go on; who refuses what it sees fails alone, and what stands as wished needs no second look."""
    try:
        if first or not _as_wished(entries, [wish]):
            wish.look(entries)
    except Exception as error:  # one writer's refusal is no other's
        wish.result.set_exception(error)
        return False
    return True


def _edited(entries: tuple[E, ...], wishes: list[Wish[E]]) -> tuple[E, ...]:
    return reduce(lambda found, wish: wish.edit(found), wishes, entries)


def _as_wished(entries: tuple[E, ...], wishes: list[Wish[E]]) -> bool:
    return _alike(entries, _edited(entries, wishes))


def _settle(wishes: list[Wish[E]], entries: tuple[E, ...]) -> None:
    for wish in wishes:
        wish.result.set_result(entries)


def _alike(some: tuple[E, ...], others: tuple[E, ...]) -> bool:
    return [one.to_wire() for one in some] == [one.to_wire() for one in others]
