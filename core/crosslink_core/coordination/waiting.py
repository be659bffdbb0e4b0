"""Waiting for a condition of the service, with a deadline and pauses that grow."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import TypeVar

from crosslink_core.connections.session import Session

V = TypeVar("V")


def wait_for(
    session: Session,
    ask: Callable[[], V],
    done: Callable[[V], bool],
    *,
    first: V,
    timeout_s: float,
    on: tuple[type[Exception], ...] = (),
    watch: Callable[[V], None] = lambda _: None,
) -> V:
    """Return the first answer that is done, or the last answer before the deadline; `first` is an answer known already.

    After an exception among `on` it asks again.  `watch` sees every answer that is not done.
    """
    deadline, answer, pause = monotonic() + timeout_s, first, session.timings.poll_s
    while not done(answer) and (left := deadline - monotonic()) > 0:
        watch(answer)
        sleep(min(pause, left))
        pause = min(2 * pause, session.timings.poll_longest_s)
        with suppress(*on):
            answer = ask()
    return answer
