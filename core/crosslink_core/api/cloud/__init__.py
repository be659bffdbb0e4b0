"""The control plane of Elastic Cloud and of Elastic Cloud Enterprise: `/api/v1`."""

from crosslink_core.api.cloud.deployment import Deployments
from crosslink_core.api.cloud.link_id_claim import ClaimedLinkIds
from crosslink_core.api.cloud.remote_cluster import RemoteClusters
from crosslink_core.api.cloud.traffic_filter import TrafficFilters
from crosslink_core.api.cloud.traffic_filter_association import TrafficFilterAssociations
from crosslink_core.api.transport import Transport


class Cloud:
    """The operations of one control plane, by noun."""

    def __init__(self, transport: Transport) -> None:
        self.deployments = Deployments(transport)
        self.remote_clusters = RemoteClusters(transport)
        self.traffic_filters = TrafficFilters(transport)
        self.traffic_filter_associations = TrafficFilterAssociations(transport)
        self.claimed_link_ids = ClaimedLinkIds(transport)
        self.close = transport.close
