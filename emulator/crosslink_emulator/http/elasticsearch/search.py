"""``/{expression}/_search``: as much as shows whether a link works.  Source: replies of Elasticsearch 8.15.0 to 9.5.3, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import IllegalArgumentError
from crosslink_emulator.http.elasticsearch.expression import LOCAL, check_local, existing, targets
from crosslink_emulator.http.elasticsearch.link_failure import link_error, skipped_reason, use
from crosslink_emulator.http.elasticsearch.local_node import own
from crosslink_emulator.world.remotes.elasticsearch_settings import skip_unavailable

ACTION = "indices:data/read/search"

PARAMETERS = frozenset(
    {
        "_source",
        "allow_no_indices",
        "allow_partial_search_results",
        "batched_reduce_size",
        "ccs_minimize_roundtrips",
        "expand_wildcards",
        "from",
        "ignore_unavailable",
        "max_concurrent_shard_requests",
        "pre_filter_shard_size",
        "preference",
        "q",
        "request_cache",
        "routing",
        "search_type",
        "size",
        "sort",
        "timeout",
        "track_total_hits",
    }
)
"""Parameters that are taken; the emulator has nothing to apply them to, but for ``size``."""

DOCUMENT = {"n": 1, "t": "one"}
"""The one document of every index of every remote."""

DEFAULT_SIZE = 10

TOOK_MS = 1
"""How long everything takes."""


def search(call: Call) -> dict[str, Any]:
    """Answer the one document of each index that the expression means; raise what stops a remote that may not be skipped."""
    expression, _ = call.path.strip("/").split("/")
    remotes, size = call.settings().remotes(), _size(call)
    found = targets(call, expression, remotes, ACTION)
    check_local(found)
    details, indices = {}, []
    for alias, named in found.items():
        problem = None if alias == LOCAL else use(call, remotes[alias]).failure
        if problem is not None and not skip_unavailable(own(call), remotes[alias]):
            raise link_error(remotes[alias], problem, own(call).version)
        there = [] if alias == LOCAL or problem is not None else existing(named)
        indices += [f"{alias}:{index}" for index in there]
        details[alias or "(local)"] = _skipped(alias, named) if problem is not None else _successful(named, len(there))
    return _reply(found, details, indices, size)


def _reply(found: dict[str, list[str]], details: dict[str, Any], indices: list[str], size: int) -> dict[str, Any]:
    skipped = sum(detail["status"] == "skipped" for detail in details.values())
    phases = _phases(len(details), skipped)
    clusters = {"total": len(details), "successful": len(details) - skipped, "skipped": skipped, "running": 0, "partial": 0, "failed": 0, "details": details}
    hits = [{"_index": index, "_id": "1", "_score": 1.0, "_source": DOCUMENT} for index in indices][:size]
    return (
        {"took": TOOK_MS, "timed_out": False}
        | ({} if phases is None else {"num_reduce_phases": phases})
        | {"_shards": _shards(len(indices))}
        | ({"_clusters": clusters} if found.keys() - {LOCAL} else {})
        | {"hits": {"total": {"value": len(indices), "relation": "eq"}, "max_score": 1.0 if hits else None, "hits": hits}}
    )


def _phases(clusters: int, skipped: int) -> int | None:
    """Return how often replies were merged; one cluster that answers needs nothing merged.  Recorded for one cluster.  GUESS: by the documentation for more."""
    if clusters == skipped:
        return 0
    return None if clusters == 1 else 1 + clusters - skipped


def _successful(named: list[str], shards: int) -> dict[str, Any]:
    return {"status": "successful", "indices": ",".join(named), "took": TOOK_MS, "timed_out": False, "_shards": _shards(shards)}


def _skipped(alias: str, named: list[str]) -> dict[str, Any]:
    failure = {"shard": -1, "index": None, "reason": skipped_reason(alias)}
    return {"status": "skipped", "indices": ",".join(named), "timed_out": False, "failures": [failure]}


def _shards(number: int) -> dict[str, int]:
    return {"total": number, "successful": number, "skipped": 0, "failed": 0}


def _size(call: Call) -> int:
    document = call.document() if call.body else {}
    if not isinstance(document, dict):
        raise IllegalArgumentError("the body is no object")
    given = call.parameters.get("size", document.get("size", DEFAULT_SIZE))
    try:
        size = int(given)
    except (TypeError, ValueError) as error:
        raise IllegalArgumentError(f"Failed to parse int parameter [size] with value [{given}]") from error
    if size < 0:
        raise IllegalArgumentError(f"[size] parameter cannot be negative, found [{size}]")
    return size
