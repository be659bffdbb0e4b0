"""One deployment with its only Elasticsearch resource: what is stored about it."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.plan import Plan
from crosslink_emulator.world.state.trust import Trust, is_old

MAIN = "_main"
"""In a path it stands for the ref id of the only Elasticsearch resource."""


class Remote(BaseModel):
    """One entry of the certificate-based remote list."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    alias: str
    deployment_id: str
    elasticsearch_ref_id: str
    skip_unavailable: bool


INSTANCE = "instance-0000000000"
"""The name that Elastic Cloud gives to the first node."""


class Deployment(Elasticsearch):
    """A deployment; the clocks and counters are the world's, never the machine's."""

    id: str
    resource_id: str
    """Id of the Elasticsearch resource; allowlists and endpoints use it."""
    ref_id: str
    region: str
    created: date
    system: bool
    trust: Trust
    remotes: list[Remote]
    last_modified: datetime
    cross_cluster_enabled: bool = False
    """That an old deployment was given cross-cluster features; there is no way back."""
    pending_plan: Plan | None = None
    past_plans: tuple[Plan, ...] = ()
    """Those that have ended, oldest first, without the one that made the deployment; older state files have none."""
    revision: int = 1
    """``x-cloud-resource-version``, and the ``version`` inside the metadata."""

    @property
    def key(self) -> str:
        """What faults, and readings that lag, know it by."""
        return self.id

    @property
    def identity(self) -> str:
        """What stands behind ``/clusters/``."""
        return self.resource_id

    @property
    def shown_name(self) -> str:
        """On Elastic Cloud the cluster's name is the resource id."""
        return self.resource_id

    @property
    def node(self) -> str:
        """The name of its only node."""
        return INSTANCE

    @property
    def cross_cluster(self) -> bool:
        """``metadata.ccr``: false for old deployments until it is enabled."""
        return self.cross_cluster_enabled or not is_old(self.created)

    def has_resource(self, ref_id: str) -> bool:
        """Whether this ref id, as a path gives it, names the Elasticsearch resource."""
        return ref_id in (MAIN, self.ref_id)
