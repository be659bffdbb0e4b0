"""Waiting for a condition of the service, with a deadline and questions that grow rarer."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic, sleep
from typing import Final, TypeVar

FIRST_S: Final = 0.5
LONGEST_S: Final = 5.0
"""The pauses between two questions, in seconds: they double from the first to the longest."""

V = TypeVar("V")


def wait_for(
    ask: Callable[[], V],
    done: Callable[[V], bool],
    *,
    first: V,
    timeout_s: float,
    bear: tuple[type[Exception], ...] = (),
    watch: Callable[[V], None] = lambda _: None,
) -> V:
    """Return the first answer that is done, or the last one before the deadline; `first` is the answer known already.

    An exception among `bear` is a question without an answer: it is asked again.  `watch` sees every answer that is not done.
    """
    deadline, answer = monotonic() + timeout_s, first
    for pause in _pauses():
        left = deadline - monotonic()
        if done(answer) or left <= 0:
            break
        watch(answer)
        sleep(min(pause, left))
        with suppress(*bear):
            answer = ask()
    return answer


def _pauses() -> Iterator[float]:
    pause = FIRST_S
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_S)
