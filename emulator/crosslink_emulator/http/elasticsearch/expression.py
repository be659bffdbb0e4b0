"""Index expressions, ``alias:index`` by comma: which indices of which cluster they mean."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError, no_such_remote
from crosslink_emulator.world import matches

EMPTY_PARTS_SHOW = False
"""GUESS: ``filter_path=persistent`` shows no empty object; recorded is only that one filled with nothing that matches is not shown."""

Path = tuple[str, ...]


def filtered(reply: Any, paths: str) -> Any:
    """Return what some of the paths name, without what those with a minus name."""
    given = [part.strip() for part in paths.split(",") if part.strip()]
    without = [_parts(pattern[1:]) for pattern in given if pattern.startswith("-")]
    within = [_parts(pattern) for pattern in given if not pattern.startswith("-")]
    shown = _included(reply, within) if within else reply
    return (_excluded(shown, without) if without else shown) or {}


def _parts(path: str) -> Path:
    return tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", path))


def _included(value: Any, paths: Sequence[Path]) -> Any:
    """Return the parts of a value that the paths name; None for nothing."""
    if any(path in ((), ("**",)) for path in paths):
        return value if value != {} or EMPTY_PARTS_SHOW else None
    if isinstance(value, list):
        return [part for part in (_included(item, paths) for item in value) if part is not None] or None
    if not isinstance(value, dict):
        return None
    parts = {name: _included(inner, [*dict.fromkeys(_below(name, paths))]) for name, inner in value.items()}
    return {name: part for name, part in parts.items() if part is not None} or None


def _excluded(value: Any, paths: Sequence[Path]) -> Any:
    if isinstance(value, list):
        return [_excluded(item, paths) for item in value]
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


LOCAL = ""
"""Stands for the cluster itself among the aliases."""

INDEX = "idx"
"""The emulator has no documents: each remote has one index of this name for patterns, and every index that is asked for by its whole name."""

Targets = dict[str, list[str]]
"""Alias → indices and patterns, in the order in which they were named."""


def targets(call: Call, expression: str, aliases: Iterable[str], action: str) -> Targets:
    """Return what an expression means; raise where it names a remote that there is not.

    A pattern of aliases that fits none means nothing.  GUESS: exclusions, which begin with a dash, are left out of account.
    """
    known, found = list(aliases), Targets()
    for part in (each for each in expression.split(",") if each):
        alias, colon, index = part.partition(":")
        if not colon:
            found.setdefault(LOCAL, []).append(part)
            continue
        fitting = [index for index in known if matches(alias, index)]
        if not fitting and "*" not in alias:
            raise no_such_remote(alias, action, call.caller.name)
        for this in fitting:
            found.setdefault(this, []).append(index)
    return found


def check_local(indices: Mapping[str, list[str]]) -> None:
    """Raise what Elasticsearch says of an index of the cluster itself, which has none; a pattern may fit nothing."""
    missing = next((item for item in indices.get(LOCAL, []) if not is_pattern(item)), None)
    if missing is not None:
        raise no_such_index(missing)


def no_such_index(index: str) -> ElasticsearchError:
    """Return the error about an index that there is not."""
    details = {"index_uuid": "_na_", "resource.type": "index_or_alias", "resource.id": index, "index": index}
    return ElasticsearchError(404, "index_not_found_exception", f"no such index [{index}]", details=details)


def is_pattern(index: str) -> bool:
    """Whether an index is not named, but described."""
    return "*" in index or index == "_all"


def existing(indices: Iterable[str]) -> list[str]:
    """Return the indices of a remote that a list means."""
    named = [index if not is_pattern(index) else INDEX for index in indices if not is_pattern(index) or index == "_all" or matches(index, INDEX)]
    return list(dict.fromkeys(named))
