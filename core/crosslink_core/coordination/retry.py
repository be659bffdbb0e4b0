"""Retries of a request that the transport does not retry by itself, because the failed attempt may have been carried out."""

from collections.abc import Callable
from time import sleep
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
