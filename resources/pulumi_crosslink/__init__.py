"""Connects Elasticsearch deployments as code: Pulumi resources for remote clusters and what they need."""

from pulumi_crosslink.cluster_link import ClusterLink
from pulumi_crosslink.deployment import Deployment, get_deployment, get_deployment_output, get_deployments, get_deployments_output
from pulumi_crosslink.existing_traffic_filter import ExistingTrafficFilter, get_traffic_filters, get_traffic_filters_output
from pulumi_crosslink.link_id_claim import LinkIdClaim
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.split_traffic_filter import SplitTrafficFilter
from pulumi_crosslink.topology import Topology
from pulumi_crosslink.traffic_filter import TrafficFilter
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociation
from pulumi_crosslink.traffic_filter_attachment import TrafficFilterAttachment

__all__ = [
    "ClusterLink",
    "Deployment",
    "ExistingTrafficFilter",
    "LinkIdClaim",
    "RemoteCluster",
    "SplitTrafficFilter",
    "Topology",
    "TrafficFilter",
    "TrafficFilterAssociation",
    "TrafficFilterAttachment",
    "get_deployment",
    "get_deployment_output",
    "get_deployments",
    "get_deployments_output",
    "get_traffic_filters",
    "get_traffic_filters_output",
]
