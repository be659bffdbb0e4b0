"""``/_cluster/settings``.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch.call import Call
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError, IllegalArgumentError
from crosslink_emulator.http.elasticsearch.settings_document import from_document, to_document
from crosslink_emulator.world.remotes.elasticsearch_setting import Flat, SettingError
from crosslink_emulator.world.remotes.elasticsearch_write import write_settings

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
