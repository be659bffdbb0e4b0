r"""``filter_path``: which parts of a reply are sent.

Source: replies of Elasticsearch 8.19.21, recorded.  Dots part the names, ``\.`` is a dot in a name, ``*`` any part of a name, ``**`` any number of names.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from crosslink_emulator.world import matches

EMPTY_PARTS_SHOW = False
"""GUESS: ``filter_path=persistent`` shows no empty object; recorded is only that one filled with nothing that matches is not shown."""

Path = tuple[str, ...]


def filtered(reply: Any, paths: str) -> Any:
    """Return what some of the paths name, without what those with a minus name."""
    given = [one.strip() for one in paths.split(",") if one.strip()]
    without = [_parts(one[1:]) for one in given if one.startswith("-")]
    within = [_parts(one) for one in given if not one.startswith("-")]
    shown = _included(reply, within) if within else reply
    return (_excluded(shown, without) if without else shown) or {}


def _parts(path: str) -> Path:
    return tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", path))


def _included(value: Any, paths: Sequence[Path]) -> Any:
    """Return the parts of a value that the paths name; None for nothing."""
    if any(path in ((), ("**",)) for path in paths):
        return value if value != {} or EMPTY_PARTS_SHOW else None
    if isinstance(value, list):
        return [part for part in (_included(one, paths) for one in value) if part is not None] or None
    if not isinstance(value, dict):
        return None
    parts = {name: _included(inner, [*dict.fromkeys(_below(name, paths))]) for name, inner in value.items()}
    return {name: part for name, part in parts.items() if part is not None} or None


def _excluded(value: Any, paths: Sequence[Path]) -> Any:
    if isinstance(value, list):
        return [_excluded(one, paths) for one in value]
    if not isinstance(value, dict):
        return value
    below = {name: [*dict.fromkeys(_below(name, paths))] for name in value}
    return {name: _excluded(inner, below[name]) for name, inner in value.items() if () not in below[name]}


def _below(name: str, paths: Sequence[Path]) -> Iterator[Path]:
    """Yield what is left of the paths behind a name."""
    for path in paths:
        if path and path[0] == "**":
            yield path
            yield from _below(name, [path[1:]])
        elif path and matches(path[0], name):
            yield path[1:]
