"""Waiting for something to become true, instead of for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

POLL_S = 0.05

Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str, *, within_s: float, last_words: Callable[[], str] = lambda: "") -> Found:
    """Return the first true thing that ``look`` returns; raise with what was waited for, and the last words, when the time is over."""
    end = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {within_s:g} s\n{last_words()}")
        time.sleep(POLL_S)
    return found
