"""Changes to a list that the service writes as a whole, without a version to lock by, and that others write too.

A change is an edit: a pure function from the list to the list as wished.  It is idempotent, so one comparison serves
twice: a list that the edit leaves as it is needs no write, and after a write it proves that nobody wrote over it.
"""

from collections.abc import Callable, Hashable
from typing import Final, Protocol, TypeVar

from crosslink_core.coordination.lock import lock_for
from crosslink_core.model.error import CrosslinkError

ATTEMPTS: Final = 5
"""How often a change that another writer overwrote is made again."""


class Wired(Protocol):
    """An entry of a shared list."""

    def to_wire(self) -> object:
        """Return what is written of it: two entries that are written alike are alike."""


E = TypeVar("E", bound=Wired)


class OverwrittenError(CrosslinkError):
    """Another writer overwrote our change again and again."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: another program writes this list at the same time and overwrote our change {ATTEMPTS} times; stop it, or try again")


def change(
    place: tuple[Hashable, ...],
    read: Callable[[], tuple[E, ...]],
    write: Callable[[tuple[E, ...]], None],
    edit: Callable[[tuple[E, ...]], tuple[E, ...]],
    *,
    look: Callable[[tuple[E, ...]], None] = lambda _: None,
    always: bool = False,
) -> tuple[E, ...]:
    """Make a list as `edit` wishes it and return what was read last; with `always`, write even what is as wished.

    `look` sees the list as it was found, and what another writer made of ours, and may raise to refuse it.  Raises
    :exc:`OverwrittenError` when the change does not last.
    """
    with lock_for(*place):
        entries = read()
        look(entries)
        for attempt in range(ATTEMPTS):
            wanted = edit(entries)
            if _alike(entries, wanted) and not (always and attempt == 0):
                return entries
            if attempt:
                look(entries)
            write(wanted)
            entries = read()
        if _alike(entries, edit(entries)):
            return entries
    raise OverwrittenError(" ".join(str(part) for part in place))


def _alike(some: tuple[E, ...], others: tuple[E, ...]) -> bool:
    return [one.to_wire() for one in some] == [one.to_wire() for one in others]
