"""Connects Elasticsearch deployments as code: Pulumi resources for remote clusters and what they need."""

from pulumi_crosslink.cluster_link import ClusterLink
from pulumi_crosslink.deployment import Deployment, get_deployment, get_deployment_output, get_deployments, get_deployments_output
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.topology import Topology

__all__ = [
    "ClusterLink",
    "Deployment",
    "RemoteCluster",
    "Topology",
    "get_deployment",
    "get_deployment_output",
    "get_deployments",
    "get_deployments_output",
]
