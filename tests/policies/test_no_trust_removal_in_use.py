import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, CLUSTER_LINK
from crosslink_policies.rules.no_trust_removal_in_use import no_trust_removal_in_use as rule

OTHER = "f" * 32


@pytest.fixture
def judged(stack_violations):
    """The names of the entries that are reported."""
    return lambda *resources, **more: [name for name, _ in stack_violations(rule, resources, **more)]


def test_violation(stack_violations, connection, trust, logs, shop):
    """A list that lacks one end of a link is reported on the entry, with the id and the links, once."""
    entry = trust.account("entry", logs, "2000000002", [OTHER])
    sentence = (
        f"trust_allowlist: logs ({1:032x}) trusts 2000000002, but not shop ({2:032x}), whose Elasticsearch resource id is {0x102:032x}; "
        "{} it: list that id, or remove the link first (rule no-trust-removal-in-use)."
    )

    assert stack_violations(rule, [entry, connection("a", logs, shop)]) == [("entry", sentence.format("a needs"))]
    assert stack_violations(rule, [connection("b", shop, logs), entry, connection("a", logs, shop)]) == [("entry", sentence.format("a and b need"))]


def test_violation_of_every_kind(judged, connection, cluster, trust, end, logs, orders, lab):
    """An empty list lets nobody in, in whatever kind of entry; neither does one of the deployment's own organization."""
    relationship = trust.relationship("r", "acc4" * 8, trust_relationship_id="r1")

    assert judged(connection("a", orders, lab), relationship, trust.external("entry", orders, "r1")) == ["entry"]
    assert judged(connection("a", logs, orders), trust.direct("entry", orders, "ESS", "1000000001", [OTHER])) == ["entry"]
    assert judged(cluster("a", logs, end(5, "us", organization="1000000001")), trust.account("entry", logs, "1000000001", trust_allowlist=None)) == ["entry"]


def test_violation_beside(judged, connection, trust, end, logs, shop):
    """Another deployment's entry lets nobody in here, nor does one about somebody else."""
    some = trust.account("entry", logs, "2000000002", [OTHER]), trust.account("elsewhere", end(5, "us"), "2000000002", [shop["resource_id"]])

    assert judged(connection("a", logs, shop), *some, trust.account("wrong", logs, "3000000003", [shop["resource_id"]])) == ["entry"]


def test_bridged(stack_violations, connection, logs, shop):
    """The list of a deployment of pulumi-ec is named as its user wrote it."""
    accounts = [{"accountId": "3000000003"}, {"accountId": "2000000002", "trustAll": False, "trustAllowlists": [OTHER]}]
    ((name, text),) = stack_violations(
        rule, [connection("a", logs, shop), (BRIDGED_DEPLOYMENT, "d", {"id": logs["deployment_id"], "elasticsearch": {"trustAccounts": accounts}})]
    )

    assert name == "d"
    assert text.startswith("elasticsearch.trustAccounts[1].trustAllowlists: ")


def test_closest_legal(judged, connection, trust, logs, shop, orders):
    """A list that has the id, trust in all, another entry that has it, or another deployment's entry are fine."""
    link, lacking = connection("a", logs, shop), trust.account("entry", logs, "2000000002", [OTHER])
    some = trust.direct("one", logs, "ECE", "acc3" * 8, [OTHER]), trust.direct("two", logs, "ECE", "acc3" * 8, [orders["resource_id"]])

    assert judged(link, trust.account("entry", logs, "2000000002", [OTHER, shop["resource_id"]])) == []
    assert judged(link, trust.account("entry", logs, "2000000002", trust_all=True)) == []
    assert judged(link, trust.account("entry", orders, "2000000002", [OTHER]), trust.account("more", logs, "3000000003", [OTHER])) == []
    assert judged(connection("a", logs, orders), *some) == []
    assert judged(connection("a", logs, orders), some[0]) == ["one"]
    assert judged(connection("a", logs, orders), trust.direct("one", logs, "ECE", "acc3" * 8, [OTHER], additional_node_names=["n1"])) == []
    assert judged(connection("a", logs, shop, port=9443), lacking) == []
    assert judged(lacking) == []


def test_unknown(judged, connection, trust, logs, shop, unknown):
    """Whatever may let the cluster in does; an unknown value elsewhere hides nothing."""
    link, lacking = connection("a", logs, shop), trust.account("entry", logs, "2000000002", [OTHER])

    assert judged(link, trust.account("entry", logs, "2000000002", [OTHER, unknown])) == []
    assert judged(link, trust.account("entry", logs, "2000000002", trust_allowlist=unknown)) == []
    assert judged(link, trust.account("entry", logs, "2000000002", [OTHER], trust_all=unknown)) == []
    assert judged(link, trust.account("entry", logs, unknown, [OTHER])) == []
    assert judged(link, trust.account("entry", unknown, "2000000002", [OTHER])) == []
    assert judged(connection("a", logs, shop | {"resource_id": unknown}), lacking) == []
    assert judged(connection("a", logs, shop | {"organization": unknown}), lacking) == []
    assert judged(connection("a", logs, shop, proxy_address=unknown), lacking) == []
    assert judged(link, lacking, trust.account("more", unknown, "2000000002", [shop["resource_id"]])) == []
    assert judged(link, lacking, trust.account("more", unknown, unknown, [OTHER])) == ["entry"]
    assert judged(connection("a", logs, shop | {"deployment_id": unknown, "version": unknown}, alias=unknown), lacking) == ["entry"]


def test_violation_of_clusters(stack_violations, connection, trust, logs, orders, onprem, plain_names, pods):
    """Of clusters without a control plane the id in their nodes' names is missing, or a name; of those on Kubernetes no list has anything."""
    holder, id_ = f"logs ({1:032x})", f"{0x105:032x}"
    end = "or remove the link first (rule no-trust-removal-in-use)."

    assert stack_violations(rule, [connection("a", logs, onprem), trust.direct("entry", logs, "generic", "datacenter1", [OTHER])]) == [
        (
            "entry",
            f"trust_allowlist: {holder} trusts datacenter1, but not onprem, whose id in the names of its nodes is {id_}; a needs it: list that id, {end}",
        )
    ]
    assert stack_violations(
        rule, [connection("a", plain_names, logs), trust.direct("entry", logs, "generic", None, additional_node_names=["es1.depot.example"])]
    ) == [("entry", f"additional_node_names: {holder} trusts some nodes, but not es2.depot.example of depot; a needs it: list all its nodes, {end}")]
    assert stack_violations(rule, [connection("a", logs, pods), connection("b", pods, logs), trust.direct("entry", logs, "generic", "search.es.local")]) == [
        (
            "entry",
            f"trust_all: {holder} trusts search.es.local, but not pods, whose nodes have no id that could be listed; a and b need it: set trust_all, {end}",
        )
    ]


def test_closest_legal_of_clusters(judged, connection, trust, logs, own, onprem, plain_names, pods):
    """They are let in by their id, as a whole scope, or by name, in one entry or several; an entry of another kind or scope is none of theirs."""
    halves = [trust.direct(name, logs, "generic", None, additional_node_names=[name]) for name in plain_names["node_names"]]

    assert judged(connection("a", logs, onprem), trust.direct("entry", logs, "generic", "datacenter1", [f"{0x105:032x}"])) == []
    assert judged(connection("a", logs, onprem), trust.direct("entry", logs, "generic", "datacenter1", trust_all=True)) == []
    assert judged(connection("a", logs, onprem), trust.direct("entry", logs, "generic", None, additional_node_names=onprem["node_names"])) == []
    assert judged(connection("a", logs, onprem), trust.direct("entry", logs, "generic", "datacenter2"), trust.direct("e", logs, "ECE", "datacenter1")) == []
    assert judged(connection("a", logs, plain_names), *halves) == []
    assert judged(connection("a", logs, plain_names), halves[0]) == ["es1.depot.example"]
    elsewhere = trust.direct("entry", logs, "generic", "datacenter2", trust_all=True, additional_node_names=["es1.depot.example"])
    assert judged(connection("a", logs, plain_names), elsewhere) == ["entry"]
    assert judged(connection("a", logs, pods), trust.direct("entry", logs, "generic", "search.es.local", trust_all=True)) == []
    pod = "logs-es-default-0.node.logs.search.es.local"
    assert judged(connection("a", logs, pods), trust.direct("entry", logs, "generic", "search.es.local", additional_node_names=[pod])) == []
    assert judged(connection("a", logs, own("stock")), trust.direct("entry", logs, "generic", "datacenter1")) == []


def test_unknown_of_clusters(judged, connection, trust, logs, onprem, pods, unknown):
    """Whatever may let the cluster in does; an unknown value elsewhere hides nothing."""
    link, lacking = connection("a", logs, onprem), trust.direct("entry", logs, "generic", "datacenter1", [OTHER])

    assert judged(link, trust.direct("entry", logs, "generic", "datacenter1", [OTHER, unknown])) == []
    assert judged(link, trust.direct("entry", logs, "generic", "datacenter1", [OTHER], additional_node_names=unknown)) == []
    assert judged(link, trust.direct("entry", logs, "generic", unknown, [OTHER])) == []
    assert judged(link, lacking, trust.direct("more", unknown, "generic", unknown, trust_all=True)) == []
    assert judged(connection("a", logs, onprem | {"node_names": [*onprem["node_names"], unknown]}), lacking) == []
    assert judged(connection("a", logs, pods | {"kubernetes": unknown}), trust.direct("entry", logs, "generic", "search.es.local")) == []
    new = pods["kubernetes"] | {"name": unknown}
    assert judged(connection("a", logs, pods | {"kubernetes": new}), trust.direct("entry", logs, "generic", "search.es.local")) == ["entry"]
    assert judged(connection("a", logs, onprem | {"version": unknown, "cluster": unknown}, alias=unknown), lacking) == ["entry"]


def test_foreign_type(judged, connection, trust, logs, shop):
    """A component repeats what its child says; only the child counts."""
    assert judged((CLUSTER_LINK, "a", connection("a", logs, shop)[2]), trust.account("entry", logs, "2000000002", [OTHER])) == []


def test_wrong_config(stack_violations, trust, logs):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(rule, [trust.account("a", logs, "1000000001")], {"links": []})

    assert found == [("a", "policy configuration: links: is not a known key; correct it (rule no-trust-removal-in-use).")]
