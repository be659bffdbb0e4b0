"""The remotes in a cluster's settings, as values: which settings are wanted, and the pure edits that put or remove them."""

from collections.abc import Mapping
from typing import Final

from crosslink_core.api.elasticsearch.remote_info import RemoteInfo
from crosslink_core.api.elasticsearch.settings import Names, RemoteSettings, Value
from crosslink_core.model import one_line
from crosslink_core.model.remotes.remote_connection import OWN, RemoteConnection, RemoteConnectionState
from crosslink_core.model.version import Version

Wanted = Mapping[str, Value]

OURS: Final = ("mode", "proxy_address", "server_name", "seeds", "skip_unavailable")
"""The settings of a remote that crosslink writes exactly as wanted; all others stay as others set them."""

COUNTS: Final = ("proxy_socket_connections", "node_connections")
"""Numbers of sockets or nodes: compared where the program gives them."""

SKIPS_SINCE: Final = Version(8, 15)
"""From this version of the local cluster on `skip_unavailable` is true where it is not set (Elasticsearch's documentation)."""


def to_wire(spec: RemoteConnection) -> dict[str, Value]:
    """Return the wanted settings, those of the mode alone; Elasticsearch keeps every scalar as a string."""
    given = spec.model_dump(mode="json", include=set(OWN[spec.mode]))
    ours: dict[str, Value] = {name: tuple(value) if isinstance(value, list) else str(value) for name, value in given.items() if value not in (None, "")}
    return {"mode": spec.mode.value, **ours, "skip_unavailable": str(spec.skip_unavailable).lower()}


def is_there(settings: Names) -> bool:
    """Whether there is a remote: Elasticsearch accepts a mode alone, which is no remote."""
    return bool(settings.get("proxy_address") or settings.get("seeds"))


def meaning(settings: Names, version: str | None) -> dict[str, Value]:
    """Return what the settings of a remote mean, with Elasticsearch's defaults for the local cluster's version."""
    skips = version is None or Version.parse(version) >= SKIPS_SINCE
    defaults = {"mode": "sniff", "proxy_address": "", "server_name": "", "skip_unavailable": str(skips).lower()}
    found: dict[str, Value] = {key: _text(settings.get(key, default)) for key, default in defaults.items()}
    counts = {key: _text(settings[key]) for key in COUNTS if key in settings}
    return found | counts | {"mode": _text(found["mode"]).lower(), "seeds": all_of(settings.get("seeds", ()))}


def is_wanted(settings: Names, wanted: Wanted, version: str | None) -> bool:
    """Whether settings mean what is wanted, in whatever spelling; numbers of sockets are compared where they are wanted.

    Where false is wanted, `skip_unavailable` may be missing: a process that is killed between the two writes of a repair leaves it so.
    """
    missing = {"skip_unavailable": "false"} if wanted["skip_unavailable"] == "false" else {}
    found = meaning({**missing, **settings}, version)
    return all(_same(key, found.get(key), value) for key, value in _complete(wanted).items())


def put(settings: RemoteSettings, *, alias: str, wanted: Wanted) -> RemoteSettings:
    """Return the settings with a remote as wanted; transient settings that override it are removed, and what others set beside it stays."""
    found = settings.persistent.get(alias, {})
    mode = _text(found.get("mode", "sniff")).lower()
    refused = {key for other, keys in OWN.items() for key in keys if other.value != wanted["mode"]}
    kept = {key: value for key, value in found.items() if key not in OURS and key not in refused}
    exactly = {**wanted, "mode": _text(found["mode"])} if mode == wanted["mode"] and "mode" in found else wanted  # PROXY is proxy
    if "seeds" in wanted and _same("seeds", all_of(found.get("seeds", ())), wanted["seeds"]):
        exactly = {**exactly, "seeds": found["seeds"]}  # a string with commas is a list, and the order means nothing
    return RemoteSettings({**settings.persistent, alias: {**kept, **exactly}}, _without(settings.transient, alias))


def removed(settings: RemoteSettings, *, alias: str, mine: Wanted) -> RemoteSettings:
    """Return the settings without a remote, from each layer where it points where it did; where it points elsewhere, it is somebody else's."""
    layers = (settings.persistent, settings.transient)
    return RemoteSettings(*(_without(layer, alias) if _points_to(layer.get(alias, {}), mine) else layer for layer in layers))


def undone(settings: RemoteSettings, *, alias: str, mine: Wanted, before: RemoteSettings) -> RemoteSettings:
    """Return the settings with a remote as it was before :func:`put`; a remote that is not exactly as that left it is somebody else's by now."""
    left = put(before, alias=alias, wanted=mine)
    layers = (settings.persistent, left.persistent, before.persistent), (settings.transient, left.transient, before.transient)
    if any(now.get(alias, {}) != ours.get(alias, {}) for now, ours, _ in layers):
        return settings
    return RemoteSettings(*(_with(now, alias, then.get(alias)) for now, _, then in layers))


def is_same(info: RemoteInfo | None, wanted: Wanted) -> bool:
    """Whether the nodes run the remote that is wanted."""
    if info is None:
        return False
    return all(_same(key, getattr(info, key), value) for key, value in _complete(wanted).items() if key not in {*COUNTS, "skip_unavailable"})


def has_drifted(info: RemoteInfo | None, wanted: Wanted) -> bool:
    """Whether the nodes run the remote with another `skip_unavailable` than its settings say."""
    return info is not None and is_same(info, wanted) and str(info.skip_unavailable).lower() != wanted["skip_unavailable"]


def state(spec: RemoteConnection, settings: Names, info: RemoteInfo | None, *, reason: str) -> RemoteConnectionState:
    """Return what there is: the settings, and what the nodes run; numbers of sockets only where this stack gives them."""
    found = meaning(settings, spec.local.version)
    counts = {key: found.get(key) if getattr(spec, key) is not None else None for key in COUNTS}
    skips = info.skip_unavailable if info else found["skip_unavailable"] == "true"
    connected = info is not None and info.connected
    there = found | counts | {"skip_unavailable": skips, "connected": connected, "reason": "" if connected else reason}
    return RemoteConnectionState.model_validate(spec.model_dump(include=set(RemoteConnection.model_fields)) | there)


def described(settings: Names, version: str | None) -> str:
    """Describe a remote in a message."""
    found = meaning(settings, version)
    where = found["proxy_address"] or ", ".join(found["seeds"])
    name = "" if found["seeds"] else f" with server_name {one_line(_text(found['server_name'])) or 'none'}"
    return f"{found['mode']} to {one_line(_text(where))}{name} and skip_unavailable {found['skip_unavailable']}"


def all_of(value: Value) -> tuple[str, ...]:
    """Return the addresses in a setting: a list, or a string with commas."""
    return tuple(address.strip() for address in value.split(",") if address.strip()) if isinstance(value, str) else value


def _complete(wanted: Wanted) -> Wanted:
    """Add the empty values of what must not be set."""
    return {"proxy_address": "", "server_name": "", "seeds": (), **wanted}


def _points_to(settings: Names, mine: Wanted) -> bool:
    return is_there(settings) and all(_same(key, meaning(settings, None)[key], _complete(mine)[key]) for key in ("proxy_address", "seeds"))


def _same(key: str, some: Value | None, others: Value) -> bool:
    """Whether two values of a setting mean the same: the order of seeds means nothing."""
    if key in COUNTS and some is not None:
        return int(_text(some)) == int(_text(others))  # +7 is 7
    return set(some or ()) == set(others) if key == "seeds" else some == others


def _with(layer: Mapping[str, Names], alias: str, settings: Names | None) -> Mapping[str, Names]:
    return _without(layer, alias) | ({alias: settings} if settings else {})


def _without(layer: Mapping[str, Names], alias: str) -> dict[str, Names]:
    return {other: settings for other, settings in layer.items() if other != alias}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ",".join(value)
