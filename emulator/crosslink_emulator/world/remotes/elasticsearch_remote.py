"""The settings of one alias together: which belong to which mode, and whether there is a remote at all.

Source: Elasticsearch 8.19.21, recorded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crosslink_emulator.world.remotes import REMOTE, Flat, SettingError, Value, alias_of, seeds

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
