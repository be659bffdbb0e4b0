"""Changes to a list that the service writes as a whole, without a version to lock by, and that others write too.

A change is an edit: a pure, idempotent function from the list to the list as desired.  So one comparison serves twice: a list
that the edit leaves as it is needs no write, and after a write it proves that nobody overwrote it.

1. Callers that change the same list within a moment share the work.
2. Read the list; a caller whose precondition refuses it fails alone.
3. Where the edits change nothing, that is the result.  Otherwise write the edited list.
4. After a failed write, pause.  After a refused write, write for each half of the callers alone.
5. Read again, for a while if the list still shows itself as before the write, and go on at 2.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial, reduce
from time import sleep
from typing import Any, Generic, TypeVar

from crosslink_core.api.error import NotFoundError, RefusedError
from crosslink_core.api.retry import PASSING, pause
from crosslink_core.connections.session import Call, Session, answering
from crosslink_core.coordination import ATTEMPTS
from crosslink_core.model import CrosslinkError

V = TypeVar("V")
"""The list, or a value that holds it with what belongs to it."""


def _entries(entries: Any) -> object:
    """Return what is written of a list that is nothing but its entries."""
    return [entry.to_wire() for entry in entries]


@dataclass(frozen=True)
class SharedList(Generic[V]):
    """A list on the server, and how it is read and written."""

    session: Session
    where: str
    """What it is, for errors."""
    read: Callable[[], V]
    write: Callable[[V], None]
    wire: Callable[[V], object]
    """Gives what is written of a list, by which two lists are compared."""
    retry_on: tuple[type[Exception], ...]
    """The failures of a write after which the list is read and written again."""

    def same(self, some: V, others: V) -> bool:
        """Whether two readings of the list mean the same."""
        return self.wire(some) == self.wire(others)


class OverwrittenError(CrosslinkError):
    """Another writer overwrote our change again and again."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: another program writes this list at the same time and overwrote our change {ATTEMPTS} times; stop it, or try again")


@dataclass(eq=False)
class Change(Generic[V]):
    """What a caller wants of a list."""

    edit: Callable[[V], V]
    precondition: Callable[[V], None]
    """Gets the list as it was found, and again when another writer changed it, and raises to refuse it."""
    always: bool
    """Whether even a list that is as desired is written."""
    accepted: bool = False
    """Whether the precondition has accepted a list already."""


def change(
    session: Session,
    place: tuple[Hashable, ...],
    read: Callable[[], V],
    write: Callable[[V], None],
    edit: Callable[[V], V],
    *,
    precondition: Callable[[V], None] = lambda _: None,
    always: bool = False,
    wire: Callable[[V], object] = _entries,
    retry_on: tuple[type[Exception], ...] = PASSING,
) -> V:
    """Edit a list, in a write shared with all others that edit it now, and return what was read last.

    Raises what the precondition, the reading or the writing raised, and :exc:`OverwrittenError` when the change does not last.
    """
    shared = SharedList(session, " ".join(str(part) for part in place), read, write, wire, retry_on)
    found: V = session.coalesce(place, Change(edit, precondition, always), partial(_serve, shared))
    return found


def _serve(shared: SharedList[V], calls: list[Call[Change[V], V]]) -> V | None:
    timings, entries, written = shared.session.timings, shared.read(), False
    failure: Exception = OverwrittenError(shared.where)
    for attempt in range(ATTEMPTS + 1):
        calls = [call for call in calls if _accepted(shared, call, entries)]
        if _is_desired(shared, calls, entries) and (written or not any(call.item.always for call in calls)):
            return entries
        if attempt == ATTEMPTS:
            break
        before = entries
        try:
            shared.write(_edited(calls, entries))
            failure, written = OverwrittenError(shared.where), True
        except shared.retry_on as error:  # done or not: the next reading tells
            failure = error
            sleep(pause(error, timings.retry_s * 2**attempt))
        except (RefusedError, NotFoundError):  # 404 too: it may be the deployment that an entry points to
            if len(calls) == 1:
                raise
            middle = len(calls) // 2
            for half in (calls[:middle], calls[middle:]):  # until the edit that the service refuses is alone: it must not fail the others
                with answering(half) as answer:
                    answer(_serve(shared, half))
            return None
        entries = shared.read()
        for lag in timings.lags_s:
            if isinstance(failure, shared.retry_on) or _is_desired(shared, calls, entries) or not shared.same(entries, before):
                break
            sleep(lag)
            entries = shared.read()
    raise failure


def _accepted(shared: SharedList[V], call: Call[Change[V], V], entries: V) -> bool:
    """Whether a change may go on; a refusal fails its caller alone, and a list that is as desired is not checked twice."""
    try:
        if not (_is_desired(shared, [call], entries) and call.item.accepted):
            call.item.precondition(entries)
            call.item.accepted = True
    except Exception as error:  # a refusal concerns its own caller only
        call.settle(error)
        return False
    return True


def _edited(calls: list[Call[Change[V], V]], entries: V) -> V:
    return reduce(lambda found, call: call.item.edit(found), calls, entries)


def _is_desired(shared: SharedList[V], calls: list[Call[Change[V], V]], entries: V) -> bool:
    return shared.same(entries, _edited(calls, entries))
