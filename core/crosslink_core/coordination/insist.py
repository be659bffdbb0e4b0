"""Making a request again whose failure may pass, where it is ours to know what became of the one before."""

from collections.abc import Callable
from time import sleep
from typing import Final, TypeVar

from crosslink_core.api.error import ApiError
from crosslink_core.api.retry import PASSING, pause

ATTEMPTS: Final = 5
"""How often a change is made, at most, that fails or that another writer overwrites."""

AGAIN_S = 0.2
"""The pause before a write that failed is made again, in seconds; it doubles, and `Retry-After` may make it longer."""

T = TypeVar("T")


def _nothing(_error: ApiError) -> None:
    """Learn nothing."""


def insist(request: Callable[[], T], learn: Callable[[ApiError], T | None] = _nothing, *, bear: tuple[type[ApiError], ...] = PASSING) -> T:
    """Return the answer of a request, made again after each failure among `bear`; raise the last failure.

    `learn` looks, after every one of them, whether the request was carried out all the same; what it returns is then the answer.
    """
    for attempt in range(ATTEMPTS):
        try:
            return request()
        except bear as error:
            last = attempt == ATTEMPTS - 1
            sleep(0 if last else pause(error, AGAIN_S * 2**attempt))
            answer = learn(error)
            if answer is not None:
                return answer
            if last:
                raise
    raise AssertionError  # not reached: the last attempt returns or raises
