"""`/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr`: gives an old deployment its cross-cluster features, for good.

Source: operation `enable-deployment-resource-ccr`.
"""

from typing import Final

from crosslink_core.api import Operation, nothing
from crosslink_core.api.transport import Transport

ENABLE: Final = Operation("enable-deployment-resource-ccr", "POST", "/deployments/{deployment_id}/elasticsearch/{ref_id}/_enable-ccr", 200, again=False)
"""Whether a second one does harm is not documented: it may begin another plan.  The deployment tells what became of a lost reply."""


class CrossClusterEnablements:
    """One method per operation; every method is one HTTP exchange."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def enable(self, deployment_id: str, ref_id: str) -> None:
        """Enable the features."""
        self._send(ENABLE, nothing, {"deployment_id": deployment_id, "ref_id": ref_id})
