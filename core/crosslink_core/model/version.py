"""Versions of Elasticsearch, and which remote versions a local cluster may search or replicate.

Source: Elastic's tables "Cross-cluster search version compatibility" (remote clusters prerequisites), 7.17 to 9.3, and
"Cross-cluster replication version compatibility", 5.0 to 9.0; our digest's §2.1 and §2.2.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple, Self


class Version(NamedTuple):
    """A version of Elasticsearch; a pre-release counts as its release."""

    major: int
    minor: int
    patch: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `8.19.4`, `9.0` or `9.1.0-SNAPSHOT`; raise :exc:`ValueError` for anything else."""
        found = re.fullmatch(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-[A-Za-z0-9.-]+)?", text, re.ASCII)
        if found is None:
            msg = f"{text!r} is not a version of Elasticsearch, such as 8.19.4"
            raise ValueError(msg)
        major, minor, patch = found.groups(default="0")
        return cls(int(major), int(minor), int(patch))


Minor = tuple[int, int]

SEARCHABLE: Final[Mapping[Minor, tuple[tuple[Minor, Minor], ...]]] = {
    (7, 17): (((7, 17), (7, 17)), ((8, 0), (8, 19))),
    (8, 0): (((7, 17), (7, 17)), ((8, 0), (8, 19))),
    **{(8, minor): (((8, minor - 1), (8, 19)),) for minor in range(1, 18)},
    (8, 18): (((8, 17), (8, 19)), ((9, 0), (9, 0))),
    (8, 19): (((8, 18), (8, 19)), ((9, 0), (9, 3))),
    (9, 0): (((8, 18), (8, 18)), ((9, 0), (9, 3))),
    (9, 1): (((9, 0), (9, 3)),),
    (9, 2): (((9, 1), (9, 3)),),
    (9, 3): (((9, 2), (9, 3)),),
}
"""Local minor → the ranges of remote minors, both ends included.  A pair that is not listed is unsupported; the table is not symmetric."""

LAST_MINORS: Final[Mapping[int, int]] = {7: 17, 8: 19}
"""The last minor of each completed major: it may search every minor of the next major."""


Minors = tuple[Minor, Minor]
"""The first and the last of a range of minors, both included."""

REPLICABLE: Final[tuple[tuple[Minors, Minors], ...]] = (
    (((5, 0), (5, 5)), ((5, 0), (5, 6))),
    (((5, 6), (5, 6)), ((5, 0), (6, 8))),
    (((6, 0), (6, 6)), ((5, 6), (6, 8))),
    (((6, 7), (6, 7)), ((5, 6), (7, 0))),
    (((6, 8), (6, 8)), ((5, 6), (7, 17))),
    (((7, 0), (7, 0)), ((6, 7), (7, 17))),
    (((7, 1), (7, 16)), ((6, 8), (7, 17))),
    (((7, 17), (7, 17)), ((6, 8), (9, 0))),
    (((8, 0), (9, 0)), ((7, 17), (9, 0))),
)
"""Remote minors (leaders) → the local minors (followers) that the matrix allows; another rule is that the local is not older."""

LAST_REPLICABLE: Final[Minor] = REPLICABLE[-1][0][1]
"""The last minor in the matrix."""

MAJORS_BACK: Final = 1
"""GUESS: how many majors older than the follower a leader may be outside the matrix: Elasticsearch reads indices of the previous major."""


class Verdict(Enum):
    """Whether a local cluster may search or replicate a remote cluster."""

    YES = "yes"
    NO = "no"
    DERIVED_YES = "yes, derived"
    """A version is newer than the table, and the rule behind the table allows the pair."""
    DERIVED_NO = "no, derived"
    """A version is newer than the table, and the rule behind the table does not allow the pair."""

    @property
    def allowed(self) -> bool:
        """Whether the pair is supported."""
        return self in {Verdict.YES, Verdict.DERIVED_YES}

    @property
    def derived(self) -> bool:
        """Whether the answer comes from the rule behind the table, not from the table."""
        return self in {Verdict.DERIVED_YES, Verdict.DERIVED_NO}


def search(local: Version, remote: Version) -> Verdict:
    """Return whether `local` may search `remote`, by the table, else by the rule behind it."""
    here, there = local[:2], remote[:2]
    if max(here, there) <= max(SEARCHABLE):  # a pair that the table could list and does not is unsupported: older versions too
        return Verdict.YES if any(low <= there <= high for low, high in SEARCHABLE.get(here, ())) else Verdict.NO
    return Verdict.DERIVED_YES if _rule(here, there) else Verdict.DERIVED_NO


def _rule(local: Minor, remote: Minor) -> bool:
    """The previous minor, the same or any newer minor of the major; from a major's last minor any minor of the next major."""
    if local[0] == remote[0]:
        return remote[1] >= local[1] - 1
    return remote[0] == local[0] + 1 and LAST_MINORS.get(local[0]) == local[1]


def replicate(local: Version, remote: Version) -> Verdict:
    """Return whether `local` may follow indices of `remote`: it must not be older, patch included; where it is newer, the matrix decides."""
    here, there = local[:2], remote[:2]
    if local < remote:
        return Verdict.NO
    if here <= LAST_REPLICABLE:
        return Verdict.YES if any(_among(there, leaders) and _among(here, followers) for leaders, followers in REPLICABLE) else Verdict.NO
    if local == remote:
        return Verdict.YES
    return Verdict.DERIVED_YES if remote.major >= local.major - MAJORS_BACK else Verdict.DERIVED_NO


def _among(minor: Minor, minors: Minors) -> bool:
    first, last = minors
    return first <= minor <= last
