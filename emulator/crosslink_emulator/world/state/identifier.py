"""Ids that the emulator gives: 32 lowercase hexadecimal digits, the same ones in every run."""

import hashlib


def identifier(*parts: object) -> str:
    """Return the id of what these parts name; parts that differ somewhere never share an id."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]
