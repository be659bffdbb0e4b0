import pytest

from crosslink_core.model.token import CLUSTER_LINK
from crosslink_policies.rules.match_trust_scope import match_trust_scope as rule

LOGS, SHOP, ORDERS, LAB = (f"{name} ({number:032x})" for number, name in enumerate(("logs", "shop", "orders", "lab"), 1))
ENVIRONMENT, LABORATORY = "acc3" * 8, "acc4" * 8


@pytest.fixture
def judged(stack_violations):
    """What is said, without the rule's name, of the entry called entry."""

    def judge(*resources, **more):
        found = stack_violations(rule, resources, **more)
        assert {name for name, _ in found} <= {"entry"}
        return [text.removesuffix(" (rule match-trust-scope).") for _, text in found]

    return judge


def test_violation(judged, connection, trust, logs, orders):
    """A scope that is not the linked environment's is reported, with the one that is."""
    assert judged(connection("link", logs, orders), trust.direct("entry", logs, "ECE", LABORATORY)) == [
        f"scope_id: the stack links {LOGS} with {ORDERS}, which does not belong to {LABORATORY}; take {ENVIRONMENT}"
    ]
    assert judged(connection("link", logs, orders), trust.direct("entry", orders, "ESS", "2000000002")) == [
        f"scope_id: the stack links {ORDERS} with {LOGS}, which does not belong to 2000000002; take 1000000001"
    ]


def test_violation_of_accounts(judged, connection, trust, logs, shop, orders, lab):
    """An account is an organization for ECH, and for ECE the environment alone."""
    assert judged(trust.account("entry", orders, LABORATORY)) == [
        f"account_id: the only account that {ORDERS} can trust is its own environment, {ENVIRONMENT}; trust {LABORATORY} by ExternalTrust"
    ]
    assert judged(connection("link", orders, shop), trust.account("entry", orders, "2000000002")) == [
        f"account_id: the only account that {ORDERS} can trust is its own environment, {ENVIRONMENT}; trust 2000000002 by DirectTrust with type ESS"
    ]
    wrong = trust.account("entry", logs, LABORATORY)
    sentence = f"account_id: {LABORATORY} is an ECE environment, not an organization; make {LOGS} trust it by DirectTrust with type ECE"
    assert judged(connection("link", logs, lab), wrong) == [sentence]
    assert judged(trust.relationship("r", LABORATORY), wrong) == [sentence]


def test_violation_of_scopes(judged, connection, trust, logs, shop, orders, lab):
    """A scope is of others, and of the kind that its type is about."""
    assert judged(trust.direct("entry", logs, "generic", "1000000001")) == [
        f"scope_id: {LOGS} itself belongs to 1000000001; give the id of the others, or use AccountTrust for its own"
    ]
    assert judged(trust.direct("entry", orders, "ESS", LABORATORY)) == [
        f"scope_id: {LABORATORY} is not an organization's id, which has only digits; copy it from the organization's page in the console"
    ]
    assert judged(trust.direct("entry", logs, "ECE", "2000000002")) == [
        "scope_id: 2000000002 looks like an organization's id; take the environment's id, from Trust Management, or the type ESS"
    ]
    assert judged(connection("link", orders, lab), trust.direct("entry", logs, "ESS", LABORATORY)) == [
        f"scope_id: {LABORATORY} is an ECE environment, which needs the type ECE"
    ]
    assert judged(connection("link", logs, shop), trust.direct("entry", orders, "ECE", "2000000002")) == [
        "scope_id: 2000000002 is an organization, which needs the type ESS"
    ]


def test_violation_of_lists(judged, connection, trust, logs, shop, orders, lab):
    """A cluster that is known to belong elsewhere is reported, each by itself."""
    some, ids = (connection("x", logs, shop), connection("y", orders, lab)), [orders["resource_id"], shop["resource_id"], lab["resource_id"]]

    assert judged(*some, trust.account("entry", logs, "2000000002", ids)) == [
        f"trust_allowlist: {ids[0]} is {ORDERS} of {ENVIRONMENT}, but the entry is about 2000000002; move it to an entry about {ENVIRONMENT}",
        f"trust_allowlist: {ids[2]} is {LAB} of {LABORATORY}, but the entry is about 2000000002; move it to an entry about {LABORATORY}",
    ]
    relationship = trust.relationship("r", LABORATORY, trust_relationship_id="r1")
    assert len(judged(*some, relationship, trust.external("entry", orders, "r1", ids))) == 2
    assert len(judged(*some, trust.direct("entry", logs, "generic", LABORATORY, ids))) == 2


def test_closest_legal(judged, connection, trust, logs, shop, orders, lab):
    """Own accounts, other organizations, the linked scope, one beside it, and scopes of self-managed clusters pass."""
    ids, link = [shop["resource_id"], "f" * 32], connection("link", logs, orders)

    assert judged(connection("x", logs, shop), trust.account("entry", logs, "2000000002", ids), trust.account("own", orders, ENVIRONMENT)) == []
    assert judged(link, trust.direct("entry", logs, "ECE", ENVIRONMENT, [orders["resource_id"]])) == []
    assert judged(link, trust.direct("entry", logs, "ECE", LABORATORY), trust.direct("more", logs, "ECE", ENVIRONMENT)) == []
    assert judged(link, trust.direct("entry", logs, "generic", "default.es.local"), trust.direct("more", logs, "proxy", None)) == []
    assert judged(link, trust.direct("entry", lab, "ESS", "2000000002")) == []
    assert judged(connection("link", logs, shop), trust.direct("entry", logs, "ECE", ENVIRONMENT)) == []
    assert judged(trust.account("entry", logs, LABORATORY)) == []


def test_unknown(judged, connection, trust, logs, shop, orders, lab, unknown):
    """What cannot be compared is left alone; what can be is, whatever is unknown beside it."""
    link, wrong = connection("link", logs, orders, alias=unknown), trust.direct("entry", logs, "ECE", LABORATORY, certificates=unknown)

    assert len(judged(link, wrong)) == 1
    assert len(judged(link, wrong, trust.direct("more", shop, "ECE", ENVIRONMENT))) == 1
    assert judged(connection("link", logs, lab | {"organization": unknown}), trust.account("entry", logs, "2000000002", [lab["resource_id"]])) == []
    assert judged(connection("link", logs, orders | {"organization": unknown}), wrong) == []
    assert judged(connection("link", logs, orders | {"platform": unknown}), wrong) == []
    assert judged(link, connection("more", logs, lab | {"organization": unknown}), wrong) == []
    assert judged(link, connection("more", logs, lab | {"platform": unknown}), wrong) == []
    assert judged(link, wrong, trust.direct("more", logs, "ECE", unknown)) == []
    assert judged(link, wrong, trust.direct("more", unknown, "ECE", ENVIRONMENT)) == []
    assert judged(link, trust.direct("entry", unknown, "ECE", LABORATORY)) == []
    assert judged(link, trust.direct("entry", logs, unknown, LABORATORY)) == []
    assert judged(trust.account("entry", orders, unknown), trust.account("more", orders | {"organization": unknown}, LABORATORY)) == []
    assert judged(link, trust.account("entry", logs, unknown, [orders["resource_id"]])) == []
    assert judged(link, trust.external("entry", orders, unknown, [orders["resource_id"]])) == []
    assert len(judged(link, trust.account("entry", logs, "2000000002", [unknown, orders["resource_id"]]))) == 1
    assert len(judged(connection("link", shop, unknown), trust.direct("entry", logs | {"version": unknown}, "ESS", "1000000001", unknown))) == 1


def test_violation_of_clusters(judged, connection, trust, logs, orders, onprem, pods):
    """Scopes of clusters without a control plane need a generic entry, and the one that the linked cluster's nodes have."""
    link, other = connection("link", logs, onprem), connection("other", pods, logs)

    assert judged(link, trust.direct("entry", logs, "generic", "datacenter2")) == [
        f"scope_id: the stack links {LOGS} with onprem, which does not belong to datacenter2; take datacenter1"
    ]
    assert judged(other, trust.direct("entry", logs, "generic", "default.es.local", trust_all=True)) == [
        f"scope_id: the stack links {LOGS} with pods, which does not belong to default.es.local; take search.es.local"
    ]
    assert judged(link, trust.direct("entry", logs, "ECE", "datacenter1")) == [
        "scope_id: datacenter1 is the scope of self-managed nodes, which needs the type generic"
    ]
    assert judged(other, trust.direct("entry", logs, "ESS", "search.es.local")) == [
        "scope_id: search.es.local is a namespace of Kubernetes, which needs the type generic"
    ]
    assert judged(link, trust.account("entry", logs, "datacenter1")) == [
        f"account_id: datacenter1 is the scope of self-managed nodes, not an organization; make {LOGS} trust it by DirectTrust with type generic"
    ]
    assert judged(link, trust.account("entry", orders, "datacenter1")) == [
        f"account_id: the only account that {ORDERS} can trust is its own environment, {ENVIRONMENT}; trust datacenter1 by DirectTrust with type generic"
    ]
    ids = [f"{0x105:032x}"]
    assert judged(link, trust.direct("more", logs, "generic", "datacenter1"), trust.direct("entry", logs, "generic", "datacenter2", ids)) == [
        f"trust_allowlist: {ids[0]} is onprem of datacenter1, but the entry is about datacenter2; move it to an entry about datacenter1"
    ]


def test_closest_legal_of_clusters(judged, connection, trust, logs, shop, orders, own, onprem, plain_names, pods):
    """The right scope, one beside it, the nodes' names, and a scope that is an organization's as well pass."""
    link, ids = connection("link", logs, onprem), [f"{0x105:032x}"]
    twin = own("twin", node_names=[f"es1.node.{0x106:032x}.cluster.1000000001.account"])

    assert judged(link, trust.direct("entry", logs, "generic", "datacenter1", ids)) == []
    assert judged(link, trust.direct("entry", logs, "generic", "datacenter2"), trust.direct("more", logs, "generic", "datacenter1")) == []
    assert judged(link, trust.direct("entry", logs, "generic", "datacenter2", additional_node_names=onprem["node_names"])) == []
    assert judged(connection("link", logs, pods), trust.direct("entry", logs, "generic", "search.es.local", trust_all=True)) == []
    assert judged(connection("link", logs, plain_names), trust.direct("entry", logs, "generic", "datacenter2")) == []
    assert judged(link, connection("more", logs, orders), trust.direct("entry", logs, "generic", ENVIRONMENT)) == []
    assert judged(connection("link", onprem, pods), trust.direct("entry", logs, "generic", "datacenter2")) == []
    assert judged(connection("link", logs, twin), trust.direct("entry", logs, "generic", "1000000001", [f"{0x106:032x}"])) == []
    assert judged(connection("link", shop, twin), trust.account("entry", shop, "1000000001"), trust.direct("more", orders, "ESS", "1000000001")) == []


def test_unknown_of_clusters(judged, connection, trust, logs, onprem, pods, own, unknown):
    """Names that are not known may have any scope; what is unknown beside them hides nothing."""
    wrong = trust.direct("entry", logs, "generic", "datacenter2", certificates=unknown)

    for end in (own("stock"), onprem | {"node_names": unknown}, onprem | {"platform": unknown}, pods | {"kubernetes": unknown}):
        assert judged(connection("link", logs, end), wrong) == []
    assert judged(connection("link", logs, onprem), trust.direct("entry", logs, unknown, "datacenter2")) == []
    assert judged(connection("link", logs, onprem), trust.direct("entry", logs, unknown, "datacenter1")) == []
    assert judged(connection("link", logs, onprem), wrong, trust.direct("more", logs, "generic", None, additional_node_names=[unknown])) == []
    assert len(judged(connection("link", logs, onprem | {"cluster": unknown, "version": unknown}, alias=unknown), wrong)) == 1


def test_foreign_type(judged, connection, trust, logs, orders):
    """Other resources are left alone, and tell nothing."""
    link, wrong = connection("link", logs, orders), trust.direct("entry", logs, "ECE", LABORATORY)

    assert judged(link, (CLUSTER_LINK, *wrong[1:])) == []
    assert judged((CLUSTER_LINK, *link[1:]), wrong) == []


def test_wrong_config(judged, trust, logs):
    """There is nothing to configure, and a key says so."""
    found = judged(trust.account("entry", logs, "1000000001"), config={"scopes": []})

    assert found == ["policy configuration: scopes: is not a known key; correct it"]
