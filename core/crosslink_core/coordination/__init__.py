"""How many writers share one server: changes of shared lists, retries, waiting, plans."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Final, TypeVar

from crosslink_core.api.error import ApiError
from crosslink_core.api.retry import PASSING, pause
from crosslink_core.connections.session import Session

ATTEMPTS: Final = 5
"""The most attempts of a change that fails or that another writer overwrites."""

T = TypeVar("T")


def _unknown(_error: ApiError) -> None:
    return None


def retry(session: Session, request: Callable[[], T], *, verify: Callable[[ApiError], T | None] = _unknown, on: tuple[type[ApiError], ...] = PASSING) -> T:
    """Return the answer of a request, retried after each failure among `on`; raise the last failure.

    `verify` checks after every failure whether the request was carried out after all; if it returns a value, that is the answer.
    """
    for attempt in range(ATTEMPTS):
        try:
            return request()
        except on as error:
            last = attempt == ATTEMPTS - 1
            sleep(0 if last else pause(error, session.timings.retry_s * 2**attempt))
            answer = verify(error)
            if answer is not None:
                return answer
            if last:
                raise
    raise AssertionError  # not reached: the last attempt returns or raises


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
