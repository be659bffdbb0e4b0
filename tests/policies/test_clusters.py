import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.deployments.cluster import Cluster
from crosslink_policies.clusters import NONE, may_name, of_namespace, seen
from crosslink_policies.plain import UNKNOWN

ID = f"{0x105:032x}"
NAMES = st.one_of(
    st.builds("{}.node.{}.cluster.{}.account".format, st.sampled_from(["es1", "es2"]), st.sampled_from([ID, "prod"]), st.sampled_from(["one", "two"])),
    st.sampled_from(["es1.example", "es2.example"]),
)
KUBERNETES = st.builds(lambda name, more: {"name": name} | more, st.sampled_from(["logs", "shop"]), st.sampled_from([{}, {"namespace": "search"}]))


def test_deployment(logs):
    """A deployment is what it was, also where the credentials for it have a name."""
    assert seen(logs | {"cluster": "logs"}) == logs | {"cluster": "logs"}


@given(names=st.lists(NAMES, max_size=3), kubernetes=st.none() | KUBERNETES)
def test_agrees_with_the_model(names, kubernetes):
    """Where all is known, scope and patterns are the model's; what the model lacks certainly is not there, if anything is known of the names."""
    facts = {"cluster": "onprem", "platform": "eck" if kubernetes else "self", "node_names": names, "kubernetes": kubernetes}
    end, found = Cluster.model_validate(facts), seen(facts)
    nothing = NONE if names or kubernetes else None

    assert found["organization"] == (end.organization or nothing)
    assert found["resource_id"] == (NONE if kubernetes else end.resource_id or nothing)
    assert found["patterns"] == (list(end.patterns) or [UNKNOWN])


@pytest.mark.parametrize(
    ("facts", "organization", "resource_id", "names"),
    [
        pytest.param({"node_names": UNKNOWN}, UNKNOWN, UNKNOWN, [], id="no name"),
        pytest.param({"node_names": ["es1", UNKNOWN]}, UNKNOWN, UNKNOWN, ["es1"], id="one name of two"),
        pytest.param({"kubernetes": UNKNOWN}, UNKNOWN, NONE, [], id="no place on Kubernetes"),
        pytest.param({"kubernetes": {"name": "logs", "namespace": UNKNOWN}}, UNKNOWN, NONE, [], id="no namespace"),
        pytest.param({"kubernetes": {"name": UNKNOWN, "namespace": "search"}}, "search.es.local", NONE, [], id="no object"),
    ],
)
def test_unknown(facts, organization, resource_id, names):
    """What is not known is unknown, and so is whom the names fit."""
    found = seen({"cluster": "onprem"} | facts)

    assert (found["organization"], found["resource_id"], found["node_names"], found["patterns"]) == (organization, resource_id, names, [UNKNOWN])
    assert may_name(["anybody"], found)


def test_platform():
    """A cluster is self-managed unless said otherwise, and not while it is unknown."""
    assert [seen({"cluster": "onprem"} | facts)["platform"] for facts in ({}, {"platform": None}, {"platform": "eck"}, {"platform": UNKNOWN})] == [
        "self",
        "self",
        "eck",
        UNKNOWN,
    ]


def test_may_name(onprem, plain_names, pods, logs):
    """A name is a node's by its form, or because it is said; one of several suffices, an unknown one may be it, and deployments have none."""
    assert may_name([f"es9.node.{ID}.cluster.datacenter1.account"], seen(onprem))
    assert not may_name([f"es1.node.{ID}.cluster.datacenter2.account"], seen(onprem))
    assert may_name(["elsewhere", "es2.depot.example"], seen(plain_names))
    assert not may_name(["es3.depot.example"], seen(plain_names))
    assert may_name(["logs-es-default-0.node.logs.search.es.local"], seen(pods))
    assert not may_name(["shop-es-default-0.node.shop.search.es.local"], seen(pods))
    assert may_name(UNKNOWN, seen(pods))
    assert may_name([UNKNOWN], seen(pods))
    assert not may_name(None, seen(pods))
    assert not may_name([UNKNOWN], logs)


@pytest.mark.parametrize(("scope", "is_one"), [("search.es.local", True), (".es.local", False), ("datacenter1", False), (UNKNOWN, False), (None, False)])
def test_of_namespace(scope, is_one):
    """Its end tells the scope of a namespace."""
    assert of_namespace(scope) is is_one
