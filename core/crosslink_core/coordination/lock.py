"""One lock per place on the server that several threads of this process write."""

from collections import defaultdict
from collections.abc import Hashable
from threading import Lock

_guard = Lock()
_locks: defaultdict[Hashable, Lock] = defaultdict(Lock)


def lock_for(*place: Hashable) -> Lock:
    """Return the lock of a place; the same for equal places, for the life of the process."""
    with _guard:
        return _locks[place]
