"""Property paths as people write them: ``clouds.hosted.deployments.logs-eu.remotes[0].alias``."""

from collections.abc import Iterable

FORMS = frozenset({"[key]", "[list]", "[object]"})
"""What is no part of the path: pydantic marks a key of a mapping, rather than its value, with the first, and forms of ours have the others."""


def property_path(location: Iterable[int | str]) -> str:
    """Join the parts that pydantic reports, without those that say which of several forms was meant."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in FORMS:
            path += f".{part}" if path else part
    return path
