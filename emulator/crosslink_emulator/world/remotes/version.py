"""Which remote versions a cluster may search.

Source: the compatibility table of cross-cluster search in Elastic's documentation (7.17 to 9.3); written down here a second time on purpose.
"""

SEARCHABLE: dict[str, tuple[str, ...]] = {
    "7.17": ("7.17", "8.0-8.19"),
    "8.0": ("7.17", "8.0-8.19"),
    "8.1": ("8.0-8.19",),
    "8.2": ("8.1-8.19",),
    "8.3": ("8.2-8.19",),
    "8.4": ("8.3-8.19",),
    "8.5": ("8.4-8.19",),
    "8.6": ("8.5-8.19",),
    "8.7": ("8.6-8.19",),
    "8.8": ("8.7-8.19",),
    "8.9": ("8.8-8.19",),
    "8.10": ("8.9-8.19",),
    "8.11": ("8.10-8.19",),
    "8.12": ("8.11-8.19",),
    "8.13": ("8.12-8.19",),
    "8.14": ("8.13-8.19",),
    "8.15": ("8.14-8.19",),
    "8.16": ("8.15-8.19",),
    "8.17": ("8.16-8.19",),
    "8.18": ("8.17-8.19", "9.0"),
    "8.19": ("8.18-8.19", "9.0-9.3"),
    "9.0": ("8.18", "9.0-9.3"),
    "9.1": ("9.0-9.3",),
    "9.2": ("9.1-9.3",),
    "9.3": ("9.2-9.3",),
}
"""Minor version of the local cluster → minor versions, or ranges of them, of the remote."""

NEWEST = (9, 3)
"""The newest minor of the table; newer ones follow the prose beside it."""

LAST_MINOR_OF_8 = (8, 19)
"""The last minor of a major may search every minor of the next one."""


def searchable(local: str, remote: str) -> bool:
    """Whether a cluster of version ``local`` may search one of version ``remote``; versions older than the table may not."""
    here, there = _minor(local), _minor(remote)
    if max(here, there) > NEWEST:
        return _by_prose(here, there)
    return any(_within(there, entry) for entry in SEARCHABLE.get(f"{here[0]}.{here[1]}", ()))


def _by_prose(here: tuple[int, int], there: tuple[int, int]) -> bool:
    """Apply the rule behind the table: the previous minor, the same or any newer one of the same major; after the last minor, the next major."""
    if here[0] == there[0]:
        return there[1] >= here[1] - 1
    return here == LAST_MINOR_OF_8 and there[0] == here[0] + 1


def _minor(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


def _within(minor: tuple[int, int], entry: str) -> bool:
    first, _, last = entry.partition("-")
    return _minor(first) <= minor <= _minor(last or first)
