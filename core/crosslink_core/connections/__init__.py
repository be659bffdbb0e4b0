"""The configured control planes and clusters, their credentials and clients.

States and programs name a connection and never hold its credential.  A value comes from the environment first, then
from the stack's configuration `crosslink:connections` or `crosslink:clusters`: so a rotated key reaches `destroy`,
which uses the stored configuration.
"""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

from crosslink_core.api.cloud import Cloud
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.transport import LOOPBACK
from crosslink_core.connections.cluster import CLUSTERS
from crosslink_core.connections.clusters import Clusters
from crosslink_core.connections.connection import KEY, PUBLIC_ENDPOINT, Connection, configured, variable
from crosslink_core.connections.server import ConnectionsError, check_names, shown
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.deployment import Platform

__all__ = ["CLUSTERS", "DEFAULT", "KEY", "Connection", "Connections", "ConnectionsError", "variable"]

DEFAULT: Final = "default"
"""The connection of resources that name none, unless there is a single connection."""


class Connections:
    """The configured control planes and clusters; clients are made when first asked for and shared by all threads."""

    def __init__(self, configuration: Mapping[str, Any], environment: Mapping[str, str], *, clusters: Mapping[str, Any] | None = None) -> None:
        """Read the values of `crosslink:connections` and `crosslink:clusters`; raise :exc:`ConnectionsError` for malformed values."""
        if not isinstance(configuration, Mapping) or not all(isinstance(name, str) and name for name in configuration):
            raise ConnectionsError(f"{KEY} must be an object of connections by name, such as {{hosted: {{platform: ech, apiKey: {{secure: …}}}}}}")
        names = list(configuration)
        if not names and "EC_API_KEY" in environment:
            names = [DEFAULT]
        check_names(KEY, names, lambda name: variable(name, "api_key"))
        self._default = DEFAULT if DEFAULT in names else names[0] if len(names) == 1 else None
        self._configured = {name: configured(name, configuration.get(name) or {}, environment, is_default=name == self._default) for name in names}
        self.clusters = Clusters({} if clusters is None else clusters, environment)
        self._clouds: dict[str, Cloud] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._configured)

    def name(self, name: str | None) -> str:
        """Return the name, or the default connection's for None; raise :exc:`ConnectionsError` for an unknown name."""
        found = name or self._default
        if found is None or found not in self._configured:
            known = ", ".join(self._configured) or "none"
            what = "no connection is named, and there is no default connection" if found is None else f"connection {shown(found)} is not configured"
            raise ConnectionsError(f"{what} (configured: {known}); add it to {KEY}, or correct the name")
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

    def elasticsearch(self, end: End) -> Elasticsearch:
        """Return the client of an end's Elasticsearch: with its own credentials where some are configured, else through ECE's proxy operation.

        Raises :exc:`ConnectionsError` where neither is possible.
        """
        return self.clusters.elasticsearch(end, lambda: self._environment_of(end))

    def warnings(self) -> Iterator[str]:
        """Yield a warning for each dangerous setting."""
        for name, connection in ((name, known.connection) for name, known in self._configured.items()):
            if connection.insecure:
                yield f"connection {name} is insecure: its server's certificate is not checked; set {KEY}.{name}.caFile instead"
            address = urlsplit(connection.endpoint or PUBLIC_ENDPOINT)
            if address.scheme == "http" and address.hostname not in LOOPBACK:
                yield f"connection {name} sends its API key unencrypted to {connection.endpoint}; use https"
        yield from self.clusters.warnings()

    def close(self) -> None:
        """Close all clients."""
        for cloud in self._clouds.values():
            cloud.close()
        self.clusters.close()

    def _environment_of(self, end: End) -> Cloud | None:
        """Return the ECE control plane that sees a deployment, where that is configured."""
        if end.platform not in {Platform.ECE, None} or (end.connection is None and self._default is None):
            return None
        return self.cloud(end.connection) if self[end.connection].platform is Platform.ECE else None
