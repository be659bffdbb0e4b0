import pytest

from crosslink_core.model.token import BRIDGED_DEPLOYMENT, LINK_ID_CLAIM
from crosslink_policies.rules.no_first_filter_lockout import no_first_filter_lockout as rule

LOGS = f"logs ({1:032x})"
REMOTE = [{"remote_cluster_id": "a" * 32}]
SHUT = "is of type remote_cluster, which locks out all people and clients; add a filter that admits them, or list the deployment in guarded if other filters do"
RUNNER = {"admit": ["203.0.113.7", "2001:db8::/48"]}


@pytest.fixture
def remote(ours):
    """A filter that admits a cluster alone."""
    return ours("r", "remote_cluster", REMOTE)


def test_violation(stack_violations, remote, put, unknown):
    """Before the filter has an id, the properties' dependencies lead from association to filter; the deployment is named."""
    assert stack_violations(rule, [remote, put("one", unknown)], wiring={("one", "traffic_filter"): ["r"]}) == [
        ("one", f"traffic_filter: every filter that the stack puts on {LOGS} {SHUT} (rule no-first-filter-lockout).")
    ]


def test_violation_of_pulumi_ec(stack_violations, bridged, bridged_put, unknown):
    """Filters and associations of pulumi-ec shut people out as well, and so does the list of its deployment."""
    rules = [{"remoteClusterId": "a" * 32, "remoteClusterOrgId": "1"}]
    some = [bridged("r", "remote_cluster", rules), (BRIDGED_DEPLOYMENT, "d", {"id": unknown, "name": "logs"}), bridged_put("one", unknown, unknown)]
    listed = (BRIDGED_DEPLOYMENT, "d", {"id": "d", "name": "logs", "trafficFilters": [unknown]})

    assert stack_violations(rule, some, wiring={("one", "trafficFilterId"): ["r"], ("one", "deploymentId"): ["d"]}) == [
        ("one", f"trafficFilterId: every filter that the stack puts on this deployment {SHUT} (rule no-first-filter-lockout).")
    ]
    assert stack_violations(rule, [some[0], listed], wiring={("d", "trafficFilters"): ["r"]}) == [
        ("d", f"trafficFilters[0]: every filter that the stack puts on logs (d) {SHUT} (rule no-first-filter-lockout).")
    ]


def test_violation_by_facts(stack_violations, put):
    """The type of a filter outside the stack is a fact of its association."""
    assert len(stack_violations(rule, [put("one", "f" * 32, type="remote_cluster"), put("two", "e" * 32, type="remote_cluster")])) == 1


def test_egress(stack_violations, remote, ours, put, bridged):
    """A filter of what goes out opens no door, and closes none."""
    out = ours("out", "egress_firewall", [{"egress_rule": {"target": "0.0.0.0/0", "protocol": "all"}}], ruleset_id="b" * 32)
    some = [out, put("two", "b" * 32)]

    assert stack_violations(rule, some, RUNNER) == []
    assert [name for name, _ in stack_violations(rule, [*some, remote, put("one", "a" * 32, type="remote_cluster")])] == ["one"]


@pytest.mark.parametrize("kind", ["ip", "vpce", "azure_private_endpoint", "gcp_private_service_connect_endpoint", None])
def test_closest_legal(stack_violations, remote, put, kind):
    """Any filter that admits people or clients, or may, is enough; on another deployment it is not."""
    on = {"deployment_id": f"{2:032x}"}
    one, two, elsewhere = (put("one", "a" * 32, type="remote_cluster"), put("two", "b" * 32, type=kind), put("three", "b" * 32, on, type=kind))

    assert stack_violations(rule, [remote, one, two]) == []
    assert [name for name, _ in stack_violations(rule, [remote, one, elsewhere])] == ["one"]


def test_same_deployment(stack_violations, remote, bridged, put, bridged_put, end, unknown):
    """Ours and pulumi-ec's associations guard the same deployment, whether it is known by its id or by what makes it."""
    new = (BRIDGED_DEPLOYMENT, "d", {"id": unknown, "name": "logs"})
    wiring = {("one", "traffic_filter"): ["r"], ("two", "trafficFilterId"): ["office"], ("one", "deployment"): ["d"], ("two", "deploymentId"): ["d"]}
    coming = [remote, bridged("office"), new, put("one", unknown, end(1, "logs", deployment_id=unknown)), bridged_put("two", unknown, unknown)]
    there = [remote, bridged("office", id="o"), put("one", "a" * 32, type="remote_cluster"), bridged_put("two", "o")]

    assert stack_violations(rule, coming, wiring=wiring) == []
    assert stack_violations(rule, there) == []


def test_unknown(stack_violations, remote, ours, put, end, unknown):
    """A filter of unknown type may be the one that admits people; a deployment that nothing tells apart is left alone, and hides no other."""
    wiring = {("one", "traffic_filter"): ["r"]}
    one, nowhere = put("one", unknown), put("two", unknown, end(1, unknown, deployment_id=unknown), type="ip")

    assert stack_violations(rule, [remote, one, put("two", unknown)], wiring=wiring) == []
    assert stack_violations(rule, [ours("r", unknown, unknown), one], wiring=wiring) == []
    assert stack_violations(rule, [put("one", unknown, unknown, type="remote_cluster")]) == []
    assert [name for name, _ in stack_violations(rule, [remote, one, nowhere], wiring=wiring)] == ["one"]
    assert [name for name, _ in stack_violations(rule, [put("one", unknown, end(1, unknown, region=unknown), type="remote_cluster")])] == ["one"]


def test_unknown_list(stack_violations, bridged, unknown):
    """A deployment's list of filters is judged where it has one unknown entry, or ids; of several, none is guessed."""
    filters = [bridged(name, "remote_cluster", [], id=unknown) for name in ("r", "s")]
    old = bridged("old", "remote_cluster", [], id="o")

    for listed, found in (([unknown, unknown], 0), (unknown, 0), ([unknown, "x"], 0), ([unknown], 1), ([unknown, "o"], 1), (["o"], 1), ([], 0), (None, 0)):
        deployment = (BRIDGED_DEPLOYMENT, "d", {"id": "d", "trafficFilters": listed})
        assert len(stack_violations(rule, [*filters, old, deployment], wiring={("d", "trafficFilters"): ["r"]})) == found, listed


def test_foreign_type(stack_violations, put):
    """Other resources are left alone, whatever they look like."""
    assert stack_violations(rule, [(LINK_ID_CLAIM, "one", put("one", "a" * 32, type="remote_cluster")[2])]) == []


def test_config_admit(stack_violations, ours, put, unknown):
    """`admit` says who must come in everywhere, by rules of any of a deployment's filters together."""
    wiring = {("one", "traffic_filter"): ["a"], ("two", "traffic_filter"): ["b"]}
    one, two = put("one", unknown), put("two", unknown)
    office, runner, halves = (
        ours("a"),
        ours("b", rules=[{"source": "203.0.113.0/24"}, {"source": "2001:db8::/32"}]),
        ours("b", rules=[{"source": "203.0.113.7"}, {"source": "2001:db8::/49"}, {"source": "2001:db8:0:8000::/49"}]),
    )

    assert stack_violations(rule, [office, one], RUNNER, wiring={("one", "traffic_filter"): ["a"]}) == [
        (
            "one",
            f"traffic_filter: the filters that the stack puts on {LOGS} do not admit 203.0.113.7, 2001:db8::/48;"
            " add a filter of type ip that does, or list the deployment in guarded if other filters do (rule no-first-filter-lockout).",
        )
    ]
    assert stack_violations(rule, [office, runner, one, two], RUNNER, wiring) == []
    assert stack_violations(rule, [office, halves, one, two], RUNNER, wiring) == []


def test_config_admit_unknown(stack_violations, ours, put, unknown):
    """While a rule that might admit is unknown, nobody is said to be shut out; a filter that cannot admit an address hides nothing."""
    wiring = {("one", "traffic_filter"): ["a"], ("two", "traffic_filter"): ["b"]}
    one, two = put("one", unknown), put("two", unknown)

    for rules in (unknown, [{"source": "192.0.2.1"}, {"source": unknown}], [unknown]):
        some = [ours("a"), ("", "b", {}), one, two]
        some[1] = ours("b")[0], "b", ours("b")[2] | {"rules": rules}
        assert stack_violations(rule, some, RUNNER, wiring) == []
    assert stack_violations(rule, [ours("a"), one, put("three", "c" * 32, type="ip")], RUNNER, {("one", "traffic_filter"): ["a"]}) == []
    assert stack_violations(rule, [ours("a"), one, put("three", "c" * 32)], RUNNER, {("one", "traffic_filter"): ["a"]}) == []
    assert len(stack_violations(rule, [ours("a"), one, put("three", "c" * 32, type="vpce")], RUNNER, {("one", "traffic_filter"): ["a"]})) == 1


@pytest.mark.parametrize("guarded", ["logs", f"{1:032x}"])
def test_config_guarded(stack_violations, put, end, guarded):
    """`guarded` names deployments, by name or id, that other filters guard already."""
    some = [put("one", "a" * 32, type="remote_cluster"), put("two", "a" * 32, end(2, "us"), type="remote_cluster")]

    assert [name for name, _ in stack_violations(rule, some, {"guarded": [guarded]})] == ["two"]


def test_wrong_config(stack_violations, put):
    """An address that cannot be read is reported, not ignored."""
    ((_, sentence),) = stack_violations(rule, [put("one", "a" * 32)], {"admit": ["runner.example"]})

    assert sentence.startswith("policy configuration: admit[0]: must be an IPv4 or IPv6 address, or a CIDR")
