"""Connects Elasticsearch deployments as code: Pulumi resources for remote clusters and what they need."""

from pulumi_crosslink.account_trust import AccountTrust
from pulumi_crosslink.certificate_authority import CertificateAuthority, get_certificate_authority, get_certificate_authority_output
from pulumi_crosslink.cluster import Cluster
from pulumi_crosslink.cluster_link import ClusterLink
from pulumi_crosslink.cross_cluster_enablement import CrossClusterEnablement
from pulumi_crosslink.deployment import Deployment, get_deployment, get_deployment_output, get_deployments, get_deployments_output
from pulumi_crosslink.direct_trust import DirectTrust
from pulumi_crosslink.existing_traffic_filter import ExistingTrafficFilter, get_traffic_filters, get_traffic_filters_output
from pulumi_crosslink.existing_trust_relationship import ExistingTrustRelationship, get_trust_relationships, get_trust_relationships_output
from pulumi_crosslink.external_trust import ExternalTrust
from pulumi_crosslink.link_id_claim import LinkIdClaim
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.remote_connection import RemoteConnection
from pulumi_crosslink.split_traffic_filter import SplitTrafficFilter
from pulumi_crosslink.topology import Topology
from pulumi_crosslink.traffic_filter import TrafficFilter
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociation
from pulumi_crosslink.traffic_filter_attachment import TrafficFilterAttachment
from pulumi_crosslink.trust_relationship import TrustRelationship
from pulumi_crosslink.trusted_environment import TrustedEnvironment, get_trusted_environments, get_trusted_environments_output

__all__ = [
    "AccountTrust",
    "CertificateAuthority",
    "Cluster",
    "ClusterLink",
    "CrossClusterEnablement",
    "Deployment",
    "DirectTrust",
    "ExistingTrafficFilter",
    "ExistingTrustRelationship",
    "ExternalTrust",
    "LinkIdClaim",
    "RemoteCluster",
    "RemoteConnection",
    "SplitTrafficFilter",
    "Topology",
    "TrafficFilter",
    "TrafficFilterAssociation",
    "TrafficFilterAttachment",
    "TrustRelationship",
    "TrustedEnvironment",
    "get_certificate_authority",
    "get_certificate_authority_output",
    "get_deployment",
    "get_deployment_output",
    "get_deployments",
    "get_deployments_output",
    "get_traffic_filters",
    "get_traffic_filters_output",
    "get_trust_relationships",
    "get_trust_relationships_output",
    "get_trusted_environments",
    "get_trusted_environments_output",
]
