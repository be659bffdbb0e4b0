"""Calls that came for one place within a moment, and how they get their results; see :meth:`Session.coalesce`."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(eq=False)
class Call(Generic[T, R]):
    """One caller: what it asks for, and its result."""

    item: T
    result: Future[R] = field(default_factory=Future)


Serve = Callable[[list[Call[T, R]]], R | None]


@dataclass(eq=False)
class Queue:
    """The calls that wait for one place."""

    waiting: list[Call[Any, Any]] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)
    turn: Lock = field(default_factory=Lock)
    """Held while calls are served."""


def settle(calls: list[Call[T, R]], serve: Serve[T, R]) -> None:
    """Serve calls; those that `serve` leaves open get what it returned or raised."""
    try:
        answer = serve(calls)
    except BaseException as error:  # whatever it is, nobody may wait for ever
        for call in _open(calls):
            call.result.set_exception(error)
    else:
        for call in _open(calls):
            call.result.set_result(answer)  # type: ignore[arg-type]  # None is a result only where R has it


def _open(calls: list[Call[T, R]]) -> list[Call[T, R]]:
    return [call for call in calls if not call.result.done()]
