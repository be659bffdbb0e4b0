"""`/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr`: enables the cross-cluster features of an old deployment, for good.

Source: operation `enable-deployment-resource-ccr`.
"""

from typing import Final

from crosslink_core.api import Operation, Operations, nothing

ENABLE: Final = Operation("enable-deployment-resource-ccr", "POST", "/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr", 200, again=False)
"""Whether a second request does harm is not documented: it may begin another plan.  After a lost reply the deployment shows the outcome."""


class CrossClusterEnablements(Operations):
    """Cross-cluster features of old deployments."""

    def enable(self, deployment_id: str, ref_id: str) -> None:
        """Enable the features."""
        self._send(ENABLE, nothing, {"deployment_id": deployment_id, "ref_id": ref_id})
