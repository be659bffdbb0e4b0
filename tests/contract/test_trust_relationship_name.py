"""Names of trust relationships and their companions in other people's states.  If a test here fails, do not fix the test: keep the old name working."""

import base64
import dataclasses
import pickletools

import pytest
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_crosslink
from crosslink_core.model import token
from crosslink_core.model.deployments.cross_cluster_enablement import CrossClusterEnablement, CrossClusterEnablementState
from crosslink_core.model.trust.trust_relationship import TrustRelationship, TrustRelationshipState
from pulumi_crosslink.cross_cluster_enablement import CrossClusterEnablementProvider
from pulumi_crosslink.existing import NOUNS
from pulumi_crosslink.trust_relationship import TrustRelationshipProvider


def test_tokens():
    """Policies, import files and states know resources by these tokens."""
    assert token.TRUST_RELATIONSHIP == "pulumi-python:dynamic/crosslink:TrustRelationship"
    assert token.CROSS_CLUSTER_ENABLEMENT == "pulumi-python:dynamic/crosslink:CrossClusterEnablement"
    for name in ("TrustRelationship", "CrossClusterEnablement"):
        assert getattr(pulumi_crosslink, name)._resource_type_name == f"dynamic/crosslink:{name}"


@pytest.mark.parametrize(
    ("provider", "module"),
    [(TrustRelationshipProvider, "pulumi_crosslink.trust_relationship"), (CrossClusterEnablementProvider, "pulumi_crosslink.cross_cluster_enablement")],
    ids=["TrustRelationship", "CrossClusterEnablement"],
)
def test_provider_is_pickled_by_reference(provider, module):
    """The state holds a module and a class name, not bytecode, and the same text every time."""
    text = serialize_provider(provider())
    strings = [arg for _, arg, _ in pickletools.genops(base64.b64decode(text)) if isinstance(arg, str)]

    assert strings[:2] == [module, provider.__name__]
    assert len(base64.b64decode(text)) < len(module) + len(provider.__name__) + 38  # their names and nothing else
    assert serialize_provider(provider()) == text


def test_properties():
    """Property names of a trust relationship and of an enablement, and what is an output alone."""
    assert " ".join(TrustRelationship.model_fields) == "name installation_id account_ids public_ca_cert trust_by_default connection"
    assert set(TrustRelationshipState.model_fields) - set(TrustRelationship.model_fields) == {"trust_relationship_id", "valid_to"}
    assert " ".join(CrossClusterEnablement.model_fields) == "deployment plan_timeout_s"
    assert set(CrossClusterEnablementState.model_fields) - set(CrossClusterEnablement.model_fields) == {"enabled"}


def test_ids():
    """The id of a relationship is the service's, that of an enablement its deployment and ref."""
    end = {"deployment_id": "a" * 32}

    assert TrustRelationshipState(name="n", trust_relationship_id="f" * 32).id == "f" * 32
    assert CrossClusterEnablement(deployment=end | {"ref_id": "main-elasticsearch"}).id == f"{'a' * 32}/main-elasticsearch"
    assert CrossClusterEnablement(deployment=end).id == f"{'a' * 32}/_main"


def test_public_names():
    """Programs import these names, and read these fields."""
    fields = {
        name: " ".join(field.name for field in dataclasses.fields(getattr(pulumi_crosslink, name)))
        for name in ("CertificateAuthority", "ExistingTrustRelationship", "TrustedEnvironment")
    }

    assert fields == {
        "CertificateAuthority": "certificates past_certificates recommended_trust_restriction valid_to",
        "ExistingTrustRelationship": "trust_relationship_id name installation_id account_ids public_ca_cert trust_by_default local connection",
        "TrustedEnvironment": "kind id name trust_all trust_allowlist",
    }
    for name in ("get_certificate_authority", "get_trust_relationships", "get_trusted_environments"):
        assert {name, f"{name}_output"} <= set(pulumi_crosslink.__all__)


def test_import_noun():
    """`crosslink import` counts them by this name, before what names them."""
    assert "trust relationships" in NOUNS
