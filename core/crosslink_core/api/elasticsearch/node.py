"""`/_nodes` and `/_license`: what a cluster's nodes may do."""

from typing import Any, Final

from crosslink_core.api import Operation
from crosslink_core.api.elasticsearch.way import Send

NODES: Final = Operation("nodes.info", "GET", "/_nodes", 200, again=True)
LICENSE: Final = Operation("license.get", "GET", "/_license", 200, again=True)

ROLES: Final = "nodes.*.roles"
"""The only part of the reply that is asked for."""


class Nodes:
    """One method per operation; every method is one HTTP exchange."""

    def __init__(self, send: Send) -> None:
        self._send = send

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
