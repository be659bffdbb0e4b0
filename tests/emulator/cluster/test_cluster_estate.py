import copy

import pytest

from crosslink_emulator import EstateError
from crosslink_emulator.estate import read_estate
from crosslink_emulator.world.state import World
from crosslink_emulator.world.trust.cluster_trust import check_own_nodes, trusts_of

NODE = f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
DEPLOYMENT = {"id": "d" * 32, "resource_id": "e" * 32, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
KUBERNETES = {"operator": "one", "namespace": "search", "name": "logs"}
ESTATE = {
    "clouds": {"hosted": {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "key"}, "deployments": {"one": DEPLOYMENT}}},
    "clusters": {
        "onprem": {
            "version": "8.19.4",
            "authority": "datacenter",
            "node_names": [NODE],
            "transport": ["onprem.example:9300"],
            "trusts": {"authorities": ["datacenter", "region aws-eu-west-1"], "restrictions": ["*.account"]},
        },
        "second": {"version": "8.19.4", "authority": "datacenter"},
        "k8s": {
            "platform": "eck",
            "version": "8.19.4",
            "kubernetes": KUBERNETES | {"node_sets": ["default", "cold"]},
            "trusts": {"authorities": ["k8s", "datacenter"], "restrictions": ["*.es.local", "*.account"]},
        },
    },
}


def changed(path, value):
    """The estate with one property another one."""
    estate = copy.deepcopy(ESTATE)
    *parents, name = path.split(".")
    inner = estate
    for parent in parents:
        inner = inner[parent]
    inner[name] = value
    return estate


@pytest.fixture
def tiny():
    """The world of the estate."""
    return World(read_estate(ESTATE))


def test_installed_at_the_beginning(tiny):
    """What an estate says is installed is there as files or as objects, and the cluster's own nodes accept each other."""
    pems = {name: authority.pem(authority.active) for name, authority in tiny.certificate_authorities.items()}
    found = {name: trusts_of(tiny, cluster) for name, cluster in tiny.clusters.items()}
    for one in tiny.clusters.values():
        check_own_nodes(tiny, one)

    assert [({*item.authorities}, item.restrictions) for item in found["onprem"]] == [
        ({pems["cluster datacenter"], pems["region aws-eu-west-1"]}, ("*.account",))
    ]
    assert [({*each.authorities}, each.restrictions) for each in found["second"]] == [({pems["cluster datacenter"]}, None)]
    assert [this.place for this in found["k8s"]] == ["node set default", "node set cold"]
    assert {(*sorted(one.authorities), one.restrictions) for one in found["k8s"]} == {
        (*sorted((pems["cluster k8s"], pems["cluster k8s"], pems["cluster datacenter"])), ("*.es.local", "*.account"))
    }


def test_defaults(tiny):
    """A cluster is self-managed and basic, has all roles, and is called by its name."""
    second, k8s = tiny.clusters["second"], tiny.clusters["k8s"]

    assert (second.platform, second.license, second.cluster_name, second.node_names) == ("self", "basic", "second", ())
    assert "remote_cluster_client" in second.roles
    assert (k8s.cluster_name, k8s.nodes[1]) == ("logs", ("logs-es-cold-0.node.logs.search.es.local",))


@pytest.mark.parametrize(
    ("path", "value", "where", "problem"),
    [
        ("clusters.Upper", {"version": "8.19.4"}, "clusters.Upper", "string should match pattern"),
        ("clusters.x", {"version": "8"}, "clusters.x.version", "string should match pattern"),
        ("clusters.x", {"version": "8.19.4", "colour": 1}, "clusters.x.colour", "is not a property of an estate"),
        ("clusters." + "e" * 32, {"version": "8.19.4"}, "clusters." + "e" * 32, f"{'e' * 32} is also clouds.hosted.deployments.one.resource_id"),
        ("clusters.second.transport", ["second.example"], "clusters.second.transport[0]", "string should match pattern"),
        ("clusters.second.transport", ["second.example:65536"], "clusters.second.transport[0]", "no port is above 65535"),
        ("clusters.second.transport", ["onprem.example:9300"], "clusters.second.transport[0]", "is also clusters.onprem.transport[0]"),
        ("clusters.second.roles", ["client"], "clusters.second.roles[0]", "input should be"),
        ("clusters.second.kubernetes", KUBERNETES, "clusters.second.kubernetes", "only a cluster of platform eck is in Kubernetes"),
        ("clusters.second", {"platform": "eck", "version": "8.19.4"}, "clusters.second.kubernetes", "is missing: which operator runs it"),
        (
            "clusters.second",
            {"platform": "eck", "version": "8.19.4", "kubernetes": KUBERNETES},
            "clusters.k8s.kubernetes",
            "is also clusters.second.kubernetes",
        ),
        ("clusters.k8s.node_names", ["x"], "clusters.k8s.node_names", "in Kubernetes they follow"),
        ("clusters.k8s.authority", "datacenter", "clusters.k8s.authority", "in Kubernetes each cluster has its own"),
        ("clusters.k8s.kubernetes.node_sets", ["hot", "hot"], "clusters.k8s.kubernetes.node_sets", "has a name twice"),
        ("clusters.onprem.trusts.authorities", ["datacenter", "nope"], "clusters.onprem.trusts.authorities[1]", "this estate has no authority nope; it has"),
        ("clusters.onprem.trusts.authorities", ["region aws-eu-west-1"], "clusters.onprem.trusts.authorities", "the cluster's own authority is missing"),
        (
            "clusters.onprem.trusts.restrictions",
            ["*.es.local"],
            "clusters.onprem.trusts.restrictions",
            f"no pattern matches the name of the cluster's own node {NODE}",
        ),
        ("clusters.onprem.node_names", [], "clusters.onprem.trusts.restrictions", "no pattern matches the name of the cluster's own node, which has none"),
        ("clusters.k8s.trusts.restrictions", ["*.account"], "clusters.k8s.trusts.restrictions", "own node logs-es-default-0.node.logs.search.es.local"),
    ],
)
def test_refused(path, value, where, problem):
    """Clusters that could not exist are one line, with the property's path."""
    estate = changed(path, value)
    if path == "clusters.second" and "kubernetes" in value:
        estate["clusters"]["k8s"] = estate["clusters"].pop("k8s")
    with pytest.raises(EstateError) as error:
        read_estate(estate)

    assert error.value.path == where
    assert problem in error.value.problem
