"""Runs of these tests take turns: the nodes' ports are fixed, and two runs on one machine would take them from each other."""

import contextlib
import fcntl
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .until import until

TURN_WITHIN_S = 600
"""Above what a whole run takes."""


@contextlib.contextmanager
def turn(say: Callable[[str], None]) -> Iterator[None]:
    """Wait for other runs on this machine to end, and let those that come wait; the kernel gives the turn back when its holder dies."""
    with Path(tempfile.gettempdir(), "crosslink-elasticsearch.lock").open("a") as file:
        if not _taken(file.fileno()):
            say("another run has the nodes' ports; waiting for its end")
            until(lambda: _taken(file.fileno()), "the other run of these tests ends", within_s=TURN_WITHIN_S)
        yield


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
