"""Names that live in other people's state files.  If a test here fails, do not fix the test: keep the old name working."""

import base64
import pickletools
from types import SimpleNamespace

import pytest
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_crosslink
from crosslink_core.model import token
from crosslink_core.model.filters import filter_rule, split
from crosslink_core.model.filters.link_id_claim import LinkIdClaim, LinkIdClaimState
from crosslink_core.model.filters.traffic_filter import TrafficFilter, TrafficFilterState
from crosslink_core.model.filters.traffic_filter_association import FilterEnd, TrafficFilterAssociation, TrafficFilterAssociationState
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState
from pulumi_crosslink import named
from pulumi_crosslink.link_id_claim import LinkIdClaimProvider
from pulumi_crosslink.remote_cluster import RemoteClusterProvider
from pulumi_crosslink.traffic_filter import TrafficFilterProvider
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociationProvider


def test_tokens():
    """Policies, import files and states know resources by these tokens."""
    assert token.REMOTE_CLUSTER == "pulumi-python:dynamic/crosslink:RemoteCluster"
    assert token.CLUSTER_LINK == "crosslink:index:ClusterLink"
    assert token.TOPOLOGY == "crosslink:index:Topology"
    assert token.TRAFFIC_FILTER == "pulumi-python:dynamic/crosslink:TrafficFilter"
    assert token.TRAFFIC_FILTER_ASSOCIATION == "pulumi-python:dynamic/crosslink:TrafficFilterAssociation"
    assert token.LINK_ID_CLAIM == "pulumi-python:dynamic/crosslink:LinkIdClaim"
    assert token.TRAFFIC_FILTER_ATTACHMENT == "crosslink:index:TrafficFilterAttachment"
    assert token.SPLIT_TRAFFIC_FILTER == "crosslink:index:SplitTrafficFilter"


@pytest.mark.parametrize("name", ["RemoteCluster", "TrafficFilter", "TrafficFilterAssociation", "LinkIdClaim"])
def test_resources_have_their_tokens(name):
    """Each resource is registered by the token that is written above."""
    assert getattr(pulumi_crosslink, name)._resource_type_name == f"dynamic/crosslink:{name}"


@pytest.mark.parametrize(
    ("provider", "module"),
    [
        (RemoteClusterProvider, "pulumi_crosslink.remote_cluster"),
        (TrafficFilterProvider, "pulumi_crosslink.traffic_filter"),
        (TrafficFilterAssociationProvider, "pulumi_crosslink.traffic_filter_association"),
        (LinkIdClaimProvider, "pulumi_crosslink.link_id_claim"),
    ],
    ids=["RemoteCluster", "TrafficFilter", "TrafficFilterAssociation", "LinkIdClaim"],
)
def test_provider_is_pickled_by_reference(provider, module):
    """The state holds a module and a class name, not bytecode, and the same text every time."""
    text = serialize_provider(provider())
    strings = [arg for _, arg, _ in pickletools.genops(base64.b64decode(text)) if isinstance(arg, str)]

    assert strings[:2] == [module, provider.__name__]
    assert len(base64.b64decode(text)) < len(module) + len(provider.__name__) + 38  # their names and nothing else
    assert serialize_provider(provider()) == text


def test_properties():
    """Property names of a remote cluster, of its ends and of its outputs."""
    ends = "deployment_id connection name platform organization region ref_id resource_id endpoint version system_owned ccr cluster"

    assert " ".join(RemoteCluster.model_fields) == "local remote alias purpose skip_unavailable require_connected connect_timeout_s"
    assert " ".join(RemoteCluster.model_fields["local"].annotation.model_fields) == ends
    assert set(RemoteClusterState.model_fields) - set(RemoteCluster.model_fields) == {"connected", "compatible", "trusted", "trusted_back", "reason"}


def test_filter_properties():
    """Property names of a traffic filter, of its rules, of an association and of a claim."""
    rules = {kind.value: " ".join(rule.model_fields) for kind, rule in filter_rule.RULES.items()}

    assert " ".join(TrafficFilter.model_fields) == "type region rules name description include_by_default connection platform detach_others"
    assert set(TrafficFilterState.model_fields) - set(TrafficFilter.model_fields) == {"ruleset_id"}
    assert rules == {
        "ip": "description source",
        "vpce": "description source",
        "azure_private_endpoint": "description azure_endpoint_name azure_endpoint_guid",
        "gcp_private_service_connect_endpoint": "description source",
        "remote_cluster": "description remote_cluster_id remote_cluster_org_id",
        "egress_firewall": "description egress_rule",
    }
    assert " ".join(filter_rule.Egress.model_fields) == "target protocol ports"
    assert " ".join(FilterEnd.model_fields) == "ruleset_id name type region"
    assert " ".join(TrafficFilterAssociation.model_fields) == "traffic_filter deployment together open_on_delete"
    assert " ".join(LinkIdClaim.model_fields) == "region link_id azure_endpoint_name azure_endpoint_guid connection"
    assert [set(TrafficFilterAssociationState.model_fields), set(LinkIdClaimState.model_fields)] == [
        set(TrafficFilterAssociation.model_fields),
        set(LinkIdClaim.model_fields),
    ]


def test_auto_name(monkeypatch):
    """The name by which a filter is found again after a run that was interrupted, in all runs of all versions."""
    monkeypatch.setattr(named, "get_project", lambda: "shop")
    monkeypatch.setattr(named, "get_stack", lambda: "prod")
    parent = SimpleNamespace(pulumi_resource_type="crosslink:index:SplitTrafficFilter", pulumi_resource_name="offices")

    assert named.AUTO_NAME == "auto_name"
    assert named.auto_name("office", None) == "office-c7a14fc"
    assert named.auto_name("offices-part-1", SimpleNamespace(parent=parent)) == "offices-part-1-5e64bb4"


def test_parts():
    """Which filter of several a rule is in: another hash would move people's rules from one to another."""
    found = split([{"source": f"10.0.0.{n}"} for n in range(8)], 3, 128)

    assert {part: sorted(rule["source"][-1] for rule in rules) for part, rules in found.items()} == {1: ["7"], 2: ["0", "1", "2", "5", "6"], 3: ["3", "4"]}


def test_filter_ids():
    """The id of an association is filter and deployment, that of a claim region and link; a filter's is the service's."""
    claim = {"region": "aws-eu-west-1", "link_id": "vpce-01234567"}
    azure = {"region": "azure-japaneast", "azure_endpoint_name": "link", "azure_endpoint_guid": "0123abcd-0123-abcd-0123-0123456789ab"}
    ends = {"traffic_filter": {"ruleset_id": "f" * 32}, "deployment": {"deployment_id": "a" * 32}}

    assert TrafficFilterAssociation.model_validate(ends).id == f"{'f' * 32}/{'a' * 32}"
    assert LinkIdClaim.model_validate(claim).id == "aws-eu-west-1/vpce-01234567"
    assert LinkIdClaim.model_validate(azure).id == "azure-japaneast/link/0123abcd-0123-abcd-0123-0123456789ab"
    assert TrafficFilterState(type="ip", region="r", rules=(), name="n", ruleset_id="f" * 32).id == "f" * 32


def test_id():
    """The id is the place: deployment, ref, alias."""
    end = {"deployment_id": "a" * 32, "ref_id": "main-elasticsearch"}

    assert RemoteCluster(local=end, remote={"deployment_id": "b" * 32}, alias="us").id == f"{'a' * 32}/main-elasticsearch/us"


def test_public_names():
    """Programs import these names."""
    assert pulumi_crosslink.__all__ == sorted(pulumi_crosslink.__all__)
    assert set(pulumi_crosslink.__all__) >= {"ClusterLink", "Deployment", "RemoteCluster", "Topology", "get_deployment", "get_deployments"}
    assert set(pulumi_crosslink.__all__) >= {"LinkIdClaim", "SplitTrafficFilter", "TrafficFilter", "TrafficFilterAssociation", "TrafficFilterAttachment"}
    assert set(pulumi_crosslink.__all__) >= {"ExistingTrafficFilter", "get_traffic_filters", "get_traffic_filters_output"}
