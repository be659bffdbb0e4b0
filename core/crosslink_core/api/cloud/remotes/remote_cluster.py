"""`/deployments/{deployment_id}/elasticsearch/{ref_id}/remote-clusters`: a deployment's certificate-based remotes.

Source: operations `get-` and `set-deployment-es-resource-remote-clusters`.  The list is written as a whole, without a
version to lock by: a change of an entry sends all others back as they were read.
"""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from crosslink_core.api import Operation, Operations, nothing

PATH: Final = "/deployments/{deployment_id}/elasticsearch/{ref_id}/remote-clusters"
GET: Final = Operation("get-deployment-es-resource-remote-clusters", "GET", PATH, 200, again=True)
SET: Final = Operation("set-deployment-es-resource-remote-clusters", "PUT", PATH, 202, again=False)


class Info(BaseModel):
    """`RemoteResourceInfo`, read only."""

    model_config = ConfigDict(frozen=True, extra="allow")

    healthy: bool = False
    connected: bool = False
    """At least one connection is live."""
    compatible: bool = False
    trusted: bool = False
    """The local cluster trusts the remote."""
    trusted_back: bool = False
    """The remote trusts the local cluster."""


class Entry(BaseModel):
    """`RemoteResourceRef`: an entry.  Fields that crosslink does not know are kept, and sent back as they came."""

    model_config = ConfigDict(frozen=True, extra="allow")

    deployment_id: str
    elasticsearch_ref_id: str
    alias: str
    skip_unavailable: bool | None = None
    """Absent is false; it stays absent in an entry that another program wrote."""
    info: Info | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return the entry as it is written: without read-only fields, and without fields that were absent."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"info"})


class RemoteClusters(Operations):
    """The list of remote clusters of a deployment."""

    def get(self, deployment_id: str, ref_id: str) -> tuple[Entry, ...]:
        """Return the whole list; an order is not promised."""
        return self._send(GET, _entries, {"deployment_id": deployment_id, "ref_id": ref_id})

    def set(self, deployment_id: str, ref_id: str, entries: Sequence[Entry]) -> None:
        """Replace the whole list."""
        self._send(SET, nothing, {"deployment_id": deployment_id, "ref_id": ref_id}, body={"resources": [entry.to_wire() for entry in entries]})


def _entries(reply: Any) -> tuple[Entry, ...]:
    found = reply["resources"]
    if not isinstance(found, list | None):  # only these two may mean "none": anything else read so would overwrite the entries of others
        raise TypeError
    return tuple(Entry.model_validate(entry) for entry in found or ())
