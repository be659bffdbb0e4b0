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
from typing import Any, Generic, TypeVar

from crosslink_core.api.error import NotFoundError, RefusedError
from crosslink_core.api.retry import PASSING, pause
from crosslink_core.coordination.gathering import together
from crosslink_core.coordination.insist import AGAIN_S, ATTEMPTS
from crosslink_core.model.error import CrosslinkError

LAGS_S = (0.1, 0.3, 1.0)
"""GUESS: the pauses, in seconds, in which a list may still show itself as it was before a write that was accepted (202)."""


V = TypeVar("V")
"""The list, or whatever holds it together with what belongs to it."""


def _entries(entries: Any) -> object:
    """Return what is written of a list that is nothing but its entries."""
    return [one.to_wire() for one in entries]


@dataclass(frozen=True)
class Shared(Generic[V]):
    """A list on the server, and how it is read and written."""

    where: str
    """What it is, for errors."""
    read: Callable[[], V]
    write: Callable[[V], None]
    wire: Callable[[V], object]
    """Gives what is written of a list: two lists that are written alike are alike."""
    again: tuple[type[Exception], ...]
    """The failures of a write after which it is read and made anew."""

    def alike(self, some: V, others: V) -> bool:
        """Whether two readings of the list say the same."""
        return self.wire(some) == self.wire(others)


class OverwrittenError(CrosslinkError):
    """Another writer overwrote our change again and again."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: another program writes this list at the same time and overwrote our change {ATTEMPTS} times; stop it, or try again")


@dataclass(eq=False)
class Wish(Generic[V]):
    """What one writer wants of a list."""

    edit: Callable[[V], V]
    look: Callable[[V], None]
    """Sees the list as it was found, and what another writer made of ours, and may raise to refuse it."""
    always: bool
    """Whether even a list that is as wished is written."""
    seen: bool = False
    """Whether `look` has accepted a list already."""
    result: Future[V] = field(default_factory=Future)


def change(
    place: tuple[Hashable, ...],
    read: Callable[[], V],
    write: Callable[[V], None],
    edit: Callable[[V], V],
    *,
    look: Callable[[V], None] = lambda _: None,
    always: bool = False,
    wire: Callable[[V], object] = _entries,
    again: tuple[type[Exception], ...] = PASSING,
) -> V:
    """Make a list as `edit` wishes it, together with whoever else changes it now, and return what was read last.

    Raises what `look`, the reading or the writing raised, and :exc:`OverwrittenError` when the change does not last.
    """
    wish, shared = Wish(edit, look, always), Shared(" ".join(str(part) for part in place), read, write, wire, again)
    together(place, wish, partial(_serve, shared=shared))
    return wish.result.result()


def _serve(wishes: list[Wish[V]], shared: Shared[V]) -> None:
    try:
        entries, written = shared.read(), False
        failure: Exception = OverwrittenError(shared.where)
        for attempt in range(ATTEMPTS + 1):
            wishes = [wish for wish in wishes if _accepted(wish, entries, shared)]
            if _as_wished(entries, wishes, shared) and (written or not any(wish.always for wish in wishes)):
                return _settle(wishes, entries)
            if attempt == ATTEMPTS:
                raise failure
            before = entries
            try:
                shared.write(_edited(entries, wishes))
                failure, written = OverwrittenError(shared.where), True
            except shared.again as error:  # done or not: the next reading tells
                failure = error
                sleep(pause(error, AGAIN_S * 2**attempt))
            except (RefusedError, NotFoundError):  # 404 too: it may be the deployment that one of them leads to
                if len(wishes) == 1:
                    raise
                return _serve_apart(wishes, shared)
            entries = shared.read()
            for lag in LAGS_S:
                if isinstance(failure, shared.again) or _as_wished(entries, wishes, shared) or not shared.alike(entries, before):
                    break
                sleep(lag)
                entries = shared.read()
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        _fail(wishes, error)


def _serve_apart(wishes: list[Wish[V]], shared: Shared[V]) -> None:
    """Serve each half for itself, until the wish that the service refuses is alone: the others must not fail with it."""
    middle = len(wishes) // 2
    for half in (wishes[:middle], wishes[middle:]):
        _serve(half, shared)


def _accepted(wish: Wish[V], entries: V, shared: Shared[V]) -> bool:
    """Whether a wish may go on; who refuses what it sees fails alone, and what stands as wished needs no second look."""
    try:
        stands = _as_wished(entries, [wish], shared)
        if not (wish.seen and stands):
            wish.look(entries)
            wish.seen = True
    except Exception as error:  # one writer's refusal is no other's
        wish.result.set_exception(error)
        return False
    return True


def _edited(entries: V, wishes: list[Wish[V]]) -> V:
    return reduce(lambda found, wish: wish.edit(found), wishes, entries)


def _as_wished(entries: V, wishes: list[Wish[V]], shared: Shared[V]) -> bool:
    return shared.alike(entries, _edited(entries, wishes))


def _fail(wishes: list[Wish[V]], error: BaseException) -> None:
    for wish in wishes:
        if not wish.result.done():
            wish.result.set_exception(error)


def _settle(wishes: list[Wish[V]], entries: V) -> None:
    for wish in wishes:
        wish.result.set_result(entries)
