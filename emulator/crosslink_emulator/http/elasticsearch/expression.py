"""Index expressions, ``alias:index`` by comma: which indices of which cluster they mean."""

from collections.abc import Iterable, Mapping

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError
from crosslink_emulator.http.elasticsearch.index_authorization import no_such_remote
from crosslink_emulator.world import matches

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
    for part in (one for one in expression.split(",") if one):
        alias, colon, index = part.partition(":")
        if not colon:
            found.setdefault(LOCAL, []).append(part)
            continue
        fitting = [one for one in known if matches(alias, one)]
        if not fitting and "*" not in alias:
            raise no_such_remote(alias, action, call.caller.name)
        for one in fitting:
            found.setdefault(one, []).append(index)
    return found


def check_local(indices: Mapping[str, list[str]]) -> None:
    """Raise what Elasticsearch says of an index of the cluster itself, which has none; a pattern may fit nothing."""
    missing = next((one for one in indices.get(LOCAL, []) if not is_pattern(one)), None)
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
    named = [one if not is_pattern(one) else INDEX for one in indices if not is_pattern(one) or one == "_all" or matches(one, INDEX)]
    return list(dict.fromkeys(named))
