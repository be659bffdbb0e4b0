"""Property paths as people write them: ``clouds.hosted.deployments.logs-eu.remotes[0].alias``."""

from collections.abc import Iterable


def property_path(location: Iterable[int | str]) -> str:
    """Join the parts that pydantic reports; it marks a key of a mapping, rather than its value, with ``[key]``."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]":
            path += f".{part}" if path else part
    return path
