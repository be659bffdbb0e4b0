"""What the judge of trust reads from entries and ends, of which some facts are not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.links import Trust
from crosslink_core.links.trust_facts import UNKNOWN, entry, environments_of, peer
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import HOSTED, Platform

ID = f"{0x105:032x}"
NAMES = st.one_of(
    st.builds("{}.node.{}.cluster.{}.account".format, st.sampled_from(["es1", "es2"]), st.sampled_from([ID, "prod"]), st.sampled_from(["one", "two"])),
    st.sampled_from(["es1.example", "es2.example"]),
)
KUBERNETES = st.builds(lambda name, more: {"name": name} | more, st.sampled_from(["logs", "shop"]), st.sampled_from([{}, {"namespace": "search"}]))


def test_deployment():
    """A deployment is known by its facts, also where the credentials for it have a name; what it lacks could not be looked up."""
    logs = {"deployment_id": "d", "cluster": "logs", "platform": "ece", "organization": "acc", "resource_id": ID}
    found = peer(logs)

    assert (found.platforms, found.organization, found.resource_id, found.is_hosted) == ({Platform.ECE}, "acc", ID, True)
    assert peer(logs | {"platform": None, "organization": None, "resource_id": ""})[:3] == (HOSTED, UNKNOWN, UNKNOWN)


@given(names=st.lists(NAMES, max_size=3), kubernetes=st.none() | KUBERNETES)
def test_agrees_with_the_model(names, kubernetes):
    """Where all is known, scope, id and patterns are the model's; where nothing is known of the names, they are unknown."""
    facts = {"cluster": "onprem", "platform": "eck" if kubernetes else "self", "node_names": names, "kubernetes": kubernetes}
    end, found = Cluster.model_validate(facts), peer(facts)
    absent = None if names or kubernetes else UNKNOWN

    assert found.organization == (end.organization or absent)
    assert found.resource_id == (None if kubernetes else end.resource_id or absent)
    assert found.patterns == (end.patterns or (UNKNOWN,))
    assert peer(end.model_dump()) == found


@pytest.mark.parametrize(
    ("facts", "organization", "resource_id", "nodes"),
    [
        pytest.param({"node_names": UNKNOWN}, UNKNOWN, UNKNOWN, (UNKNOWN,), id="no name"),
        pytest.param({"node_names": ["es1", UNKNOWN]}, UNKNOWN, UNKNOWN, ("es1", UNKNOWN), id="one name of two"),
        pytest.param({"kubernetes": UNKNOWN}, UNKNOWN, None, (UNKNOWN,), id="no place on Kubernetes"),
        pytest.param({"kubernetes": {"name": "logs", "namespace": UNKNOWN}}, UNKNOWN, None, (UNKNOWN,), id="no namespace"),
        pytest.param({"kubernetes": {"name": UNKNOWN, "namespace": "search"}}, "search.es.local", None, (UNKNOWN,), id="no object"),
    ],
)
def test_unknown(facts, organization, resource_id, nodes):
    """What is not known is unknown, and so is which names fit."""
    found = peer({"cluster": "onprem"} | facts)

    assert (found.organization, found.resource_id, found.nodes, found.patterns) == (organization, resource_id, nodes, (UNKNOWN,))


@pytest.mark.parametrize(
    ("facts", "platforms"),
    [({}, {Platform.SELF}), ({"platform": None}, {Platform.SELF}), ({"platform": "eck"}, {Platform.ECK}), ({"platform": UNKNOWN}, set(Platform))],
)
def test_platform(facts, platforms):
    """A cluster is self-managed unless another platform is given, and not while that is unknown."""
    assert peer({"cluster": "onprem"} | facts).platforms == platforms


@pytest.mark.parametrize(
    ("content", "noun", "scopes"),
    [
        pytest.param({"account_id": "1"}, Trust.ACCOUNT, ("1",), id="account"),
        pytest.param({"account_id": UNKNOWN}, Trust.ACCOUNT, (UNKNOWN,), id="unknown account"),
        pytest.param({"trust_relationship_id": "r"}, Trust.EXTERNAL, (UNKNOWN,), id="relationship"),
        pytest.param({"scope_id": "s", "type": "ECE"}, Trust.DIRECT, ("s",), id="scope"),
        pytest.param({"additional_node_names": ["n"]}, Trust.DIRECT, (), id="names"),
        pytest.param({"scope_id": "s", "type": "proxy"}, Trust.DIRECT, (), id="proxy"),
        pytest.param({}, Trust.DIRECT, (), id="nothing"),
    ],
)
def test_scopes(content, noun, scopes):
    """An entry tells its kind and whom it is about; of a trust relationship, the entry alone does not tell."""
    found = entry(content)

    assert (found.noun, found.scopes) == (noun, scopes)


def test_lists():
    """Whatever is in the place of a list and is none is unknown, and so is each of its items that is no text."""
    found = entry({"account_id": "1", "trust_all": UNKNOWN, "trust_allowlist": UNKNOWN})

    assert (found.trust_all, found.allowlist, found.node_names) == (UNKNOWN, (UNKNOWN,), ())
    assert entry({"trust_all": None, "trust_allowlist": ("a", UNKNOWN)})[2:4] == (False, ("a", UNKNOWN))


@pytest.mark.parametrize(
    ("relationship", "environments"),
    [
        ({"installation_id": "e", "account_ids": ["e", "f"]}, ("e", "f")),
        ({"installation_id": "e", "account_ids": None}, ("e",)),
        ({"installation_id": None, "account_ids": ("f",)}, ("f",)),
        ({"installation_id": UNKNOWN, "account_ids": []}, (UNKNOWN,)),
        ({}, (UNKNOWN,)),
    ],
)
def test_environments(relationship, environments):
    """A trust relationship is about its environment and its accounts."""
    assert environments_of(relationship) == environments
