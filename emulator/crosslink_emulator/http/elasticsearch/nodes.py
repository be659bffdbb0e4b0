"""``/_nodes``: the only node of a cluster.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import IllegalArgumentError
from crosslink_emulator.http.elasticsearch.local_node import BUILD, TRANSPORT_ADDRESS, cluster_name, cluster_uuid, compatibility, node_name, roles, version
from crosslink_emulator.world import matches


def info(call: Call) -> dict[str, Any]:
    """Answer the name, ids and version; on Elastic Cloud the cluster's name is the resource id."""
    one = call.elasticsearch
    known = compatibility(one.version)
    return {
        "name": one.node,
        "cluster_name": one.shown_name,
        "cluster_uuid": one.cluster_uuid,
        "version": {"number": one.version} | BUILD | {"lucene_version": known.lucene} | known.oldest(),
        "tagline": "You Know, for Search",
    }


def health(call: Call) -> dict[str, Any]:
    """Answer that all is well: a cluster that runs is never sick here."""
    counts = ("active_primary_shards", "active_shards", "relocating_shards", "initializing_shards", "unassigned_shards", "delayed_unassigned_shards")
    tasks = {"number_of_pending_tasks": 0, "number_of_in_flight_fetch": 0, "task_max_waiting_in_queue_millis": 0, "active_shards_percent_as_number": 100.0}
    nodes = {"timed_out": False, "number_of_nodes": 1, "number_of_data_nodes": 1}
    return {"cluster_name": call.elasticsearch.shown_name, "status": "green"} | nodes | dict.fromkeys(counts, 0) | tasks


METRICS = frozenset(
    {
        "_all",
        "_none",
        "aggregations",
        "http",
        "indices",
        "ingest",
        "jvm",
        "os",
        "plugins",
        "process",
        "remote_cluster_server",
        "settings",
        "thread_pool",
        "transport",
    }
)
"""What may be asked for beside the names.  Source: the documentation.

The emulator has no section of any of them: a node without a server for remotes by API key has none of ``remote_cluster_server`` either (recorded).
"""

WHOLE = ("_all", "_local", "_master")
"""Words that mean the only node."""

INTERNAL_VERSIONS = {
    "transport_version": 8841096,
    "index_version": 8537000,
    "component_versions": {"transform_config_version": 10000099, "ml_config_version": 12000099, "api_key_version": 8150099},
}
"""Recorded for 8.19.21.  GUESS: other versions have others; no client needs more than the form."""


def nodes(call: Call) -> dict[str, Any]:
    """Answer what is known of the nodes that the path means: by words, ids, names, with wildcards; none is no error."""
    chosen, metrics = _parts(call.path)
    unknown = [metric for metric in metrics if metric not in METRICS]
    if unknown:
        names = ", ".join(f"[{name}]" for name in unknown)
        raise IllegalArgumentError(f"request [{call.path}] contains unrecognized metric{'s' if len(unknown) > 1 else ''}: {names}")
    node_id = cluster_uuid(call)[::-1]
    found = any(pattern in WHOLE or matches(pattern, node_id) or matches(pattern, node_name(call)) for pattern in chosen)
    return {
        "_nodes": {"total": int(found), "successful": int(found), "failed": 0},
        "cluster_name": cluster_name(call),
        "nodes": {node_id: _shown(call)} if found else {},
    }


def _parts(path: str) -> tuple[list[str], list[str]]:
    """Return which nodes and which metrics a path names; one part alone holds metrics where all of it are some."""
    first, second, *_ = [[item for item in part.split(",") if item] for part in path.strip("/").split("/")[1:]] + [[], []]
    if first and not second and set(first) <= METRICS:
        first, second = [], first
    return first or ["_all"], second


def _shown(call: Call) -> dict[str, Any]:
    host = TRANSPORT_ADDRESS.rpartition(":")[0]
    own = {"name": node_name(call), "transport_address": TRANSPORT_ADDRESS, "host": host, "ip": host, "version": version(call)}
    build = {name: BUILD[name] for name in ("build_flavor", "build_type", "build_hash")}
    return own | INTERNAL_VERSIONS | build | {"roles": roles(call), "attributes": {"xpack.installed": "true"}}
