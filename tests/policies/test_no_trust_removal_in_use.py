import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, CLUSTER_LINK
from crosslink_policies.rules.no_trust_removal_in_use import NO_TRUST_REMOVAL_IN_USE as RULE

OTHER = "f" * 32


@pytest.fixture
def judged(stack_violations):
    """The names of the entries that are reported."""
    return lambda *resources, **more: [name for name, _ in stack_violations(RULE, resources, **more)]


def test_violation(stack_violations, connection, trust, logs, shop):
    """A list that lacks one end of a link is reported on the entry, with the id and the links, once."""
    entry = trust.account("entry", logs, "2000000002", [OTHER])
    sentence = (
        f"trust_allowlist: logs ({1:032x}) trusts 2000000002, but not shop ({2:032x}), whose Elasticsearch resource id is {0x102:032x}; "
        "{} it: list that id, or drop the link first (rule no-trust-removal-in-use)."
    )

    assert stack_violations(RULE, [entry, connection("a", logs, shop)]) == [("entry", sentence.format("a needs"))]
    assert stack_violations(RULE, [connection("b", shop, logs), entry, connection("a", logs, shop)]) == [("entry", sentence.format("a and b need"))]


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
        RULE, [connection("a", logs, shop), (BRIDGED_DEPLOYMENT, "d", {"id": logs["deployment_id"], "elasticsearch": {"trustAccounts": accounts}})]
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


def test_foreign_type(judged, connection, trust, logs, shop):
    """A component repeats what its child says; only the child counts."""
    assert judged((CLUSTER_LINK, "a", connection("a", logs, shop)[2]), trust.account("entry", logs, "2000000002", [OTHER])) == []


def test_wrong_config(stack_violations, trust, logs):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(RULE, [trust.account("a", logs, "1000000001")], {"links": []})

    assert found == [("a", "policy configuration: links: is not a known key; correct it (rule no-trust-removal-in-use).")]
