"""The remotes in a cluster's settings, as values: what is wanted of one, and the pure edits that put it there or take it away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from crosslink_core.api.elasticsearch.remote_info import RemoteInfo
from crosslink_core.api.elasticsearch.settings import Names, RemoteSettings, Value
from crosslink_core.model.remote_connection import RemoteConnection, RemoteConnectionState
from crosslink_core.model.version import Version

Wanted = Mapping[str, str]

OF_ANOTHER_MODE: Final = frozenset({"seeds", "node_connections"})
"""What Elasticsearch refuses beside mode proxy, so it goes when the mode changes; all else that others set stays."""

SKIPS_SINCE: Final = Version(8, 15)
"""From this version of the local cluster on `skip_unavailable` is true where it is not set (Elasticsearch's documentation)."""


def to_wire(spec: RemoteConnection) -> dict[str, str]:
    """Return the settings that are wanted; the service keeps every scalar as a text."""
    return {
        "mode": spec.mode.lower(),
        "proxy_address": spec.proxy_address,
        "server_name": spec.server_name,
        "skip_unavailable": str(spec.skip_unavailable).lower(),
    }


def is_there(settings: Names) -> bool:
    """Whether there is a remote: Elasticsearch takes a mode alone, and makes nothing of it."""
    return bool(settings.get("proxy_address") or settings.get("seeds"))


def said(settings: Names, version: str | None) -> dict[str, str]:
    """Return what settings say of a remote, with Elasticsearch's defaults for that version of the local cluster."""
    skips = version is None or Version.parse(version) >= SKIPS_SINCE
    defaults = {"mode": "sniff", "proxy_address": "", "server_name": "", "skip_unavailable": str(skips).lower()}
    found = {key: _text(settings.get(key, default)) for key, default in defaults.items()}
    return found | {"mode": found["mode"].lower()}


def alike(settings: Names, wanted: Wanted, version: str | None) -> bool:
    """Whether settings mean what is wanted, however they say it."""
    return said(settings, version) == dict(wanted)


def put(settings: RemoteSettings, *, alias: str, wanted: Wanted) -> RemoteSettings:
    """Return the settings with a remote as wanted; what shadows it is taken away, and what others set beside it stays."""
    found = settings.persistent.get(alias, {})
    mode = _text(found.get("mode", "sniff")).lower()
    kept = {key: value for key, value in found.items() if mode == wanted["mode"] or key not in OF_ANOTHER_MODE}
    exactly = {**wanted, "mode": _text(found["mode"])} if mode == wanted["mode"] and "mode" in found else wanted  # PROXY is proxy
    return RemoteSettings({**settings.persistent, alias: {**kept, **exactly}}, _without(settings.transient, alias))


def removed(settings: RemoteSettings, *, alias: str, mine: Wanted) -> RemoteSettings:
    """Return the settings without a remote, in each layer where it leads where it did; elsewhere it is somebody else's by now."""
    layers = (settings.persistent, settings.transient)
    return RemoteSettings(*(_without(layer, alias) if _leads_to(layer.get(alias, {}), mine) else layer for layer in layers))


def undone(settings: RemoteSettings, *, alias: str, mine: Wanted) -> RemoteSettings:
    """Return the settings without a remote that is exactly as it was put there; one that differs at all is somebody else's."""
    exactly = dict(settings.persistent.get(alias, {})) == dict(mine)
    return replace(settings, persistent=_without(settings.persistent, alias)) if exactly else settings


def is_same(info: RemoteInfo | None, wanted: Wanted) -> bool:
    """Whether the nodes run the remote that is wanted."""
    return info is not None and (info.mode, info.proxy_address, info.server_name) == (wanted["mode"], wanted["proxy_address"], wanted["server_name"])


def has_drifted(info: RemoteInfo | None, wanted: Wanted) -> bool:
    """Whether the nodes run the remote with another `skip_unavailable` than its settings say."""
    return info is not None and is_same(info, wanted) and str(info.skip_unavailable).lower() != wanted["skip_unavailable"]


def state(spec: RemoteConnection, settings: Names, info: RemoteInfo | None, *, reason: str) -> RemoteConnectionState:
    """Return what there is: the settings, with what the nodes make of them."""
    found = said(settings, spec.local.version)
    skips = info.skip_unavailable if info else found["skip_unavailable"] == "true"
    connected = info is not None and info.connected
    there = found | {"skip_unavailable": skips, "connected": connected, "reason": "" if connected else reason}
    return RemoteConnectionState.model_validate(spec.model_dump(include=set(RemoteConnection.model_fields)) | there)


def described(settings: Names, version: str | None) -> str:
    """Say what a remote is, for a person."""
    found = said(settings, version)
    where = found["proxy_address"] or ", ".join(_all(settings.get("seeds", ())))
    return f"{found['mode']} to {where} with server_name {found['server_name'] or 'none'} and skip_unavailable {found['skip_unavailable']}"


def _leads_to(settings: Names, mine: Wanted) -> bool:
    return is_there(settings) and _text(settings.get("proxy_address", "")) == mine["proxy_address"]


def _without(layer: Mapping[str, Names], alias: str) -> Mapping[str, Names]:
    return {other: settings for other, settings in layer.items() if other != alias}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _all(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
