"""The rules of a `TrafficFilter` as a program writes them: one form per type."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from pulumi import Input


class IpRule(TypedDict):
    """Type `ip`: an address or CIDR, v4 or v6, may come in; host names are not accepted."""

    source: Input[str]
    description: NotRequired[Input[str]]


class VpceRule(TypedDict):
    """Type `vpce`: an AWS VPC endpoint (`vpce-…`) may come in."""

    source: Input[str]
    description: NotRequired[Input[str]]


class PscRule(TypedDict):
    """Type `gcp_private_service_connect_endpoint`: a Private Service Connect connection, by its number, may come in."""

    source: Input[str]
    description: NotRequired[Input[str]]


class AzureRule(TypedDict):
    """Type `azure_private_endpoint`: a private endpoint may come in, which this approves."""

    azure_endpoint_name: Input[str]
    azure_endpoint_guid: Input[str]
    description: NotRequired[Input[str]]


class RemoteClusterRule(TypedDict):
    """Type `remote_cluster`: a cluster (by its Elasticsearch resource id), or all of an organization or ECE environment, may come in with an API key."""

    remote_cluster_id: NotRequired[Input[str]]
    remote_cluster_org_id: NotRequired[Input[str]]
    description: NotRequired[Input[str]]


class Egress(TypedDict):
    """A target that may be reached: an address or CIDR, a protocol (`all`, `tcp`, `udp`), and ports unless all."""

    target: Input[str]
    protocol: Input[str]
    ports: NotRequired[Input[Sequence[Input[int]]]]


class EgressRule(TypedDict):
    """Type `egress_firewall`: the deployment may reach a target."""

    egress_rule: Input[Egress]
    description: NotRequired[Input[str]]


Rule = IpRule | VpceRule | PscRule | AzureRule | RemoteClusterRule | EgressRule
