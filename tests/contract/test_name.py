"""Names that live in other people's state files.  If a test here fails, do not fix the test: keep the old name working."""

import base64
import pickletools

import pytest
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_crosslink
from crosslink_core.model import token
from crosslink_core.model.remote_cluster import RemoteCluster, RemoteClusterState
from pulumi_crosslink.remote_cluster import RemoteClusterProvider


def test_tokens():
    """Policies, import files and states know resources by these tokens."""
    assert token.REMOTE_CLUSTER == "pulumi-python:dynamic/crosslink:RemoteCluster"
    assert token.CLUSTER_LINK == "crosslink:index:ClusterLink"
    assert token.TOPOLOGY == "crosslink:index:Topology"
    assert f"pulumi-python:{pulumi_crosslink.RemoteCluster._resource_type_name}" == token.REMOTE_CLUSTER


@pytest.mark.parametrize(("provider", "module"), [(RemoteClusterProvider, "pulumi_crosslink.remote_cluster")], ids=["RemoteCluster"])
def test_provider_is_pickled_by_reference(provider, module):
    """The state holds a module and a class name, not bytecode, and the same text every time."""
    text = serialize_provider(provider())
    strings = [arg for _, arg, _ in pickletools.genops(base64.b64decode(text)) if isinstance(arg, str)]

    assert strings[:2] == [module, provider.__name__]
    assert len(text) < 120
    assert serialize_provider(provider()) == text


def test_properties():
    """Property names of a remote cluster, of its ends and of its outputs."""
    ends = "deployment_id connection name platform organization region ref_id resource_id endpoint version system_owned"

    assert " ".join(RemoteCluster.model_fields) == "local remote alias purpose skip_unavailable require_connected connect_timeout_s"
    assert " ".join(RemoteCluster.model_fields["local"].annotation.model_fields) == ends
    assert set(RemoteClusterState.model_fields) - set(RemoteCluster.model_fields) == {"connected", "compatible", "trusted", "trusted_back", "reason"}


def test_id():
    """The id is the place: deployment, ref, alias."""
    end = {"deployment_id": "a" * 32, "ref_id": "main-elasticsearch"}

    assert RemoteCluster(local=end, remote={"deployment_id": "b" * 32}, alias="us").id == f"{'a' * 32}/main-elasticsearch/us"


def test_public_names():
    """Programs import these names."""
    assert pulumi_crosslink.__all__ == sorted(pulumi_crosslink.__all__)
    assert set(pulumi_crosslink.__all__) >= {"ClusterLink", "Deployment", "RemoteCluster", "Topology", "get_deployment", "get_deployments"}
