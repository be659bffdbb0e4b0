"""The type tokens of the resources in users' states, policies and import files.

They are in a file of their own because resources and rules both read them.  Never change a token: add a new token, and keep the old.
"""

from typing import Final

MODULE: Final = "crosslink"
"""The module of every dynamic resource: `pulumi-python:dynamic/crosslink:<Resource>`."""

REMOTE_CLUSTER: Final = f"pulumi-python:dynamic/{MODULE}:RemoteCluster"
REMOTE_CONNECTION: Final = f"pulumi-python:dynamic/{MODULE}:RemoteConnection"
ACCOUNT_TRUST: Final = f"pulumi-python:dynamic/{MODULE}:AccountTrust"
EXTERNAL_TRUST: Final = f"pulumi-python:dynamic/{MODULE}:ExternalTrust"
DIRECT_TRUST: Final = f"pulumi-python:dynamic/{MODULE}:DirectTrust"
TRUST_RELATIONSHIP: Final = f"pulumi-python:dynamic/{MODULE}:TrustRelationship"
CROSS_CLUSTER_ENABLEMENT: Final = f"pulumi-python:dynamic/{MODULE}:CrossClusterEnablement"
CLUSTER_LINK: Final = f"{MODULE}:index:ClusterLink"
TOPOLOGY: Final = f"{MODULE}:index:Topology"
TRAFFIC_FILTER: Final = f"pulumi-python:dynamic/{MODULE}:TrafficFilter"
TRAFFIC_FILTER_ASSOCIATION: Final = f"pulumi-python:dynamic/{MODULE}:TrafficFilterAssociation"
LINK_ID_CLAIM: Final = f"pulumi-python:dynamic/{MODULE}:LinkIdClaim"
TRAFFIC_FILTER_ATTACHMENT: Final = f"{MODULE}:index:TrafficFilterAttachment"
SPLIT_TRAFFIC_FILTER: Final = f"{MODULE}:index:SplitTrafficFilter"

BRIDGED_TRAFFIC_FILTER: Final = "ec:index/deploymentTrafficFilter:DeploymentTrafficFilter"
"""Pulumi's own bridge of Elastic's Terraform provider (pulumi-ec); its properties are camelCase."""
BRIDGED_TRAFFIC_FILTER_ASSOCIATION: Final = "ec:index/deploymentTrafficFilterAssociation:DeploymentTrafficFilterAssociation"
BRIDGED_DEPLOYMENT: Final = "ec:index/deployment:Deployment"
"""It associates, too: by its property `trafficFilters`."""
