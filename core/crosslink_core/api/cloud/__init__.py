"""The control plane's API of Elastic Cloud and of Elastic Cloud Enterprise: `/api/v1`."""

from crosslink_core.api.cloud.deployments.cross_cluster_enablement import CrossClusterEnablements
from crosslink_core.api.cloud.deployments.deployment import Deployments
from crosslink_core.api.cloud.filters.link_id_claim import ClaimedLinkIds
from crosslink_core.api.cloud.filters.traffic_filter import TrafficFilters
from crosslink_core.api.cloud.filters.traffic_filter_association import TrafficFilterAssociations
from crosslink_core.api.cloud.remotes.remote_cluster import RemoteClusters
from crosslink_core.api.cloud.trust import TrustedEnvironments
from crosslink_core.api.cloud.trust.certificate_authority import CertificateAuthorities
from crosslink_core.api.cloud.trust.trust_relationship import TrustRelationships
from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.proxy import through_proxy
from crosslink_core.api.transport import Transport


class Cloud:
    """The operations of a control plane, by noun."""

    def __init__(self, transport: Transport) -> None:
        self.deployments = Deployments(transport.send)
        self.remote_clusters = RemoteClusters(transport.send)
        self.traffic_filters = TrafficFilters(transport.send)
        self.traffic_filter_associations = TrafficFilterAssociations(transport.send)
        self.claimed_link_ids = ClaimedLinkIds(transport.send)
        self.trust_relationships = TrustRelationships(transport.send)
        self.trusted_environments = TrustedEnvironments(transport.send)
        self.certificate_authorities = CertificateAuthorities(transport.send)
        self.cross_cluster_enablement = CrossClusterEnablements(transport.send)
        self.close = transport.close
        self._send = transport.send

    def elasticsearch(self, deployment_id: str, ref_id: str) -> Elasticsearch:
        """Return a deployment's Elasticsearch through the proxy operation, which only ECE has."""
        return Elasticsearch(through_proxy(self._send, deployment_id, ref_id))
