"""Facts about clusters that no control plane knows."""

import pytest
from pydantic import TypeAdapter, ValidationError

from crosslink_core.model.deployments import End, is_cluster
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.problem import problems

ID = "feed0001" * 4
NAME = f"es1.node.{ID}.cluster.datacenter1.account"


def made(**more):
    return Cluster.model_validate({"cluster": "onprem", **more})


def test_nothing_is_known():
    """A name alone is an end of which nothing is known, not even who may let it in."""
    end = made()

    assert (end.id, end.label, end.known, end.patterns, end.organization, end.resource_id) == ("onprem", "onprem", False, (), None, None)
    assert (end.connection, end.is_system) == (None, False)


@pytest.mark.parametrize(
    ("names", "organization", "resource_id", "patterns"),
    [
        pytest.param([NAME, NAME.replace("es1", "es2")], "datacenter1", ID, (f"*.node.{ID}.cluster.datacenter1.account",), id="one cluster"),
        pytest.param([NAME.replace(ID, "short")], "datacenter1", None, ("*.node.short.cluster.datacenter1.account",), id="an id that no list takes"),
        pytest.param([NAME, NAME.replace("datacenter1", "datacenter2")], None, None, None, id="two scopes"),
        pytest.param([NAME, "es2.example"], None, None, (f"*.node.{ID}.cluster.datacenter1.account", "es2.example"), id="one of another form"),
        pytest.param(["es1.example"], None, None, ("es1.example",), id="another form"),
    ],
)
def test_names(names, organization, resource_id, patterns):
    """What stands in the place of an organization and of a resource id follows from the names, where all say the same."""
    end = made(node_names=names)

    assert (end.organization, end.resource_id, end.patterns) == (organization, resource_id, patterns or end.patterns)


def test_kubernetes():
    """On Kubernetes the names follow from the object."""
    end = made(platform="eck", kubernetes={"name": "logs", "namespace": "search"})

    assert (end.organization, end.resource_id, end.patterns) == ("search.es.local", None, ("*.node.logs.search.es.local",))


@pytest.mark.parametrize(
    ("props", "path", "text"),
    [
        ({"cluster": "a", "platform": "ech"}, "local.platform", "must be self or eck"),
        ({"cluster": "a", "transport_addresses": ["https://a:1"]}, "local.transport_addresses[0]", "must be a host and port"),
        ({"cluster": "a", "node_names": ["*.a"]}, "local.node_names[0]", "without wildcards"),
        ({"cluster": "a", "endpoint": "a.example"}, "local.endpoint", "is not a known key"),
        ({"cluster": "a", "kubernetes": {"name": "A"}}, "local.kubernetes.name", "must be a Kubernetes name"),
        ({"cluster": "", "version": "8.19.4"}, "local.cluster", "must not be empty"),
        ({}, "local.deployment_id", "is missing"),
        ({"deployment_id": "d" * 32, "platform": "self"}, "local.platform", "must be 'ech' or 'ece'"),
    ],
)
def test_malformed(props, path, text):
    """A wrong end is told by the path that its user wrote, whichever kind of end it is."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, End]).validate_python({"local": props})

    (found,) = problems(caught.value)
    assert (found.path, text in found.text) == (path, True)


def test_which_kind():
    """A cluster beside a deployment's id is the name of its credentials; alone it is the end."""
    ends = TypeAdapter(list[End]).validate_python([{"deployment_id": "d" * 32, "cluster": "logs-eu"}, {"cluster": "onprem"}])

    assert [type(end) for end in ends] == [Deployment, Cluster]
    assert [is_cluster(item) for item in ends] == [False, True]
