import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, CLUSTER_LINK
from crosslink_policies.rules.no_trust_everyone import no_trust_everyone as rule


@pytest.fixture
def judged(violations):
    """Judge a resource given as (token, name, props)."""
    return lambda resource, config=None: violations(rule, resource[0], config, resource[1], **resource[2])


def sentence(holder, whose):
    return (
        f"trust_all: {holder['name']} ({holder['deployment_id']}) trusts every cluster of {whose}, also those made later; "
        f"name those that need it in trust_allowlist, or list {whose} in organizations (rule no-trust-everyone)."
    )


def test_violation(judged, trust, logs, orders):
    """Every kind of entry can trust too much."""
    assert judged(trust.account("a", logs, "2000000002", trust_all=True)) == [sentence(logs, "2000000002")]
    assert judged(trust.external("a", orders, "r1", trust_all=True)) == [sentence(orders, "r1")]
    assert judged(trust.direct("a", logs, "ECE", "acc3" * 8, trust_all=True)) == [sentence(logs, "acc3" * 8)]


def test_violation_by_default(judged, trust):
    """So can the environment itself."""
    assert judged(trust.relationship("a", "acc4" * 8, trust_by_default=True)) == [
        f"trust_by_default: every deployment made later trusts {'acc4' * 8}; declare trust for those that need it, "
        f"or list {'acc4' * 8} in organizations (rule no-trust-everyone)."
    ]


def test_bridged(judged):
    """A deployment of pulumi-ec says it in a list; of accounts it does not say which is its own."""
    elasticsearch = {"trustAccounts": [{"accountId": "x", "trustAll": True}], "trustExternals": [{"relationshipId": "r1", "trustAll": True}]}

    assert judged((BRIDGED_DEPLOYMENT, "d", {"id": "d", "name": "logs", "elasticsearch": elasticsearch})) == [
        "elasticsearch.trustExternals[0].trustAll: logs (d) trusts every cluster of r1, also those made later; "
        "name those that need it in trustAllowlists, or list r1 in organizations (rule no-trust-everyone)."
    ]


def test_closest_legal(judged, trust, logs, shop):
    """Its own organization may be trusted as a whole, and others by name."""
    assert judged(trust.account("a", logs, "1000000001", trust_all=True)) == []
    assert judged(trust.account("a", logs, "2000000002", [shop["resource_id"]])) == []
    assert judged(trust.direct("a", logs, "ECE", "acc3" * 8)) == []
    assert judged(trust.relationship("a", "acc4" * 8)) == []


def test_unknown(judged, trust, logs, unknown):
    """An account that may be its own is left alone; of the other kinds none is."""
    assert judged(trust.account("a", logs, unknown, trust_all=True)) == []
    assert judged(trust.account("a", logs | {"organization": unknown}, "2000000002", trust_all=True)) == []
    assert judged(trust.account("a", logs | {"organization": None}, "2000000002", trust_all=True)) == []
    assert judged(trust.account("a", unknown, "2000000002", trust_all=True)) == []
    assert judged(trust.direct("a", logs, "ECE", "acc3" * 8, trust_all=unknown)) == []
    assert judged(trust.relationship("a", "acc4" * 8, trust_by_default=unknown)) == []
    assert "trusts every cluster of another organization or environment" in judged(trust.external("a", unknown, unknown, trust_all=True))[0]
    assert len(judged(trust.direct("a", logs | {"organization": unknown}, unknown, "acc3" * 8, trust_all=True, trust_allowlist=unknown))) == 1
    assert len(judged(trust.relationship("a", unknown, trust_by_default=True, public_ca_cert=unknown))) == 1


def test_clusters(judged, trust, logs, unknown):
    """A scope of self-managed clusters has clusters that can be named; a namespace of Kubernetes has none, and one's own certificates."""
    sentence = (
        f"trust_all: logs ({1:032x}) trusts every cluster of datacenter1, also those made later; "
        "name those that need it in trust_allowlist or additional_node_names, or list datacenter1 in organizations (rule no-trust-everyone)."
    )

    assert judged(trust.direct("a", logs, "generic", "datacenter1", trust_all=True)) == [sentence]
    assert judged(trust.direct("a", logs, "generic", "datacenter1", additional_node_names=["es1"])) == []
    assert judged(trust.direct("a", logs, "generic", "search.es.local", trust_all=True)) == []
    assert judged(trust.direct("a", logs, None, "search.es.local", trust_all=True)) == []
    assert judged(trust.direct("a", logs, unknown, "search.es.local", trust_all=True)) == []
    assert judged(trust.direct("a", logs, "generic", unknown, trust_all=True)) == []
    assert len(judged(trust.direct("a", logs, "ECE", "search.es.local", trust_all=True))) == 1
    assert len(judged(trust.account("a", logs, "search.es.local", trust_all=True))) == 1


def test_foreign_type(judged, trust, logs):
    """Other resources are left alone, whatever they look like."""
    assert judged((CLUSTER_LINK, "a", trust.account("a", logs, "2000000002", trust_all=True)[2])) == []


def test_config_organizations(judged, trust, logs, unknown):
    """`organizations` lists who may be trusted: by account, scope, environment or relationship; an unknown one may be listed."""
    config = {"organizations": ["2000000002", "acc4" * 8, "r1"]}

    assert judged(trust.account("a", logs, "2000000002", trust_all=True), config) == []
    assert judged(trust.external("a", logs, "r1", trust_all=True), config) == []
    assert judged(trust.direct("a", logs, "ECE", "acc4" * 8, trust_all=True), config) == []
    assert judged(trust.relationship("a", "acc4" * 8, trust_by_default=True), config) == []
    assert judged(trust.external("a", logs, unknown, trust_all=True), config) == []
    assert len(judged(trust.external("a", logs, "r2", trust_all=True), config)) == 1
    assert len(judged(trust.relationship("a", "acc4" * 8, account_ids=["acc5" * 8], trust_by_default=True), config)) == 1


def test_wrong_config(judged, trust, logs):
    """A configuration that cannot be read is a violation, not a rule that is silently off."""
    found = judged(trust.account("a", logs, "1000000001"), {"organizations": "1000000001"})

    assert found == ["policy configuration: organizations: must be a list; correct it (rule no-trust-everyone)."]
