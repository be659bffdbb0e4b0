"""Which build of Elasticsearch a node claims to be."""

from typing import NamedTuple

BUILD = {"build_flavor": "default", "build_type": "docker", "build_hash": "0" * 40, "build_date": "2024-01-01T00:00:00.000000000Z", "build_snapshot": False}
"""GUESS: the emulator has no build; no client needs more than the form."""


class Compatibility(NamedTuple):
    """What goes with a version."""

    lucene: str
    wire: str
    """The oldest version on the wire."""
    disk: str
    """The oldest version on the disk."""

    def oldest(self) -> dict[str, str]:
        """Return the oldest versions as replies show them."""
        return {"minimum_wire_compatibility_version": self.wire, "minimum_index_compatibility_version": self.disk}


COMPATIBILITY = {
    (9, 5): Compatibility("10.5.1", "8.19.0", "8.0.0"),
    (9, 1): Compatibility("10.2.2", "8.19.0", "8.0.0"),
    (9, 0): Compatibility("10.1.0", "8.18.0", "8.0.0"),
    (8, 19): Compatibility("9.12.2", "7.17.0", "7.0.0"),
    (8, 0): Compatibility("9.11.1", "7.17.0", "7.0.0"),
    (0, 0): Compatibility("8.11.3", "6.8.0", "6.0.0-beta1"),
}
"""What holds from a minor version on, newest first.  Recorded for 8.15.0, 8.19.21 and 9.5.3.  GUESS: the others, near enough."""


def version_number(text: str) -> tuple[int, ...]:
    """Return a version as numbers, which compare."""
    return tuple(int(part) for part in text.split("-")[0].split("."))


def compatibility(text: str) -> Compatibility:
    """Return what goes with a version."""
    return next(found for since, found in COMPATIBILITY.items() if version_number(text) >= since)
