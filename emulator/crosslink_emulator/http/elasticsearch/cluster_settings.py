"""``/_cluster/settings``.  Source: replies of Elasticsearch 8.19.21, recorded."""

from collections.abc import Iterator
from typing import Any

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError, IllegalArgumentError
from crosslink_emulator.world.remotes import Flat, SettingError, Value
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings

TWICE_PROBLEM = "Duplicate settings key [{key}] found"
"""GUESS: by the source code; the same setting flat and nested in one request."""

OBJECT_IN_LIST_PROBLEM = "[{key}] is not a list of values"
"""GUESS: that it is refused; how Elasticsearch says it is not recorded."""


def from_document(document: Any, path: str = "") -> dict[str, Value | None]:
    """Return settings by whole names, all values as text, in whatever mixture of forms they were given."""
    flat: dict[str, Value | None] = {}
    try:
        for key, value in _leaves(document, path):
            if key in flat:
                raise IllegalArgumentError(TWICE_PROBLEM.format(key=key))
            flat[key] = value
    except RecursionError as error:
        raise IllegalArgumentError("the settings are nested too deeply") from error
    return flat


def to_document(settings: Flat, *, flat: bool) -> dict[str, Any]:
    """Return settings as Elasticsearch shows them: flat, or an object in an object for each dot."""
    if flat:
        return dict(sorted(settings.items()))
    document: dict[str, Any] = {}
    for key, value in sorted(settings.items()):
        *parents, name = key.split(".")
        inner = document
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = value
    return document


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Value | None]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        if any(item is None or isinstance(item, dict | list) for item in value):
            raise IllegalArgumentError(OBJECT_IN_LIST_PROBLEM.format(key=path))
        yield path, [_text(item) for item in value]
    else:
        yield path, None if value is None else _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


LAYERS = ("persistent", "transient")

DEFAULTS: Flat = {"cluster.remote.connections_per_cluster": "3", "cluster.remote.initial_connect_timeout": "30s", "cluster.remote.node.attr": ""}
"""What ``include_defaults`` shows of the hundreds that there are: those about remotes."""

NOTHING_PROBLEM = "Validation Failed: 1: no settings to update;"

UNKNOWN_FIELD_PROBLEM = "[cluster_update_settings_request] unknown field [{name}]"
"""GUESS: that such a field is refused; Elasticsearch may ignore it, and a typing error would go unseen."""


def get_settings(call: Call) -> dict[str, Any]:
    """Answer what was set, and no defaults of it."""
    flat, settings = call.flag("flat_settings"), call.settings()
    shown = {"persistent": to_document(settings.persistent, flat=flat), "transient": to_document(settings.transient, flat=flat)}
    return shown | ({"defaults": to_document(DEFAULTS, flat=flat)} if call.flag("include_defaults") else {})


def put_settings(call: Call) -> dict[str, Any]:
    """Write both layers or none; the answer repeats what was set, and nothing that was removed."""
    document, flat = call.document(), call.flag("flat_settings")
    if not isinstance(document, dict):
        raise ElasticsearchError(400, "parsing_exception", "the body is no object")
    for name, layer in document.items():
        if name not in LAYERS:
            raise IllegalArgumentError(UNKNOWN_FIELD_PROBLEM.format(name=name))
        if not isinstance(layer, dict):
            raise IllegalArgumentError(f"[{name}] is no object of settings")
    changes = {name: from_document(document.get(name, {})) for name in LAYERS}
    if not any(changes.values()):
        raise ElasticsearchError(400, "action_request_validation_exception", NOTHING_PROBLEM)
    try:
        write_settings(call.world, call.cloud, call.elasticsearch, changes["persistent"], changes["transient"])
    except SettingError as error:
        raise IllegalArgumentError(str(error)) from error
    echo = {name: {key: value for key, value in change.items() if value is not None} for name, change in changes.items()}
    return {"acknowledged": True} | {name: to_document(layer, flat=flat) for name, layer in echo.items()}
