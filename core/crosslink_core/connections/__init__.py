"""Names → clients: which control planes there are, and with which credentials.

State and programs name a connection and never hold its credential.  A value is taken from the environment first, then
from the stack's configuration `crosslink:connections`: so a rotated key reaches `destroy`, which uses the stored one.
"""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.transport import LOOPBACK
from crosslink_core.connections.connection import KEY, PUBLIC_ENDPOINT, Connection, ConnectionsError, configured, fold, variable

__all__ = ["DEFAULT", "KEY", "Connection", "Connections", "ConnectionsError", "variable"]

DEFAULT: Final = "default"
"""The connection that is meant where none is named; else the only one."""


class Connections:
    """The configured control planes; clients are made when first asked for and shared by all threads."""

    def __init__(self, configuration: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Read the value of `crosslink:connections`; raise :exc:`ConnectionsError` for a malformed one."""
        if not isinstance(configuration, Mapping) or not all(isinstance(name, str) and name for name in configuration):
            msg = f"{KEY} must be an object of connections by name, such as {{hosted: {{platform: ech, apiKey: {{secure: …}}}}}}"
            raise ConnectionsError(msg)
        names = list(configuration)
        if not names and "EC_API_KEY" in environment:
            names = [DEFAULT]
        _check_names(names)
        self._default = DEFAULT if DEFAULT in names else names[0] if len(names) == 1 else None
        self._configured = {name: configured(name, configuration.get(name) or {}, environment, is_default=name == self._default) for name in names}
        self._clouds: dict[str, Cloud] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._configured)

    def name(self, name: str | None) -> str:
        """Return the name, or the default's for None; raise :exc:`ConnectionsError` when there is none of it."""
        found = name or self._default
        if found is None or found not in self._configured:
            known = ", ".join(self._configured) or "none"
            what = "no connection is named, and there is no default one" if found is None else f"connection {found!r} is not configured"
            msg = f"{what} (configured: {known}); add it to {KEY}, or correct the name"
            raise ConnectionsError(msg)
        return found

    def __getitem__(self, name: str | None) -> Connection:
        """Return the settings of a connection."""
        return self._configured[self.name(name)].connection

    def cloud(self, name: str | None) -> Cloud:
        """Return the client of a connection; raise :exc:`ConnectionsError` when it is unknown or lacks its key."""
        known = self.name(name)
        with self._lock:
            if known not in self._clouds:
                self._clouds[known] = Cloud(self._configured[known].transport())
            return self._clouds[known]

    def warnings(self) -> Iterator[str]:
        """Yield what is configured dangerously."""
        for name, connection in ((one.name, one.connection) for one in self._configured.values()):
            if connection.insecure:
                yield f"connection {name} is insecure: its server's certificate is not checked; set {KEY}.{name}.caFile instead"
            address = urlsplit(connection.endpoint or PUBLIC_ENDPOINT)
            if address.scheme == "http" and address.hostname not in LOOPBACK:
                yield f"connection {name} sends its API key unencrypted to {connection.endpoint}; use https"

    def close(self) -> None:
        """Close all clients."""
        for cloud in self._clouds.values():
            cloud.close()


def _check_names(names: list[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(fold(name), name)) != name:
            msg = f"{KEY}.{name} and {KEY}.{first} would share their environment variables ({variable(name, 'api_key')}); rename one"
            raise ConnectionsError(msg)
