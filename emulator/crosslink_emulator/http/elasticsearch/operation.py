"""The operations of Elasticsearch's own API that the emulator has; others are answered as paths that do not exist.

Source: the names of the REST API's specification, with dashes; actions and privileges as replies of version 8.19.21 name them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crosslink_emulator.http.elasticsearch import Answer, Call
from crosslink_emulator.http.elasticsearch.cluster_settings import get_settings, put_settings
from crosslink_emulator.http.elasticsearch.error import (
    READERS,
    ElasticsearchError,
    IllegalArgumentError,
    index_unauthorized,
    no_handler,
    unauthorized,
    wrong_method,
)
from crosslink_emulator.http.elasticsearch.expression import filtered
from crosslink_emulator.http.elasticsearch.local_node import get_license, version, version_number
from crosslink_emulator.http.elasticsearch.nodes import health, info, nodes
from crosslink_emulator.http.elasticsearch.resolve_cluster import ACTION as RESOLVE
from crosslink_emulator.http.elasticsearch.resolve_cluster import SINCE, TIMEOUT_SINCE, remote_info, resolve_cluster
from crosslink_emulator.http.elasticsearch.search import ACTION as SEARCH
from crosslink_emulator.http.elasticsearch.search import PARAMETERS, search


def fits(template: str, path: str) -> bool:
    """Whether a path, with or without a slash at its end, is of this form."""
    return _match(template, path) is not None


def parts(template: str, path: str) -> list[str]:
    """Return what stands in a path for the names of its form, in their order."""
    match = _match(template, path)
    return [] if match is None else list(match.groups())


def _match(template: str, path: str) -> re.Match[str] | None:
    return _compiled(template).fullmatch(path.rstrip("/") or "/")


@lru_cache
def _compiled(template: str) -> re.Pattern[str]:
    return re.compile("([^/]+)".join(map(re.escape, re.split(r"{\w+}", template))))


COMMON_PARAMETERS = frozenset({"error_trace", "filter_path", "format", "human", "pretty"})
"""Parameters that each operation takes."""

TIMEOUTS = frozenset({"master_timeout", "timeout"})

INDEX_OPTIONS = frozenset({"allow_no_indices", "expand_wildcards", "ignore_throttled", "ignore_unavailable"})

NODES_PATHS = ("/_nodes", "/_nodes/{node_id}", "/_nodes/{node_id}/{metric}")

ELSEWHERE = {"/_resolve/cluster": ["POST"]}
"""Paths of operations that the emulator has not, or not yet in an old version, with their methods: 405, not 400.

Recorded: the 405 of 8.15.0.  GUESS: the method, by the source code: old versions took such a path for that of an index.
"""

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
    """With names in braces for parts that vary."""
    action: str
    privileges: tuple[str, ...]
    answer: Callable[[Call], Any]
    parameters: frozenset[str] = frozenset()
    since: tuple[int, ...] = ()
    """The first version that has it."""
    of_indices: bool = False
    """Whether the path's indices are what it needs privileges for."""


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
    *(Operation("nodes-info", ("GET",), path, "cluster:monitor/nodes/info", MONITOR, nodes, frozenset({"timeout", "flat_settings"})) for path in NODES_PATHS),
    Operation("license-get", ("GET",), "/_license", "cluster:monitor/xpack/license/get", MONITOR, get_license, frozenset({"local", "accept_enterprise"})),
    Operation(
        "indices-resolve-cluster", ("GET",), "/_resolve/cluster/{name}", RESOLVE, READERS, resolve_cluster, INDEX_OPTIONS | {"timeout"}, SINCE, of_indices=True
    ),
    Operation(
        "indices-resolve-cluster", ("GET",), "/_resolve/cluster", RESOLVE, READERS, resolve_cluster, INDEX_OPTIONS | {"timeout"}, TIMEOUT_SINCE, of_indices=True
    ),
    Operation("search", ("GET", "POST"), "/{index}/_search", SEARCH, READERS, search, PARAMETERS, of_indices=True),
)


def find_operation(method: str, path: str) -> Operation | None:
    """Return the operation of a request, if the emulator has it."""
    return next((operation for operation in _at(path) if method in operation.methods), None)


def admit(call: Call) -> Operation:
    """Return the operation; raise where there is none or the caller may not use it."""
    operation = find_operation(call.method, call.path)
    if operation is None or version_number(version(call)) < operation.since:
        allowed = ELSEWHERE.get(call.path.rstrip("/"), []) if operation else sorted({method for operation in _at(call.path) for method in operation.methods})
        raise wrong_method(call.uri, call.method, allowed) if allowed else no_handler(call.uri, call.method)
    if not call.caller.privileges & {*operation.privileges, "all"}:
        if operation.of_indices:
            raise index_unauthorized(operation.action, call.caller.name, next(iter(parts(operation.path, call.path)), "*"))
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
    return [operation for operation in OPERATIONS if fits(operation.path, path)]
