"""Users of an Elasticsearch, who authenticate with HTTP Basic.  Source: Elasticsearch 8.19, seen to answer."""

import hmac
from typing import Literal

from pydantic import BaseModel, ConfigDict

ClusterPrivilege = Literal["all", "manage", "manage_security", "monitor", "none"]
"""The cluster privileges that the emulator knows."""

SUPERUSER = "elastic"
"""The built-in user who may do everything, whatever an estate says of him."""


class User(BaseModel):
    """One user; his privileges come from one role that has his name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    password: str
    cluster: tuple[ClusterPrivilege, ...] = ()
    """Cluster privileges; without any, each request is answered 403."""

    def has_password(self, given: str) -> bool:
        """Whether this is his password."""
        return hmac.compare_digest(self.password.encode(), given.encode())
