import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, CLUSTER_LINK
from crosslink_policies.rules.match_cluster_id import match_cluster_id as rule

DEPLOYMENT, CLUSTER = f"{2:032x}", f"{0x102:032x}"
RIGHT = f"{DEPLOYMENT} is the deployment shop; take its Elasticsearch resource id, {CLUSTER} (rule match-cluster-id)."


@pytest.fixture
def judged(stack_violations):
    """Judge these resources."""
    return lambda *resources, **more: stack_violations(rule, resources, **more)


def test_violation(judged, connection, trust, logs, shop, orders):
    """A deployment's id in any kind of entry is refused, and the right one is named."""
    link = connection("link", orders, shop)

    assert judged(link, trust.account("a", logs, "2000000002", [CLUSTER, DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]
    assert judged(link, trust.external("a", orders, "r1", [DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]
    assert judged(link, trust.direct("a", orders, "ESS", "2000000002", [DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]


def test_violation_of_the_holder(judged, trust, logs):
    """The entry's own deployment is known from the entry."""
    assert judged(trust.account("a", logs, "1000000001", [logs["deployment_id"]])) == [
        ("a", f"trust_allowlist: {1:032x} is the deployment logs; take its Elasticsearch resource id, {0x101:032x} (rule match-cluster-id).")
    ]


def test_violation_in_a_filter(judged, ours, bridged, put, shop):
    """A filter's rule may name the wrong id, too."""
    one, two = put("one", "x", shop), [{"remote_cluster_id": CLUSTER}, {"remote_cluster_id": DEPLOYMENT}]

    assert judged(one, ours("a", "remote_cluster", two)) == [("a", f"rules[1].remote_cluster_id: {RIGHT}")]
    assert judged(one, bridged("a", "remote_cluster", [{"remoteClusterId": DEPLOYMENT}])) == [("a", f"rules[0].remoteClusterId: {RIGHT}")]


def test_violation_by_form(judged, trust, logs):
    """What Elasticsearch calls a cluster is no id here."""
    uuid = "g9Ugp2bORomTCnyaQhJlJg"

    assert judged(trust.account("a", logs, "1000000001", [uuid])) == [
        (
            "a",
            f"trust_allowlist: {uuid} is a cluster_uuid, as Elasticsearch itself reports it; "
            "take an Elasticsearch resource id (Copy cluster ID in the console) (rule match-cluster-id).",
        )
    ]


def test_bridged(judged, trust, logs):
    """The ids of a deployment of pulumi-ec are known as well."""
    made = BRIDGED_DEPLOYMENT, "d", {"id": DEPLOYMENT, "name": "shop", "elasticsearch": {"resourceId": CLUSTER}}

    assert judged(made, trust.account("a", logs, "2000000002", [DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]


def test_closest_legal(judged, connection, trust, ours, bridged, logs, shop):
    """A resource id, one that the stack does not know, and one that belongs to both kinds pass; of a filter's form another rule speaks."""
    link = connection("link", logs, shop)

    assert judged(link, trust.account("a", logs, "2000000002", [CLUSTER, "f" * 32])) == []
    assert judged(connection("link", logs, shop | {"resource_id": DEPLOYMENT}), trust.account("a", logs, "2000000002", [DEPLOYMENT])) == []
    assert judged(link, bridged("a", "remote_cluster", [{"remoteClusterId": "g9Ugp2bORomTCnyaQhJlJg"}]), ours("b", "ip", [{"source": DEPLOYMENT}])) == []


def test_unknown(judged, connection, trust, ours, logs, shop, unknown):
    """An unknown id is left alone and hides none beside it; without the right one the message says what to look for."""
    link, half = connection("link", logs, shop, alias=unknown), connection("link", logs, shop | {"resource_id": unknown})

    assert judged(link, trust.account("a", unknown, unknown, [unknown, DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]
    assert judged(link, ours("a", unknown, [unknown, {"remote_cluster_id": DEPLOYMENT}])) == [("a", f"rules[1].remote_cluster_id: {RIGHT}")]
    assert judged(link, trust.account("a", logs, "2000000002", trust_allowlist=unknown)) == []
    assert judged(half, trust.account("a", logs, "2000000002", [DEPLOYMENT])) == [
        ("a", f"trust_allowlist: {DEPLOYMENT} is the deployment shop; take an Elasticsearch resource id (rule match-cluster-id).")
    ]
    assert judged(connection("first", shop, logs), half, trust.account("a", logs, "2000000002", [DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]
    assert judged(half, connection("other", shop, logs), trust.account("a", logs, "2000000002", [DEPLOYMENT])) == [("a", f"trust_allowlist: {RIGHT}")]


def test_clusters(judged, connection, trust, logs, onprem, unknown):
    """The id in the names of other clusters' nodes is one that lists take; what Elasticsearch calls such a cluster is not."""
    link, right, uuid = connection("link", logs, onprem | {"cluster": unknown}), f"{0x105:032x}", "u" * 22

    assert judged(link, trust.direct("a", logs, "generic", "datacenter1", [right])) == []
    ((name, text),) = judged(link, trust.direct("a", logs, "generic", "datacenter1", [uuid]))
    assert (name, text.partition(";")[0]) == ("a", f"trust_allowlist: {uuid} is a cluster_uuid, as Elasticsearch itself reports it")


def test_foreign_type(judged, trust, connection, logs, shop):
    """Other resources are left alone, and tell nothing."""
    entry = trust.account("a", logs, "2000000002", [DEPLOYMENT])

    assert judged((CLUSTER_LINK, "link", connection("link", logs, shop)[2]), entry) == []
    assert judged(connection("link", logs, shop), (CLUSTER_LINK, *entry[1:])) == []


def test_wrong_config(judged, trust, logs):
    """There is nothing to configure, and a key says so."""
    found = judged(trust.account("a", logs, "1000000001"), config={"ids": []})

    assert found == [("a", "policy configuration: ids: is not a known key; correct it (rule match-cluster-id).")]
