"""One Elasticsearch, whoever runs it: what a deployment's and a named cluster's have in common."""

import base64
import hashlib
import hmac
from abc import ABC, abstractmethod
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.world import Value

ClusterPrivilege = Literal["all", "manage", "manage_security", "monitor", "none"]
"""The cluster privileges that the emulator knows."""

SUPERUSER = "elastic"
"""The built-in user who may do everything, whatever an estate says of him."""


class User(Value):
    """One user; his privileges come from one role that has his name."""

    password: str
    cluster: tuple[ClusterPrivilege, ...] = ()
    """Cluster privileges; without any, each request is answered 403."""

    def has_password(self, given: str) -> bool:
        """Whether this is his password."""
        return hmac.compare_digest(self.password.encode(), given.encode())


Role = Literal[
    "data",
    "data_cold",
    "data_content",
    "data_frozen",
    "data_hot",
    "data_warm",
    "ingest",
    "master",
    "ml",
    "remote_cluster_client",
    "transform",
    "voting_only",
]
"""Of nodes.  Source: the documentation of ``node.roles``."""

ALL_ROLES: tuple[Role, ...] = (
    *("data", "data_cold", "data_content", "data_frozen", "data_hot", "data_warm"),
    *("ingest", "master", "ml", "remote_cluster_client", "transform"),
)
"""The roles of a node that was given none.  Source: a reply of Elasticsearch 8.19.21, recorded."""


class Elasticsearch(BaseModel, ABC):
    """What is stored about it; what the other properties are made of belongs to the kind."""

    model_config = ConfigDict(extra="forbid")

    name: str
    """What people call it: of the deployment, or of the cluster in the estate."""
    version: str
    status: Literal["started", "stopped"] = "started"
    users: dict[str, User] = {}
    """By name; older state files have none, and none of the three that follow."""
    persistent: dict[str, str | list[str] | None] = {}
    """Cluster settings that differ from what the remote list says, by whole names; None: removed although the list has it."""
    transient: dict[str, str | list[str]] = {}
    drifted: list[str] = []
    """Aliases that run with another ``skip_unavailable`` than the settings say."""

    @property
    @abstractmethod
    def key(self) -> str:
        """What faults, and readings that lag, know it by."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """What stands behind ``/clusters/``; no two have the same."""

    @property
    @abstractmethod
    def shown_name(self) -> str:
        """``cluster_name`` of Elasticsearch's own replies."""

    @property
    @abstractmethod
    def node(self) -> str:
        """The name of its only node, or of the first one."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of that node."""
        return ALL_ROLES

    @property
    def cluster_uuid(self) -> str:
        """What Elasticsearch itself calls the cluster: 22 characters, unlike the resource id, and never shown by the control plane."""
        digest = hashlib.sha256(self.identity.encode()).digest()[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
