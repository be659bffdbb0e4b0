"""`/_cluster/settings`: what a cluster's settings say of its remotes.

Every scalar is a text (`"false"`), whichever way it was written.  Elasticsearch merges what is written key by key, so
nobody's settings but those named are touched.  Source: Elasticsearch 8.15 to 9.5, tried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from crosslink_core.api import Operation, Operations

NODES: Final = Operation("nodes.info", "GET", "/_nodes", 200, again=True)
LICENSE: Final = Operation("license.get", "GET", "/_license", 200, again=True)

ROLES: Final = "nodes.*.roles"
"""The only part of the reply that is asked for."""


class Nodes(Operations):
    """Nodes and the licence."""

    def roles(self) -> tuple[frozenset[str], ...]:
        """Return the roles of each node."""
        return self._send(NODES, _roles, query={"filter_path": ROLES})

    def license(self) -> str:
        """Return the type of the licence: `basic`, `trial`, `platinum`, `enterprise`."""
        return self._send(LICENSE, _license)


def _roles(reply: Any) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(str, node["roles"])) for node in reply["nodes"].values())


def _license(reply: Any) -> str:
    return str(reply["license"]["type"])


GET: Final = Operation("cluster.get_settings", "GET", "/_cluster/settings", 200, again=True)
PUT: Final = Operation("cluster.put_settings", "PUT", "/_cluster/settings", 200, again=False)
"""Not retried: somebody may have written the same alias in the meantime, so the settings are read first."""

REMOTES: Final = "persistent.cluster.remote,transient.cluster.remote"
"""The nested form.  With `flat_settings` this path finds nothing, ever: there each whole name is one field."""

Value = str | tuple[str, ...]
Names = Mapping[str, Value]
"""Settings of one alias, by the part of the name behind it: `proxy_address`, `transport.compress`."""
Change = Mapping[str, Value | None]
"""Settings by their whole names; None removes, and may then end with `*`."""


@dataclass(frozen=True)
class RemoteSettings:
    """The settings of all remotes, by alias, in both layers; the transient one wins."""

    persistent: Mapping[str, Names] = field(default_factory=dict)
    transient: Mapping[str, Names] = field(default_factory=dict)

    def of(self, alias: str) -> Names:
        """Return what counts for an alias; nothing where none is set."""
        return {**self.persistent.get(alias, {}), **self.transient.get(alias, {})}


class ClusterSettings(Operations):
    """Cluster settings."""

    def remotes(self, alias: str | None = None) -> RemoteSettings:
        """Return the settings of one remote, or of all."""
        paths = REMOTES if alias is None else ",".join(f"{path}.{alias}" for path in REMOTES.split(","))
        return self._send(GET, _remotes, query={"filter_path": paths})

    def put(self, persistent: Change, transient: Change | None = None) -> bool:
        """Write settings; return whether all nodes have them.  Raise :exc:`~crosslink_core.api.error.RefusedError` for a wrong one: then none is written."""
        body = {"persistent": _plain(persistent)} | ({"transient": _plain(transient)} if transient else {})
        return self._send(PUT, lambda reply: bool(reply["acknowledged"]), body=body)


def name(alias: str, setting: str) -> str:
    """Return the whole name of a setting."""
    return f"cluster.remote.{alias}.{setting}"


def _plain(change: Change) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in change.items()}


def _remotes(reply: Any) -> RemoteSettings:
    """Read the reply, which lacks every level that nothing is in."""
    layers = (dict(((reply.get(layer) or {}).get("cluster") or {}).get("remote") or {}) for layer in ("persistent", "transient"))
    return RemoteSettings(*({alias: _flat(settings) for alias, settings in layer.items() if isinstance(settings, Mapping)} for layer in layers))


def _flat(settings: Mapping[str, Any], path: str = "") -> dict[str, Value]:
    """The settings of an alias by their whole names: some have dots in them."""
    flat: dict[str, Value] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{path}{key}.")
        else:
            flat[f"{path}{key}"] = tuple(map(str, value)) if isinstance(value, list) else str(value)
    return flat
