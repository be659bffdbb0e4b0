"""``/_resolve/cluster``: whether the remotes of an expression answer.  Source: replies of Elasticsearch 8.19.21, recorded; 8.15.0, seen."""

from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import IllegalArgumentError
from crosslink_emulator.http.elasticsearch.expression import LOCAL, existing, is_pattern, targets
from crosslink_emulator.http.elasticsearch.link_failure import use
from crosslink_emulator.http.elasticsearch.local_node import compatibility, own, version, version_number
from crosslink_emulator.world.remotes import RemoteSettings
from crosslink_emulator.world.remotes.connectivity import link
from crosslink_emulator.world.remotes.elasticsearch_settings import skip_unavailable

SOCKETS, NODE_CONNECTIONS, CONNECT_TIMEOUT = "18", "3", "30s"
"""Defaults of Elasticsearch."""


def remote_info(call: Call) -> dict[str, Any]:
    """Answer the remotes that the node knows: those with an address; connections are evaluated at this moment, and failures have no reason."""
    return {alias: _info(call, remote) for alias, remote in call.settings().remotes().items()}


def _info(call: Call, remote: RemoteSettings) -> dict[str, Any]:
    connected = link(call.world, call.cloud, call.elasticsearch, remote).connected
    kind = _proxy(remote, connected) if remote.mode == "PROXY" else _sniff(remote, connected)
    common = {"initial_connect_timeout": CONNECT_TIMEOUT, "skip_unavailable": skip_unavailable(call.elasticsearch, remote)}
    return {"connected": connected, "mode": remote.mode.lower()} | kind | common


def _proxy(remote: RemoteSettings, connected: bool) -> dict[str, Any]:
    most = int(remote.text("proxy_socket_connections", SOCKETS))
    return {
        "proxy_address": remote.addresses[0],
        "server_name": remote.text("server_name", ""),
        "num_proxy_sockets_connected": most if connected else 0,
        "max_proxy_socket_connections": most,
    }


def _sniff(remote: RemoteSettings, connected: bool) -> dict[str, Any]:
    most = int(remote.text("node_connections", NODE_CONNECTIONS))
    return {"seeds": remote.addresses, "num_nodes_connected": int(connected), "max_connections_per_cluster": most}


ACTION = "indices:admin/resolve/cluster"

SINCE = (8, 13)
"""The operation's first version.  Source: the documentation."""

TIMEOUT_SINCE = (8, 18)
"""GUESS: the first version with ``timeout``, and with the form that has no expression; 8.15.0 has neither (seen)."""

LOCAL_NAME = "(local)"
"""What the cluster itself is called in replies.  Source: the documentation."""


def resolve_cluster(call: Call) -> dict[str, Any]:
    """Answer for each remote whether it is connected; why not is not said of links by certificate."""
    if "timeout" in call.parameters and version_number(version(call)) < TIMEOUT_SINCE:
        raise IllegalArgumentError(f"request [{call.path}] contains unrecognized parameter: [timeout]")
    remotes = call.settings().remotes()
    _, _, *rest = call.path.strip("/").split("/")
    if not rest:
        return {alias: _shown(call, alias, None) for alias in remotes}
    found = targets(call, rest[0], remotes, ACTION)
    return {alias or LOCAL_NAME: _shown(call, alias, indices) for alias, indices in found.items()}


def _shown(call: Call, alias: str, indices: list[str] | None) -> dict[str, Any]:
    if alias == LOCAL:
        return _local(call, indices or [])
    remote = call.settings().remotes()[alias]
    there = use(call, remote)
    skip = skip_unavailable(own(call), remote)
    if there.failure is not None:
        return {"connected": False, "skip_unavailable": skip}
    matching = {} if indices is None else {"matching_indices": bool(existing(indices))}
    return {"connected": True, "skip_unavailable": skip} | matching | {"version": _version(there.version)}


def _local(call: Call, indices: list[str]) -> dict[str, Any]:
    """Return what is said of the cluster itself, which holds no index.  GUESS: by the documentation's examples."""
    missing = next((index for index in indices if not is_pattern(index)), None)
    if missing is not None:
        return {"connected": True, "skip_unavailable": False, "error": f"no such index [{missing}]"}
    return {"connected": True, "skip_unavailable": False, "matching_indices": False, "version": _version(version(call))}


def _version(number: str) -> dict[str, str]:
    return {"number": number, "build_flavor": "default"} | compatibility(number).oldest()
