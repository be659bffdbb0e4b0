"""The operations of Elasticsearch's own API that the emulator has; others are answered as paths that do not exist.

Source: the names of the REST API's specification, with dashes; actions and privileges as replies of version 8.19.21 name them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crosslink_emulator.elasticsearch.call import Answer, Call
from crosslink_emulator.elasticsearch.cluster_settings import get_settings, put_settings
from crosslink_emulator.elasticsearch.error import ElasticsearchError, IllegalArgumentError, no_handler, unauthorized, wrong_method
from crosslink_emulator.elasticsearch.filter_path import filtered
from crosslink_emulator.elasticsearch.node import health, info, nodes_local
from crosslink_emulator.elasticsearch.remote_info import remote_info

COMMON_PARAMETERS = frozenset({"error_trace", "filter_path", "format", "human", "pretty"})
"""Parameters that each operation takes."""

TIMEOUTS = frozenset({"master_timeout", "timeout"})

MONITOR, MANAGE = ("monitor", "manage", "all"), ("manage", "all")
"""The cluster privileges that grant an action, as errors list them."""

PRODUCT_HEADER = {"x-elastic-product": "Elasticsearch"}
"""Without it Elastic's own clients refuse the server."""


@dataclass(frozen=True)
class Operation:
    """One operation."""

    name: str
    methods: tuple[str, ...]
    path: str
    action: str
    privileges: tuple[str, ...]
    answer: Callable[[Call], Any]
    parameters: frozenset[str] = frozenset()


OPERATIONS = (
    Operation("info", ("GET", "HEAD"), "/", "cluster:monitor/main", MONITOR, info),
    Operation(
        "cluster-get-settings",
        ("GET",),
        "/_cluster/settings",
        "cluster:monitor/settings",
        MONITOR,
        get_settings,
        TIMEOUTS | {"flat_settings", "include_defaults"},
    ),
    Operation("cluster-put-settings", ("PUT",), "/_cluster/settings", "cluster:admin/settings/update", MANAGE, put_settings, TIMEOUTS | {"flat_settings"}),
    Operation("cluster-remote-info", ("GET",), "/_remote/info", "cluster:monitor/remote/info", MONITOR, remote_info),
    Operation("cluster-health", ("GET", "HEAD"), "/_cluster/health", "cluster:monitor/health", MONITOR, health, TIMEOUTS | {"wait_for_status"}),
    Operation("nodes-info", ("GET",), "/_nodes/_local", "cluster:monitor/nodes/info", MONITOR, nodes_local, frozenset({"timeout"})),
)


def find_operation(method: str, path: str) -> Operation | None:
    """Return the operation of a request, if the emulator has it."""
    return next((one for one in _at(path) if method in one.methods), None)


def admit(call: Call) -> Operation:
    """Return the operation; raise where there is none or the caller may not use it."""
    operation = find_operation(call.method, call.path)
    if operation is None:
        allowed = sorted({method for one in _at(call.path) for method in one.methods})
        raise wrong_method(call.uri, call.method, allowed) if allowed else no_handler(call.uri, call.method)
    if not call.caller.privileges & {*operation.privileges, "all"}:
        raise unauthorized(operation.action, call.caller.name, operation.privileges)
    return operation


def perform(operation: Operation, call: Call) -> Answer:
    """Do the work, and show as much of the reply as was asked for."""
    for name in call.parameters:
        if name not in operation.parameters | COMMON_PARAMETERS:
            raise IllegalArgumentError(f"request [{call.path}] contains unrecognized parameter: [{name}]")
    body = operation.answer(call)
    return Answer(200, filtered(body, call.parameters["filter_path"]) if call.parameters.get("filter_path") else body, PRODUCT_HEADER)


def failed(error: ElasticsearchError) -> Answer:
    """Return the reply that says what went wrong."""
    return Answer(error.status, error.body(), PRODUCT_HEADER | error.headers)


def _at(path: str) -> list[Operation]:
    """Return the operations of a path, with or without a slash at its end."""
    return [one for one in OPERATIONS if one.path == (path.rstrip("/") or "/")]
