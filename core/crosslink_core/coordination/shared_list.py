"""Changes to a list that the service writes as a whole, without a version to lock by, and that others write too.

A change is an edit: a pure function from the list to the list as wished.  It is idempotent, so one comparison serves
twice: a list that the edit leaves as it is needs no write, and after a write it proves that nobody wrote over it.
Writers of one list that come within a moment are served together: one read, one write, one look afterwards.
"""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial, reduce
from time import sleep
from typing import Generic, Protocol, TypeVar

from crosslink_core.api.error import NotFoundError, RefusedError
from crosslink_core.api.retry import PASSING, pause
from crosslink_core.coordination.gathering import together
from crosslink_core.coordination.insist import AGAIN_S, ATTEMPTS
from crosslink_core.model.error import CrosslinkError

LAGS_S = (0.1, 0.3, 1.0)
"""GUESS: the pauses, in seconds, in which a list may still show itself as it was before a write that was accepted (202)."""


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
    seen: bool = False
    """Whether `look` has accepted a list already."""
    result: Future[tuple[E, ...]] = field(default_factory=Future)


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
    wish = Wish(edit, look, always)
    together(place, wish, partial(_serve, read=read, write=write, where=" ".join(str(part) for part in place)))
    return wish.result.result()


def _serve(wishes: list[Wish[E]], read: Read[E], write: Write[E], where: str) -> None:
    try:
        entries, written = read(), False
        failure: Exception = OverwrittenError(where)
        for attempt in range(ATTEMPTS + 1):
            wishes = [wish for wish in wishes if _accepted(wish, entries)]
            if _as_wished(entries, wishes) and (written or not any(wish.always for wish in wishes)):
                return _settle(wishes, entries)
            if attempt == ATTEMPTS:
                raise failure
            before = entries
            try:
                write(_edited(entries, wishes))
                failure, written = OverwrittenError(where), True
            except PASSING as error:  # done or not: the next reading tells
                failure = error
                sleep(pause(error, AGAIN_S * 2**attempt))
            except (RefusedError, NotFoundError):  # 404 too: it may be the deployment that one of them leads to
                if len(wishes) == 1:
                    raise
                return _serve_apart(wishes, read, write, where)
            entries = read()
            for lag in LAGS_S:
                if isinstance(failure, PASSING) or _as_wished(entries, wishes) or not _alike(entries, before):
                    break
                sleep(lag)
                entries = read()
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        _fail(wishes, error)


def _serve_apart(wishes: list[Wish[E]], read: Read[E], write: Write[E], where: str) -> None:
    """Serve each half for itself, until the wish that the service refuses is alone: the others must not fail with it."""
    middle = len(wishes) // 2
    for half in (wishes[:middle], wishes[middle:]):
        _serve(half, read, write, where)


def _accepted(wish: Wish[E], entries: tuple[E, ...]) -> bool:
    """Whether a wish may go on; who refuses what it sees fails alone, and what stands as wished needs no second look."""
    try:
        stands = _as_wished(entries, [wish])
        if not (wish.seen and stands):
            wish.look(entries)
            wish.seen = True
    except Exception as error:  # one writer's refusal is no other's
        wish.result.set_exception(error)
        return False
    return True


def _edited(entries: tuple[E, ...], wishes: list[Wish[E]]) -> tuple[E, ...]:
    return reduce(lambda found, wish: wish.edit(found), wishes, entries)


def _as_wished(entries: tuple[E, ...], wishes: list[Wish[E]]) -> bool:
    return _alike(entries, _edited(entries, wishes))


def _fail(wishes: list[Wish[E]], error: BaseException) -> None:
    for wish in wishes:
        if not wish.result.done():
            wish.result.set_exception(error)


def _settle(wishes: list[Wish[E]], entries: tuple[E, ...]) -> None:
    for wish in wishes:
        wish.result.set_result(entries)


def _alike(some: tuple[E, ...], others: tuple[E, ...]) -> bool:
    return [one.to_wire() for one in some] == [one.to_wire() for one in others]
