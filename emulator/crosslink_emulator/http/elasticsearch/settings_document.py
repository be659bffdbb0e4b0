"""Cluster settings as JSON, nested or flat.  Source: replies of Elasticsearch 8.19.21, recorded."""

from collections.abc import Iterator
from typing import Any

from crosslink_emulator.http.elasticsearch.error import IllegalArgumentError
from crosslink_emulator.world.remotes.elasticsearch_setting import Flat, Value

TWICE_PROBLEM = "Duplicate settings key [{key}] found"
"""GUESS: by the source code; the same setting flat and nested in one request."""

OBJECT_IN_LIST_PROBLEM = "[{key}] is not a list of values"
"""GUESS: that it is refused; how Elasticsearch says it is not recorded."""


def from_document(document: Any, path: str = "") -> dict[str, Value | None]:
    """Return settings by whole names, all values as text, in whatever mixture of forms they were given."""
    flat: dict[str, Value | None] = {}
    try:
        for key, value in _leaves(document, path):
            if key in flat:
                raise IllegalArgumentError(TWICE_PROBLEM.format(key=key))
            flat[key] = value
    except RecursionError as error:
        raise IllegalArgumentError("the settings are nested too deeply") from error
    return flat


def to_document(settings: Flat, *, flat: bool) -> dict[str, Any]:
    """Return settings as Elasticsearch shows them: flat, or an object in an object for each dot."""
    if flat:
        return dict(sorted(settings.items()))
    document: dict[str, Any] = {}
    for key, value in sorted(settings.items()):
        *parents, name = key.split(".")
        inner = document
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = value
    return document


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Value | None]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        if any(one is None or isinstance(one, dict | list) for one in value):
            raise IllegalArgumentError(OBJECT_IN_LIST_PROBLEM.format(key=path))
        yield path, [_text(one) for one in value]
    else:
        yield path, None if value is None else _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
