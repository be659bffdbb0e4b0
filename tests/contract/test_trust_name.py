"""Names of trust in other people's states.  If a test here fails, do not fix the test: keep the old name working."""

import base64
import pickletools

import pytest
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_crosslink
from crosslink_core.model import token
from crosslink_core.model.trust.account_trust import AccountTrust, AccountTrustState
from crosslink_core.model.trust.direct_trust import DirectTrust, DirectTrustState, DirectTrustType
from crosslink_core.model.trust.external_trust import ExternalTrust, ExternalTrustState
from crosslink_emulator.world.state.certificate import issue
from pulumi_crosslink.account_trust import AccountTrustProvider
from pulumi_crosslink.direct_trust import DirectTrustProvider
from pulumi_crosslink.external_trust import ExternalTrustProvider

PROVIDERS = {"account_trust": AccountTrustProvider, "external_trust": ExternalTrustProvider, "direct_trust": DirectTrustProvider}
SHARED = "deployment trust_all trust_allowlist plan_timeout_s"


def test_tokens():
    """Policies, import files and states know resources by these tokens."""
    assert token.ACCOUNT_TRUST == "pulumi-python:dynamic/crosslink:AccountTrust"
    assert token.EXTERNAL_TRUST == "pulumi-python:dynamic/crosslink:ExternalTrust"
    assert token.DIRECT_TRUST == "pulumi-python:dynamic/crosslink:DirectTrust"
    for name in ("AccountTrust", "ExternalTrust", "DirectTrust"):
        assert getattr(pulumi_crosslink, name)._resource_type_name == f"dynamic/crosslink:{name}"
        assert name in pulumi_crosslink.__all__


@pytest.mark.parametrize("module", PROVIDERS)
def test_provider_is_pickled_by_reference(module):
    """The state holds a module and a class name, not bytecode, and the same text every time."""
    provider, module = PROVIDERS[module], f"pulumi_crosslink.{module}"
    text = serialize_provider(provider())
    strings = [arg for _, arg, _ in pickletools.genops(base64.b64decode(text)) if isinstance(arg, str)]

    assert strings[:2] == [module, provider.__name__]
    assert len(base64.b64decode(text)) < len(module) + len(provider.__name__) + 38  # their names and nothing else
    assert serialize_provider(provider()) == text


def test_properties():
    """Property names of the three kinds, and what is an output alone."""
    assert " ".join(AccountTrust.model_fields) == f"{SHARED} account_id name"
    assert " ".join(ExternalTrust.model_fields) == f"{SHARED} trust_relationship_id"
    assert " ".join(DirectTrust.model_fields) == f"{SHARED} name type scope_id additional_node_names certificates"
    assert set(AccountTrustState.model_fields) - set(AccountTrust.model_fields) == {"applied", "reason"}
    assert set(ExternalTrustState.model_fields) - set(ExternalTrust.model_fields) == {"name", "applied", "reason"}
    assert set(DirectTrustState.model_fields) - set(DirectTrust.model_fields) == {"uid", "valid_to", "applied", "reason"}
    assert [item.value for item in DirectTrustType] == ["ESS", "ECE", "generic", "proxy"]


def test_ids(valid):
    """The id is the deployment, its ref, the list and what tells the entry apart there."""
    end = {"deployment_id": "a" * 32, "ref_id": "main-elasticsearch"}

    assert AccountTrust(deployment=end, account_id="1", trust_all=True).id == f"{'a' * 32}/main-elasticsearch/accounts/1"
    assert AccountTrust(deployment={"deployment_id": "a" * 32}, account_id="1", trust_all=True).id == f"{'a' * 32}/_main/accounts/1"
    assert ExternalTrust(deployment=end, trust_relationship_id="f" * 32, trust_all=True).id == f"{'a' * 32}/main-elasticsearch/external/{'f' * 32}"
    assert DirectTrustState(deployment=end, name="n", scope_id="s", certificates=[valid], uid="u").id == f"{'a' * 32}/main-elasticsearch/direct/u"


@pytest.fixture
def valid(emulator):
    """A certificate of an authority."""
    return issue("tried", 1, emulator.world.clock, emulator.world.clock.replace(year=2099))
