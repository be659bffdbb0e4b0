"""Questions whose answer must not be older than the question: those who ask within a moment are answered by one request."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from crosslink_core.coordination.gathering import together

Q = TypeVar("Q")
V = TypeVar("V")


@dataclass(eq=False)
class Asked(Generic[Q, V]):
    """One question."""

    question: Q
    answer: Future[V] = field(default_factory=Future)


def ask_together(place: tuple[Hashable, ...], question: Q, ask: Callable[[list[Q]], V]) -> V:
    """Ask, together with whoever else asks there now; return the answer to all of them, or raise what asking raised."""
    asked = Asked[Q, V](question)
    together(place, asked, partial(_serve, ask=ask))
    return asked.answer.result()


def _serve(all_asked: list[Asked[Q, V]], ask: Callable[[list[Q]], V]) -> None:
    try:
        answer = ask([one.question for one in all_asked])
    except BaseException as error:  # whatever it is, those who wait must not wait for ever
        for one in all_asked:
            one.answer.set_exception(error)
    else:
        for one in all_asked:
            one.answer.set_result(answer)
