"""One deployment with its only Elasticsearch resource: what is stored about it."""

import base64
import hashlib
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.world.elasticsearch_user import User
from crosslink_emulator.world.plan import Plan
from crosslink_emulator.world.trust import Trust, is_old

MAIN = "_main"
"""In a path it stands for the ref id of the only Elasticsearch resource."""


class Remote(BaseModel):
    """One entry of the certificate-based remote list."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    alias: str
    deployment_id: str
    elasticsearch_ref_id: str
    skip_unavailable: bool


class Deployment(BaseModel):
    """A deployment; the clocks and counters are the world's, never the machine's."""

    model_config = ConfigDict(extra="forbid")

    name: str
    id: str
    resource_id: str
    """Id of the Elasticsearch resource; allowlists and endpoints use it."""
    ref_id: str
    region: str
    version: str
    created: date
    status: Literal["started", "stopped"]
    system: bool
    trust: Trust
    remotes: list[Remote]
    last_modified: datetime
    cross_cluster_enabled: bool = False
    """That an old deployment was given cross-cluster features; there is no way back."""
    users: dict[str, User] = {}
    """Of its Elasticsearch, by name; older state files have none, and none of the three that follow."""
    persistent: dict[str, str | list[str] | None] = {}
    """Cluster settings that differ from what the remote list says, by whole names; None: removed although the list has it."""
    transient: dict[str, str | list[str]] = {}
    drifted: list[str] = []
    """Aliases that run with another ``skip_unavailable`` than the settings say."""
    pending_plan: Plan | None = None
    past_plans: tuple[Plan, ...] = ()
    """Those that have ended, oldest first, without the one that made the deployment; older state files have none."""
    revision: int = 1
    """``x-cloud-resource-version``, and the ``version`` inside the metadata."""

    @property
    def cluster_uuid(self) -> str:
        """What Elasticsearch itself calls the cluster: 22 characters, unlike the resource id, and never shown by the control plane."""
        digest = hashlib.sha256(self.resource_id.encode()).digest()[:16]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def cross_cluster(self) -> bool:
        """``metadata.ccr``: false for old deployments until it is enabled."""
        return self.cross_cluster_enabled or not is_old(self.created)

    def has_resource(self, ref_id: str) -> bool:
        """Whether this ref id, as a path gives it, names the Elasticsearch resource."""
        return ref_id in (MAIN, self.ref_id)
