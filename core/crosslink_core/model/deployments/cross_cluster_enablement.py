"""Cross-cluster features of an old deployment: they can be enabled, and never disabled.

Source: operation `enable-deployment-resource-ccr`; deployments created before February 2021 (ECH) or ECE 2.9.0 lack them.
"""

from typing import Annotated

from pydantic import Field

from crosslink_core.model import Slot
from crosslink_core.model.deployments.deployment import MAIN, Deployment


class CrossClusterEnablement(Slot):
    """The inputs."""

    deployment: Deployment
    plan_timeout_s: Annotated[float, Field(ge=0, le=86400)] = 1800
    """How long to wait for the plan that applies it, in seconds."""

    @property
    def id(self) -> str:
        """`<deployment>/<ref>`."""
        return f"{self.deployment.deployment_id}/{self.deployment.ref_id or MAIN}"


class CrossClusterEnablementState(CrossClusterEnablement):
    """The outputs."""

    enabled: bool = True
    """Whether the features are enabled."""
