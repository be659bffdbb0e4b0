"""Trust that links to clusters without a control plane depend on: which are named when an entry goes that lets their nodes in."""

import pytest
from pulumi.output import Unknown

from crosslink_core.lifecycle.trust.dependents import Dependents

HERE = {"deployment_id": "1", "organization": "o1", "resource_id": "r1"}
ID = "feed0001" * 4
NAMED = {"cluster": "onprem", "platform": "self", "node_names": [f"es1.node.{ID}.cluster.datacenter1.account"]}
BARE = {"cluster": "bare", "platform": "self", "node_names": ["es1.example"]}
NAMELESS = {"cluster": "stock", "platform": "self"}
ECK = {"cluster": "k8s", "platform": "eck", "kubernetes": {"name": "logs", "namespace": "search", "operator": None, "node_sets": ["default"]}}


def entry(**more):
    return {"deployment": HERE, "type": "generic"} | more


ALL, LISTED = entry(scope_id="datacenter1", trust_all=True), entry(scope_id="datacenter1", trust_allowlist=[ID])
EXACT, NAMESPACE = entry(additional_node_names=["es1.example"]), entry(scope_id="search.es.local", trust_all=True)


@pytest.mark.parametrize(
    ("there", "before", "after", "loses"),
    [
        pytest.param(NAMED, LISTED, {}, True, id="listed"),
        pytest.param(NAMED, ALL, LISTED, False, id="all, then listed"),
        pytest.param(NAMED, LISTED, entry(scope_id="datacenter1", trust_allowlist=["b" * 32]), True, id="others are listed"),
        pytest.param(NAMED, LISTED, entry(additional_node_names=NAMED["node_names"]), False, id="listed, then by name"),
        pytest.param(NAMED, entry(scope_id="datacenter2", trust_all=True), {}, False, id="another scope"),
        pytest.param(BARE, EXACT, {}, True, id="by name"),
        pytest.param(BARE, EXACT, entry(additional_node_names=["es2.example"]), True, id="another name"),
        pytest.param(BARE, ALL, {}, False, id="a name without scope"),
        pytest.param(ECK, NAMESPACE, {}, True, id="namespace"),
        pytest.param(ECK, entry(scope_id="shop.es.local", trust_all=True), {}, False, id="another namespace"),
        pytest.param(NAMELESS, ALL, {}, False, id="without names"),
        pytest.param(NAMED | {"node_names": Unknown()}, LISTED, {}, False, id="not known yet"),
    ],
)
@pytest.mark.parametrize("is_local", [True, False], ids=["from it", "to it"])
def test_a_cluster_loses_trust(there, before, after, loses, is_local):
    """The link is named where an entry that lets the cluster in goes, and only then."""
    dependents, ends = Dependents(), (there, HERE) if is_local else (HERE, there)
    dependents.keep_link("link", {"local": ends[0], "remote": ends[1], "alias": "far"})
    warnings = dependents.reduce_entry("entry", before, after)

    assert len(warnings) == loses
    assert all(f"the link far from {ends[0].get('cluster', '1')} to {ends[1].get('cluster', '1')} of this program needs the trust" in line for line in warnings)
