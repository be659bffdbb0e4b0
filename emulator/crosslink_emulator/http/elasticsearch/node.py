"""``/`` and ``/_cluster/health``: what a node says of itself and of its cluster.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch.build import BUILD, compatibility
from crosslink_emulator.http.elasticsearch.call import Call


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
