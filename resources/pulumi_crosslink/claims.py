"""Who owns a place on the server: one place can be claimed by more than one Pulumi resource within an operation.

After a rename in the program, a taint or a replacement Pulumi creates the new resource and deletes the old one, with
the same id.  Each resource carries a random claim; whoever deletes looks whether another claim is left.
"""

from collections import defaultdict
from threading import Lock
from uuid import uuid4


class Claims:
    """The claims that this process has seen, by id; safe to share among threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._in_program: defaultdict[str, set[str]] = defaultdict(set)

    def see(self, id_: str, claim: str | None, *, in_program: bool) -> None:
        """Note a claim from the state; one that the engine compares or updates belongs to a resource of the program."""
        if claim:
            with self._lock:
                self._seen[id_].add(claim)
                if in_program:
                    self._in_program[id_].add(claim)

    def take(self, id_: str) -> str | None:
        """Return a new claim, or None when a resource of the program has one already."""
        with self._lock:
            if self._in_program[id_]:
                return None
            claim = uuid4().hex
            self._seen[id_].add(claim)
            self._in_program[id_].add(claim)
            return claim

    def drop(self, id_: str, claim: str | None) -> bool:
        """Give a claim up; answer whether it was the last one."""
        with self._lock:
            for claims in (self._seen[id_], self._in_program[id_]):
                claims.discard(claim or "")
            return not self._seen[id_]
