import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, CLUSTER_LINK
from crosslink_policies.rules.require_mutual_trust import require_mutual_trust as rule


@pytest.fixture
def judged(stack_violations):
    """Which side of which link is reported."""
    return lambda *resources, **more: [(name, text.partition(":")[0]) for name, text in stack_violations(rule, resources, **more)]


def sentence(side, holder, other, entry):
    first, second = (f"{item['name']} ({item['deployment_id']})" for item in (holder, other))
    return (
        f"{side}: whether {first} trusts {second} is not visible from this stack, which has no {entry} for the former; "
        "declare it, or make sure that another stack does (rule require-mutual-trust)."
    )


def test_violation(stack_violations, connection, logs, shop, orders, lab):
    """Each side is reported, with the kind of entry, the deployment and the id that are looked for."""
    account, external, direct = "AccountTrust with account_id", "ExternalTrust through a TrustRelationship with installation_id", "DirectTrust with type"

    assert stack_violations(rule, [connection("a", logs, shop)]) == [
        ("a", sentence("local", logs, shop, f"{account} 2000000002")),
        ("a", sentence("remote", shop, logs, f"{account} 1000000001")),
    ]
    assert stack_violations(rule, [connection("a", orders, lab)]) == [
        ("a", sentence("local", orders, lab, f"{external} {'acc4' * 8}")),
        ("a", sentence("remote", lab, orders, f"{external} {'acc3' * 8}")),
    ]
    assert stack_violations(rule, [connection("a", logs, orders)]) == [
        ("a", sentence("local", logs, orders, f"{direct} ECE and scope_id {'acc3' * 8}")),
        ("a", sentence("remote", orders, logs, f"{direct} ESS and scope_id 1000000001")),
    ]


def test_violation_once(judged, connection, end, logs, shop):
    """Links in both directions, and with two of one organization, need the same entry, which is looked for once."""
    mall = end(5, "mall", organization="2000000002")

    assert judged(connection("b", shop, logs), connection("a", logs, shop)) == [("a", "local"), ("a", "remote")]
    assert judged(connection("a", logs, shop), connection("b", logs, mall)) == [("a", "local"), ("a", "remote"), ("b", "remote")]


def test_violation_beside(judged, connection, trust, logs, shop, orders, lab):
    """Trust in somebody else, on another deployment, of another kind or type, or of no scope is none."""
    some = [
        trust.account("one", logs, "3000000003"),
        trust.account("two", orders, "2000000002"),
        trust.direct("three", logs, "ECE", "2000000002"),
        trust.direct("four", logs, "proxy", None),
        trust.direct("five", orders, "ECE", "1000000001"),
        trust.direct("six", orders, "generic", None, additional_node_names=["node"]),
    ]
    ids = trust.relationship("r1", "acc5" * 8, trust_relationship_id="r1"), trust.relationship("r2", "acc4" * 8, trust_relationship_id="r2")

    assert judged(connection("a", logs, shop), *some) == [("a", "local"), ("a", "remote")]
    assert judged(connection("a", orders, logs), *some) == [("a", "local"), ("a", "remote")]
    assert judged(connection("a", orders, lab), *ids, trust.external("e", orders, "r1")) == [("a", "local"), ("a", "remote")]


def test_closest_legal(judged, connection, trust, logs, shop, orders, lab):
    """An entry of the right kind on each side is enough, whom of them it lets in is another rule's."""
    known = (
        trust.relationship("r1", "acc4" * 8, trust_relationship_id="r1"),
        trust.relationship("r2", "x", account_ids=["acc3" * 8], trust_relationship_id="r2"),
    )

    assert judged(connection("a", logs, shop), trust.account("one", logs, "2000000002"), trust.account("two", shop, "1000000001")) == []
    assert judged(connection("a", logs, orders), trust.direct("one", logs, "ECE", "acc3" * 8), trust.direct("two", orders, "generic", "1000000001")) == []
    assert judged(connection("a", orders, lab), *known, trust.external("one", orders, "r1"), trust.external("two", lab, "r2")) == []


def test_bridged(judged, connection, trust, logs, shop, orders, lab):
    """Entries in a deployment of pulumi-ec count."""
    accounts = (BRIDGED_DEPLOYMENT, "d", {"id": logs["deployment_id"], "elasticsearch": {"trustAccounts": [{"accountId": "2000000002", "trustAll": True}]}})
    externals = (BRIDGED_DEPLOYMENT, "d", {"id": orders["deployment_id"], "elasticsearch": {"trustExternals": [{"relationshipId": "r1", "trustAll": True}]}})

    assert judged(connection("a", logs, shop), accounts) == [("a", "remote")]
    assert judged(connection("a", orders, lab), externals) == [("a", "remote")]


def test_unknown_bridged(judged, connection, logs, shop, unknown):
    """A deployment of pulumi-ec that is yet to be made may be an end without an id, and none that has one; its lists may be unknown, too."""
    link, new = connection("a", logs, shop), connection("a", logs | {"deployment_id": unknown}, shop)
    accounts = {"trustAccounts": [{"accountId": "2000000002", "trustAll": True}]}

    for elasticsearch in (accounts, {"trustAccounts": [unknown]}, {"trustAccounts": unknown}, unknown):
        made = BRIDGED_DEPLOYMENT, "d", {"id": unknown, "elasticsearch": elasticsearch}
        assert judged(new, made) == [("a", "remote")]
        assert judged(link, made) == [("a", "local"), ("a", "remote")]
    assert judged(new, (BRIDGED_DEPLOYMENT, "d", {"elasticsearch": {}})) == [("a", "local"), ("a", "remote")]


def test_inside(judged, cluster, connection, logs, orders, end):
    """Inside one organization the platform's own trust may be at work; a link by API key needs none."""
    assert judged(cluster("a", logs, end(5, "us", organization="1000000001")), connection("b", logs, orders, port=9443)) == []


def test_unknown(judged, connection, trust, logs, shop, orders, lab, unknown):
    """An entry of an unknown deployment, or about somebody unknown, may be the one; it hides nothing of another kind."""
    link, other = connection("a", logs, shop), connection("b", orders, lab)
    anyone = logs | {"deployment_id": unknown}

    assert judged(link, other, trust.account("one", anyone, "2000000002")) == [("a", "remote"), ("b", "local"), ("b", "remote")]
    assert judged(link, trust.account("one", unknown, unknown)) == []
    assert judged(connection("a", logs, shop | {"organization": unknown})) == []
    assert judged(connection("a", logs, shop | {"platform": unknown}), connection("b", logs, unknown)) == []
    assert judged(connection("a", logs, shop, proxy_address=unknown)) == []
    assert judged(connection("a", anyone, shop), trust.account("one", anyone, "2000000002")) == [("a", "remote")]
    assert judged(connection("a", logs, orders), trust.direct("one", logs, unknown, "acc3" * 8)) == [("a", "remote")]


def test_unknown_organization(stack_violations, connection, trust, logs, orders, unknown):
    """Between two platforms the organization need not be known: any entry of the kind may be it, and none is none."""
    link = connection("a", logs, orders | {"organization": None, "version": unknown})
    found = stack_violations(rule, [link, trust.direct("one", orders, "ESS", "1000000001")])

    assert [(name, "and scope_id (not known yet) for" in text) for name, text in found] == [("a", True)]
    assert stack_violations(rule, [link, trust.direct("one", orders, "ESS", "1000000001"), trust.direct("two", logs, "ECE", "acc9" * 8)]) == []


def test_unknown_relationship(judged, connection, trust, orders, lab, unknown):
    """A relationship made in the same update is known by what the entry was made of; one outside the stack may be anybody's."""
    link, entry = connection("a", orders, lab), trust.external("e", orders, unknown)
    right, wrong = trust.relationship("right", "acc4" * 8), trust.relationship("wrong", "acc5" * 8)

    assert judged(link, entry, right, wrong, wiring={("e", "trust_relationship_id"): ["right"]}) == [("a", "remote")]
    assert judged(link, entry, right, wrong, wiring={("e", "trust_relationship_id"): ["wrong"]}) == [("a", "local"), ("a", "remote")]
    assert judged(link, trust.external("e", orders, "elsewhere"), right, wrong) == [("a", "remote")]
    assert judged(link, entry, trust.relationship("r", unknown), wiring={("e", "trust_relationship_id"): ["r"]}) == [("a", "remote")]


def test_violation_of_clusters(stack_violations, connection, logs, orders, onprem, plain_names, pods, own, unknown):
    """What a deployment must trust of a cluster without a control plane is said; what that one trusts cannot be seen."""
    generic = "DirectTrust with type generic and"

    def judged(local, remote):
        return [
            text.partition(" is not visible from this stack, which has no ")[::2]
            for _, text in stack_violations(rule, [connection("a", local, remote, port=9300)])
        ]

    def said(side, holder, name, entry):
        first = f"{holder['name']} ({holder['deployment_id']})"
        rest = "for the former; declare it, or make sure that another stack does (rule require-mutual-trust)."
        return [(f"{side}: whether {first} trusts {name}", f"{entry} {rest}")]

    assert judged(logs, onprem) == said("local", logs, "onprem", f"{generic} scope_id datacenter1")
    assert judged(onprem, orders) == said("remote", orders, "onprem", f"{generic} scope_id datacenter1")
    assert judged(pods, logs) == said("remote", logs, "pods", f"{generic} scope_id search.es.local")
    assert judged(logs, plain_names) == said("local", logs, "depot", f"{generic} additional_node_names es1.depot.example, es2.depot.example")
    some = onprem | {"node_names": ["es1.depot.example", unknown]}
    assert judged(logs, some) == said("local", logs, "onprem", f"{generic} scope_id (not known yet)")
    assert judged(logs, own("stock")) == said("local", logs, "stock", f"{generic} scope_id (not known yet)")
    assert judged(onprem, pods) == []


def test_violation_beside_clusters(judged, connection, trust, logs, shop, onprem, plain_names, pods):
    """Trust in another scope, of another type, in other nodes, or on another deployment is none."""
    some = [
        trust.direct("one", logs, "generic", "datacenter2", trust_all=True),
        trust.direct("two", logs, "ECE", "datacenter1"),
        trust.account("three", logs, "datacenter1"),
        trust.direct("four", logs, "generic", None, additional_node_names=["elsewhere"]),
        trust.direct("five", shop, "generic", "datacenter1"),
        trust.direct("six", shop, "generic", "search.es.local", trust_all=True),
    ]

    assert [judged(connection("a", logs, end), *some) for end in (onprem, plain_names, pods)] == [[("a", "local")]] * 3


def test_closest_legal_of_clusters(judged, connection, trust, logs, orders, onprem, plain_names, pods):
    """One generic entry on the deployment is enough: about the scope, or with the name of a node."""
    assert judged(connection("a", logs, onprem), trust.direct("one", logs, "generic", "datacenter1")) == []
    assert judged(connection("a", onprem, orders), trust.direct("one", orders, None, "datacenter1")) == []
    assert judged(connection("a", logs, onprem), trust.direct("one", logs, "generic", None, additional_node_names=onprem["node_names"])) == []
    assert judged(connection("a", logs, plain_names), trust.direct("one", logs, "generic", "datacenter1", additional_node_names=["es1.depot.example"])) == []
    assert judged(connection("a", pods, logs), trust.direct("one", logs, "generic", "search.es.local", trust_all=True)) == []


def test_unknown_of_clusters(judged, connection, trust, logs, onprem, pods, own, unknown):
    """Any generic entry may be about a cluster whose names are not known, and one about somebody unknown about any; without one there is none."""
    generic = trust.direct("one", logs, "generic", "datacenter2")

    for end in (own("stock"), onprem | {"node_names": unknown}, onprem | {"node_names": [*onprem["node_names"], unknown]}, pods | {"kubernetes": unknown}):
        assert judged(connection("a", logs, end), generic) == []
        assert judged(connection("a", logs, end)) == [("a", "local")]
    for entry in (
        trust.direct("one", logs, "generic", unknown),
        trust.direct("one", logs, unknown, "datacenter1"),
        trust.direct("one", unknown, "generic", "datacenter1"),
        trust.direct("one", logs, "generic", None, additional_node_names=[unknown]),
        trust.direct("one", logs, "generic", None, additional_node_names=unknown),
    ):
        assert judged(connection("a", logs, onprem), entry) == []
    assert judged(connection("a", logs, onprem | {"platform": unknown})) == []
    assert judged(connection("a", logs, onprem | {"cluster": unknown, "version": unknown}, alias=unknown)) == [("a", "local")]


def test_foreign_type(judged, connection, logs, shop):
    """A component repeats what its child says; only the child counts."""
    assert judged((CLUSTER_LINK, "a", connection("a", logs, shop)[2])) == []


def test_wrong_config(stack_violations, connection, logs):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(rule, [connection("a", logs, logs)], {"elsewhere": []})

    assert found == [("a", "policy configuration: elsewhere: is not a known key; correct it (rule require-mutual-trust).")]
