"""``/``, ``/_nodes/_local`` and ``/_cluster/health``: what a node says of itself and of its cluster.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.elasticsearch.call import Call

NODE = "instance-0000000000"
"""The name that Elastic Cloud gives to the first node."""

BUILD = {"build_flavor": "default", "build_type": "docker", "build_hash": "0" * 40, "build_date": "2024-01-01T00:00:00.000000000Z", "build_snapshot": False}
"""GUESS: the emulator has no build; no client needs more than the form."""

COMPATIBILITY = {7: ("8.11.3", "6.8.0", "6.0.0-beta1"), 8: ("9.12.2", "7.17.0", "7.0.0"), 9: ("10.2.2", "8.18.0", "8.0.0")}
"""Major version → the versions of Lucene and the oldest ones on the wire and on the disk.  Recorded for 8.19.21.  GUESS: the others, near enough."""

NEWEST_MAJOR = max(COMPATIBILITY)

ROLES = ["data", "ingest", "master", "ml", "remote_cluster_client", "transform"]


def info(call: Call) -> dict[str, Any]:
    """Answer the name, ids and version; on Elastic Cloud the cluster's name is the resource id."""
    major = int(call.deployment.version.partition(".")[0])
    lucene, wire, index = COMPATIBILITY.get(major, COMPATIBILITY[NEWEST_MAJOR])
    oldest = {"lucene_version": lucene, "minimum_wire_compatibility_version": wire, "minimum_index_compatibility_version": index}
    return {
        "name": NODE,
        "cluster_name": call.deployment.resource_id,
        "cluster_uuid": call.deployment.cluster_uuid,
        "version": {"number": call.deployment.version} | BUILD | oldest,
        "tagline": "You Know, for Search",
    }


def nodes_local(call: Call) -> dict[str, Any]:
    """Answer the little that is known of the only node."""
    node = {"name": NODE, "version": call.deployment.version, "build_flavor": "default", "build_type": "docker", "roles": ROLES}
    return {
        "_nodes": {"total": 1, "successful": 1, "failed": 0},
        "cluster_name": call.deployment.resource_id,
        "nodes": {call.deployment.cluster_uuid[::-1]: node},
    }


def health(call: Call) -> dict[str, Any]:
    """Answer that all is well: a deployment that runs is never sick here."""
    counts = ("active_primary_shards", "active_shards", "relocating_shards", "initializing_shards", "unassigned_shards", "delayed_unassigned_shards")
    tasks = {"number_of_pending_tasks": 0, "number_of_in_flight_fetch": 0, "task_max_waiting_in_queue_millis": 0, "active_shards_percent_as_number": 100.0}
    nodes = {"timed_out": False, "number_of_nodes": 1, "number_of_data_nodes": 1}
    return {"cluster_name": call.deployment.resource_id, "status": "green"} | nodes | dict.fromkeys(counts, 0) | tasks
