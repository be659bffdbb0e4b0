"""`/_remote/info`, `/_resolve/cluster` and a search: what a cluster's nodes make of their remotes."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from crosslink_core.api import Operation, Operations
from crosslink_core.api.error import StatusError, innermost

GET: Final = Operation("cluster.remote_info", "GET", "/_remote/info", 200, again=True)
RESOLVE: Final = Operation("indices.resolve_cluster", "GET", "/_resolve/cluster/{expression}", 200, again=False)
SEARCH: Final = Operation("search", "GET", "/{expression}/_search", 200, again=False)

NO_INDEX: Final = "crosslink-no-such-index-*"
"""What is searched to use a remote: a pattern that finds nothing costs the remote nothing."""


class RemoteInfo(BaseModel):
    """One remote as the nodes run it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    connected: bool
    """At least one socket is open; stays false after a restart of the remote until somebody uses the alias."""
    mode: str
    """`proxy` or `sniff`."""
    proxy_address: str = ""
    """Absent in mode sniff."""
    server_name: str = ""
    seeds: tuple[str, ...] = ()
    """Absent in mode proxy."""
    skip_unavailable: bool
    """What the nodes run with, which is not always what the settings say (8.15 to 8.19)."""


class RemoteInfos(Operations):
    """What the nodes say of their remotes."""

    def get(self) -> Mapping[str, RemoteInfo]:
        """Return all remotes by alias; one that has no address is none."""
        return self._send(GET, lambda reply: {alias: RemoteInfo.model_validate(info, extra="ignore") for alias, info in reply.items()})

    def reconnect(self, aliases: Iterable[str], *, timeout_s: int | None) -> None:
        """Let the nodes try again to connect; what it answers is of no use here.

        Elasticsearch tries when a remote is used and not when it is looked at (seen).  `timeout_s`: there since about 8.18, refused before.
        """
        query = {} if timeout_s is None else {"timeout": f"{timeout_s}s"}
        self._send(RESOLVE, _nothing, {"expression": ",".join(f"{alias}:*" for alias in aliases)}, query=query)

    def trouble(self, alias: str) -> str | None:
        """Use one remote and return what its cluster says is wrong with it; None where nothing is.

        It is the only way to learn why: no other operation repeats what the certificates' check said (seen).
        """
        try:
            return self._send(SEARCH, partial(_failure, alias), {"expression": f"{alias}:{NO_INDEX}"}, query={"size": "0"})
        except StatusError as error:
            return error.message


def _failure(alias: str, reply: Any) -> str | None:
    """What a search that went on without the remote says of it."""
    details = ((reply.get("_clusters") or {}).get("details") or {}).get(alias) or {}
    return next((innermost(failure["reason"]) for failure in details.get("failures") or ()), None)


def _nothing(_reply: Any) -> None:
    """Read nothing."""
