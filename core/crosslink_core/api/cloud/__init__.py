"""The control plane of Elastic Cloud and of Elastic Cloud Enterprise: `/api/v1`."""

from crosslink_core.api.cloud.deployment import Deployments
from crosslink_core.api.cloud.remote_cluster import RemoteClusters
from crosslink_core.api.transport import Transport


class Cloud:
    """The operations of one control plane, by noun."""

    def __init__(self, transport: Transport) -> None:
        self.deployments = Deployments(transport)
        self.remote_clusters = RemoteClusters(transport)
        self.close = transport.close
