import pytest

from crosslink_core.model.token import CLUSTER_LINK
from crosslink_policies.rules.require_enabled_replication import require_enabled_replication as rule

SENTENCE = (
    f"{{}}: old ({9:032x}) lacks cross-cluster features, as deployments made before February 2021 (ECH) or ECE 2.9.0 do; "
    "add a CrossClusterEnablement for it (rule require-enabled-replication)."
)


@pytest.fixture
def old(end):
    """A deployment from before February 2021."""
    return end(9, "old", ccr=False)


def test_violation(stack_violations, cluster, connection, trust, logs, old):
    """Either end of a link, of either type, and a deployment whose trust is set must have them."""
    assert stack_violations(rule, [cluster("a", old, logs)]) == [("a", SENTENCE.format("local"))]
    assert stack_violations(rule, [connection("a", logs, old)]) == [("a", SENTENCE.format("remote"))]
    assert stack_violations(rule, [trust.account("a", old, "2000000002")]) == [("a", SENTENCE.format("deployment"))]


def test_violation_once(stack_violations, cluster, trust, logs, old):
    """A deployment is reported once, on a link rather than on the trust that it needs; another one by itself."""
    some = [trust.account("a", old, "2000000002"), cluster("c", logs, old), cluster("b", old, logs), trust.external("d", logs | {"ccr": False}, "r1")]

    assert [name for name, _ in stack_violations(rule, some)] == ["b", "d"]


def test_closest_legal(stack_violations, cluster, trust, logs, old):
    """A deployment that has them, of which nobody knows, or that gets them in this stack is fine; another's enablement does not count."""
    assert stack_violations(rule, [cluster("a", logs | {"ccr": True}, old | {"ccr": None})]) == []
    assert stack_violations(rule, [cluster("a", logs, old), trust.enablement("b", old)]) == []
    assert len(stack_violations(rule, [cluster("a", logs, old), trust.enablement("b", logs)])) == 1


def test_unknown(stack_violations, cluster, trust, logs, old, unknown):
    """An enablement of an unknown deployment may be the one; the fact itself suffices for a deployment that has no id yet."""
    assert stack_violations(rule, [cluster("a", logs, old), trust.enablement("b", {"deployment_id": unknown})]) == []
    assert stack_violations(rule, [cluster("a", logs, old), trust.enablement("b", unknown)]) == []
    assert stack_violations(rule, [cluster("a", logs, old | {"deployment_id": unknown}), trust.enablement("b", logs)]) == []
    assert stack_violations(rule, [cluster("a", logs, old | {"ccr": unknown})]) == []
    assert stack_violations(rule, [cluster("a", unknown, old, alias=unknown)]) == [("a", SENTENCE.format("remote"))]
    assert [name for name, _ in stack_violations(rule, [cluster("a", logs, old | {"deployment_id": unknown, "version": unknown})])] == ["a"]


def test_clusters(stack_violations, connection, onprem, old, unknown):
    """A cluster without a control plane has the features; the deployment that it is linked with must have them, too."""
    assert stack_violations(rule, [connection("a", onprem, old)]) == [("a", SENTENCE.format("remote"))]
    assert stack_violations(rule, [connection("a", old, onprem | {"cluster": unknown})]) == [("a", SENTENCE.format("local"))]
    assert stack_violations(rule, [connection("a", onprem, old | {"ccr": True})]) == []


def test_foreign_type(stack_violations, cluster, logs, old):
    """A component repeats what its child says; only the child counts."""
    assert stack_violations(rule, [(CLUSTER_LINK, "a", cluster("a", logs, old)[2])]) == []


def test_wrong_config(stack_violations, cluster, logs, shop):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(rule, [cluster("a", logs, shop)], {"before": "2021"})

    assert found == [("a", "policy configuration: before: is not a known key; correct it (rule require-enabled-replication).")]
