"""Who owns a place on the server: several Pulumi resources can claim the same place within an operation.

After a rename in the program, a taint or a replacement Pulumi creates the new resource and deletes the old one, with
the same id.  Each resource carries a random claim; a delete checks whether another claim is left.
"""

from collections import defaultdict
from threading import Lock
from uuid import uuid4

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Owner


class Claims:
    """The claims that a session has seen, by id; safe to share among threads."""

    def __init__(self, _session: Session) -> None:
        self._lock = Lock()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._staying: defaultdict[str, set[str]] = defaultdict(set)
        """The claims of resources that the program has, and that keep their place."""
        self._just_read: set[tuple[str, str]] = set()
        self._made: set[str] = set()
        """The claims that this session has given out."""

    def read(self, id_: str, claim: str | None) -> None:
        """Note a claim that a refresh has read: its resource may be about to leave the program."""
        if claim:
            with self._lock:
                self._seen[id_].add(claim)
                self._just_read.add((id_, claim))

    def compared(self, id_: str, claim: str | None, *, stays: bool) -> None:
        """Note a claim whose resource the engine compares or updates; `stays`: it is not replaced.

        The engine compares once right after each read of a refresh, without asking the program (`RefreshStep.Apply`).
        """
        if claim:
            with self._lock:
                self._seen[id_].add(claim)
                refreshed = (id_, claim) in self._just_read
                self._just_read.discard((id_, claim))
                if stays and not refreshed:
                    self._staying[id_].add(claim)

    def take(self, id_: str, *, vacated: bool = False) -> str | None:
        """Return a new claim, or None when a resource of the program has a claim already.

        `vacated`: nothing is in the place, so a claim from before this session is that of a resource whose replacement failed after the old
        object had left: the engine compares such a resource as if it were there, and then creates it (`PendingReplacement`).
        """
        with self._lock:
            if self._staying[id_] and not (vacated and self._staying[id_].isdisjoint(self._made)):
                return None
            claim = uuid4().hex
            self._made.add(claim)
            self._seen[id_].add(claim)
            self._staying[id_].add(claim)
            return claim

    def stays(self, id_: str) -> bool:
        """Whether a resource of the program has this place, and keeps it; known once the engine has compared it, before it deletes anything."""
        with self._lock:
            return bool(self._staying[id_])

    def is_left(self, id_: str, claim: str | None) -> bool:
        """Whether another resource of this stack, which the engine has shown us, has the place, or is about to leave it."""
        with self._lock:
            return bool(self._seen[id_] - {claim})

    def drop(self, id_: str, claim: str | None) -> bool:
        """Give a claim up; return whether it was the last claim."""
        with self._lock:
            for claims in (self._seen[id_], self._staying[id_]):
                claims.discard(claim or "")
            return not self._seen[id_]


class Claimant(Owner):
    """A new resource, and the claims that it has taken so far."""

    def __init__(self, session: Session) -> None:
        self._claims = session.shared(Claims)
        self.taken: dict[str, str] = {}
        """By id."""

    def take(self, id: str, *, vacated: bool = False) -> bool:  # noqa: A002 — Pulumi's and Elastic's own word
        """Claim an id; False when another resource of the program has it."""
        claim = self._claims.take(id, vacated=vacated)
        if claim:
            self.taken[id] = claim
        return claim is not None

    def leaving(self, id: str) -> bool:  # noqa: A002 — as in take
        """Whether another resource of this stack still has the place, and so is about to leave it."""
        return self._claims.is_left(id, self.taken.get(id))

    def give_up(self) -> None:
        """Give all claims up: nothing was created."""
        for id_, claim in self.taken.items():
            self._claims.drop(id_, claim)
