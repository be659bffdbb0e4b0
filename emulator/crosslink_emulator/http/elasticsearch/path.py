"""Paths of operations, with names in braces for parts that vary."""

import re
from functools import lru_cache


def fits(template: str, path: str) -> bool:
    """Whether a path, with or without a slash at its end, is of this form."""
    return _match(template, path) is not None


def parts(template: str, path: str) -> list[str]:
    """Return what stands in a path for the names of its form, in their order."""
    match = _match(template, path)
    return [] if match is None else list(match.groups())


def _match(template: str, path: str) -> re.Match[str] | None:
    return _compiled(template).fullmatch(path.rstrip("/") or "/")


@lru_cache
def _compiled(template: str) -> re.Pattern[str]:
    return re.compile("([^/]+)".join(map(re.escape, re.split(r"{\w+}", template))))
