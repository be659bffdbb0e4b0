"""Remotes: what remote clusters and remote connections share."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from crosslink_core.model import Slot
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster

ALIAS: Final = r"^[A-Za-z0-9_-]+$"
"""What the API allows in an alias: letters, digits, dashes and underscores."""

Alias = Annotated[str, Field(pattern=ALIAS)]

ConnectTimeout = Annotated[float, Field(ge=0, le=3600)]
"""How long to wait for a connection, in seconds."""


class Purpose(StrEnum):
    """What a remote is for: search and replication have different rules for versions."""

    SEARCH = "search"
    REPLICATION = "replication"


def skips(found: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Let `skip_unavailable` follow the purpose where it is not given; leave it out while the purpose is not known."""
    if given.get("skip_unavailable") is None:
        del found["skip_unavailable"]
        if isinstance(found["purpose"], str):
            found["skip_unavailable"] = found["purpose"] != Purpose.REPLICATION  # a follower that skips its leader falls behind unseen
    return found


class Remote(Slot):
    """The inputs of a remote: `local` may use `remote` under the name `alias`.

    Every remote has `skip_unavailable` among its own properties, whose order is a contract.
    """

    local: End
    """The end that opens the connection, and that holds the remote."""
    remote: End
    """The end that is searched or replicated."""
    alias: Alias
    purpose: Purpose = Purpose.SEARCH

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in the defaults; `skip_unavailable` follows the purpose, and is left out while the purpose is not known."""
        return skips(super().completed(props), props)

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, props: Any) -> Any:
        return cls.completed(props) if isinstance(props, dict) else props

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if self.local.id == self.remote.id:
            what = "cluster" if isinstance(self.local, Cluster) else "deployment"
            msg = f"a {what} cannot be linked to itself: local and remote are the same {what}"
            raise ValueError(msg)
        return self
