"""Remotes, and whether they connect.  Here: the settings of remotes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Value = str | list[str]
"""All scalars are kept as text; lists stay lists."""

Flat = dict[str, Value]
"""Settings by their whole dotted names."""

REMOTE = "cluster.remote."

REMOTE_SETTING = re.compile(r"cluster\.remote\.(?P<alias>[-A-Za-z0-9_]+)\.(?P<name>.+)")
"""Settings of one alias; the aliases that Elasticsearch takes, whatever their length."""

STATIC = frozenset({"cluster.remote.initial_connect_timeout", "cluster.remote.node.attr", "cluster.remote.connections_per_cluster", "cluster.name"})
"""Settings that only a node's configuration file can change."""

ELSEWHERE = frozenset(
    {
        "action.auto_create_index",
        "action.destructive_requires_name",
        "cluster.max_shards_per_node",
        "cluster.routing.allocation.enable",
        "indices.recovery.max_bytes_per_sec",
    }
)
"""Some that have nothing to do with links: whoever changes links must leave them alone.  Others are not recognized, and their values are not checked."""

TIME = re.compile(r"-1|0|[0-9]+(nanos|micros|ms|s|m|h|d)")


class SettingError(Exception):
    """What is wrong with a change of settings, in Elasticsearch's words."""


def alias_of(key: str) -> str | None:
    """Return the alias that a setting belongs to, if it belongs to one and is known."""
    match = REMOTE_SETTING.fullmatch(key)
    return match["alias"] if match and (match["name"] in CHECKS or match["name"] == "credentials") else None


def check_name(scope: str, key: str) -> None:
    """Raise unless this is a setting that can be changed while Elasticsearch runs; the scope is ``persistent`` or ``transient``."""
    match = REMOTE_SETTING.fullmatch(key)
    if key in STATIC or (match and match["name"] == "credentials"):
        raise SettingError(f"{scope} setting [{key}], not dynamically updateable")
    if key not in ELSEWHERE and (match is None or match["name"] not in CHECKS):
        raise SettingError(f"{scope} setting [{key}], not recognized")


def check_value(key: str, value: Value) -> None:
    """Raise unless the setting takes this value, whatever its neighbours say."""
    match = REMOTE_SETTING.fullmatch(key)
    if match is None:
        return
    if isinstance(value, list) and match["name"] != "seeds":
        raise SettingError(LIST_PROBLEM.format(key=key))
    for seed in seeds(value) if match["name"] == "seeds" else (str(value),):
        CHECKS[match["name"]](key, seed)


def seeds(value: Value) -> list[str]:
    """Return the addresses of a seeds setting: a list, or one text with commas."""
    return value if isinstance(value, list) else [part.strip() for part in value.split(",") if part.strip()]


def host_and_port(address: str) -> tuple[str, int]:
    """Split an address as Elasticsearch does, which takes much for a host; raise where there is no port."""
    host, colon, port = address.rpartition(":")
    if not colon:
        raise SettingError(f"remote hosts need to be configured as [host:port], found [{address}] instead")
    number = _integer(port)
    if number is None:
        raise SettingError(PORT_PROBLEM)
    if number <= 0:
        raise SettingError(f"port number must be > 0 but was: [{number}]")
    return host, number


PORT_PROBLEM = "failed to parse port"
"""GUESS: by the source code; so is what is said of ports below one."""

LIST_PROBLEM = "Found list type value for setting [{key}] but did not expect a list for it."
"""GUESS: by the source code."""


def _integer(text: str) -> int | None:
    """Return a number as Java reads it: 32 bits with an optional sign."""
    if not re.fullmatch(r"[+-]?0*[0-9]{1,10}", text):
        return None
    number = int(text[:1].strip("0123456789") + (text.lstrip("+-").lstrip("0") or "0"))
    return number if -(2**31) <= number < 2**31 else None


def _address(_: str, value: str) -> None:
    if value:
        host_and_port(value)


def _boolean(_: str, value: str) -> None:
    if value not in ("true", "false"):
        raise SettingError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")


def _positive(key: str, value: str) -> None:
    number = _integer(value)
    if number is None:
        raise SettingError(f"Failed to parse value [{value}] for setting [{key}]")
    if number < 1:
        raise SettingError(f"Failed to parse value [{value}] for setting [{key}] must be >= 1")


def _time(key: str, value: str) -> None:
    if not TIME.fullmatch(value):
        raise SettingError(f"failed to parse setting [{key}] with value [{value}] as a time value: unit is missing or unrecognized")


def _one_of(kind: str, *known: str) -> Callable[[str, str], None]:
    def check(_: str, value: str) -> None:
        if value.lower() not in known:
            raise SettingError(f"No enum constant org.elasticsearch.transport.{kind}.{value.upper()}")

    return check


def _anything(_: str, __: str) -> None:
    pass


CHECKS: Mapping[str, Callable[[str, str], None]] = {
    "mode": _one_of("RemoteConnectionStrategy.ConnectionStrategy", "sniff", "proxy"),
    "seeds": _address,
    "node_connections": _positive,
    "proxy_address": _address,
    "proxy_socket_connections": _positive,
    "server_name": _anything,
    "skip_unavailable": _boolean,
    "transport.compress": _one_of("Compression.Enabled", "true", "false", "indexing_data"),
    "transport.compression_scheme": _one_of("Compression.Scheme", "lz4", "deflate"),
    "transport.ping_schedule": _time,
}
"""What may stand behind ``cluster.remote.<alias>.``."""


MODE_OF = {"proxy_address": "PROXY", "server_name": "PROXY", "proxy_socket_connections": "PROXY", "seeds": "SNIFF", "node_connections": "SNIFF"}
"""Settings that only one mode has."""

OF_ENABLED = ("skip_unavailable", "transport.compress", "transport.compression_scheme", "transport.ping_schedule")
"""Settings that need a remote.  Recorded for the first.  GUESS: the others, by the source code."""


@dataclass(frozen=True)
class RemoteSettings:
    """What the settings say about one alias."""

    alias: str
    values: Mapping[str, Value]
    """By the part of the name behind the alias."""

    @property
    def mode(self) -> str:
        """``PROXY`` or ``SNIFF``, whatever the case it was written in."""
        return str(self.values.get("mode", "sniff")).upper()

    @property
    def addresses(self) -> list[str]:
        """Where the remote is sought; none: there is no remote, only left-over settings."""
        value = self.values.get("proxy_address" if self.mode == "PROXY" else "seeds", "")
        return seeds(value) if self.mode == "SNIFF" else [str(value)] * bool(value)

    def text(self, name: str, default: str) -> str:
        """Return a setting that is no list."""
        return str(self.values.get(name, default))

    def check(self) -> None:
        """Raise what is wrong with the settings together."""
        for name, mode in MODE_OF.items():
            if name in self.values and mode != self.mode:
                own = f"{REMOTE}{self.alias}"
                raise SettingError(f'Setting "{own}.{name}" cannot be used with the configured "{own}.mode" [required={mode}, configured={self.mode}]')
        for name in OF_ENABLED:
            if name in self.values and not self.addresses:
                raise SettingError(f"Cannot configure setting [{REMOTE}{self.alias}.{name}] if remote cluster is not enabled.")


def remote_settings(settings: Flat) -> Iterator[RemoteSettings]:
    """Yield what the settings say, alias by alias."""
    found: dict[str, dict[str, Value]] = {}
    for key, value in settings.items():
        alias = alias_of(key)
        if alias is not None:
            found.setdefault(alias, {})[key.removeprefix(f"{REMOTE}{alias}.")] = value
    return (RemoteSettings(alias, values) for alias, values in found.items())
