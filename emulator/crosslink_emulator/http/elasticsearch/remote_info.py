"""``/_remote/info``.  Source: replies of Elasticsearch 8.15.0, 8.19.21 and 9.5.3, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.world.remotes.elasticsearch_connectivity import link
from crosslink_emulator.world.remotes.elasticsearch_remote import RemoteSettings
from crosslink_emulator.world.remotes.elasticsearch_settings import skip_unavailable

SOCKETS, NODE_CONNECTIONS, CONNECT_TIMEOUT = "18", "3", "30s"
"""Defaults of Elasticsearch."""


def remote_info(call: Call) -> dict[str, Any]:
    """Answer the remotes that the node knows: those with an address; whether one is connected is looked at now, and why not is not said."""
    return {alias: _shown(call, remote) for alias, remote in call.settings().remotes().items()}


def _shown(call: Call, remote: RemoteSettings) -> dict[str, Any]:
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
