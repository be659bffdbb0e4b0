"""Calls for the same place within a moment, and how they get their results; see :meth:`Session.coalesce`."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

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
