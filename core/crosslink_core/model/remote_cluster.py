"""A remote cluster: one entry of a deployment's certificate-based remote list.

Source: operations `get-` and `set-deployment-es-resource-remote-clusters`, schema `RemoteResourceRef`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from crosslink_core.model.deployment import MAIN, Deployment
from crosslink_core.model.slot import Slot

ALIAS: Final = r"^[A-Za-z0-9_-]+$"
"""What the API allows in an alias: letters, digits, dashes and underscores."""

Alias = Annotated[str, Field(pattern=ALIAS)]


class Purpose(StrEnum):
    """What a link is for: searching and replicating have different rules for versions."""

    SEARCH = "search"
    REPLICATION = "replication"


def skips(found: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Let `skip_unavailable` follow the purpose where it is not given; leave it out while the purpose is not known."""
    if given.get("skip_unavailable") is None:
        del found["skip_unavailable"]
        if isinstance(found["purpose"], str):
            found["skip_unavailable"] = found["purpose"] != Purpose.REPLICATION  # a follower that skips its leader falls behind unseen
    return found


class RemoteCluster(Slot):
    """What is wanted: `local` may use `remote` under the name `alias`."""

    local: Deployment
    """The deployment whose list holds the entry: it opens the connection."""
    remote: Deployment
    """The deployment that is searched or replicated."""
    alias: Alias
    purpose: Purpose = Purpose.SEARCH
    skip_unavailable: bool = True
    """Whether a search goes on without this remote when it is away; false unless said otherwise where the link replicates.

    Always written: the service's default changed in 8.15.
    """
    require_connected: bool = False
    """Whether a connection that cannot be proved is an error instead of a warning."""
    connect_timeout_s: Annotated[float, Field(ge=0, le=3600)] = 120
    """How long to wait for the connection, in seconds; above the service's own connect timeout of 30."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in the defaults; `skip_unavailable` follows the purpose, and is left out while that is not known."""
        return skips(super().completed(props), props)

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, props: Any) -> Any:
        return cls.completed(props) if isinstance(props, dict) else props

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if self.local.deployment_id == self.remote.deployment_id:
            msg = "a deployment cannot be linked to itself: local and remote are the same deployment"
            raise ValueError(msg)
        return self

    @property
    def id(self) -> str:
        """`<deployment>/<ref>/<alias>`: the place on the server."""
        return f"{self.local.deployment_id}/{self.local.ref_id or MAIN}/{self.alias}"


class RemoteClusterState(RemoteCluster):
    """What there is: the entry, and what the service says of its connection (`RemoteResourceInfo`)."""

    connected: bool = False
    """Whether at least one connection is live."""
    compatible: bool = False
    """Whether the versions suit each other."""
    trusted: bool = False
    """Whether the local cluster trusts the remote one."""
    trusted_back: bool = False
    """Whether the remote cluster trusts the local one."""
    reason: str = ""
    """Why it is not connected; empty when it is."""


def why_not(*, connected: bool, compatible: bool, trusted: bool, trusted_back: bool) -> str:
    """Say in words why a remote cluster is not connected; an empty string when it is."""
    if connected:
        return ""
    lacks = [
        text
        for fine, text in (
            (compatible, "the versions are not compatible"),
            (trusted, "the local deployment does not trust the remote one"),
            (trusted_back, "the remote deployment does not trust the local one"),
        )
        if not fine
    ]
    return " and ".join(lacks) or "the remote deployment does not answer: it may be stopped, or out of reach"
