"""The pure comparison of what is with what is wanted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi.output import Unknown


def differences(old: Any, new: Any, unordered: frozenset[str] = frozenset(), path: str = "") -> Iterator[str]:
    """Yield the dotted path of each leaf that differs; an unknown value differs, a missing one is None."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from differences(old.get(key), new.get(key), unordered, f"{path}.{key}" if path else key)
    elif isinstance(new, Unknown) or _plain(old, path in unordered) != _plain(new, path in unordered):
        yield path


def _plain(value: Any, is_unordered: bool) -> Any:
    """A value that compares: numbers arrive as floats, which equal their integers; a list may count as a set."""
    if is_unordered and isinstance(value, Sequence) and not isinstance(value, str):
        return sorted(json.dumps(_bare(item), sort_keys=True, default=str) for item in value)
    return value


def _bare(value: Any) -> Any:
    """An element of a set, as its text compares: 443.0 is 443, and null is missing."""
    if isinstance(value, Mapping):
        return {name: _bare(item) for name, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_bare(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
