"""Traffic filters of every type, with the real engine: all six in one stack at a time."""

import os
import signal
import time

import pytest

ASSOCIATE = "create-traffic-filter-ruleset-association"
AWS, AWS_US, AZURE, GCP = "aws-eu-west-1", "aws-us-east-1", "azure-japaneast", "gcp-europe-west1"
GUID, OTHER_GUID = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-2222-3333-4444-555555555555"
PROGRAM = """
from pulumi_crosslink import Deployment, LinkIdClaim, TrafficFilter, TrafficFilterAssociation

for name, (deployment, arguments) in {filters!r}.items():
    one = TrafficFilter(name, connection="hosted", **arguments)
    if deployment:
        end = Deployment(deployment_id=deployment, connection="hosted")
        TrafficFilterAssociation(name, traffic_filter=one, deployment=end, open_on_delete=True)
for name, arguments in {claims!r}.items():
    LinkIdClaim(name, connection="hosted", **arguments)
"""
FILTERS = {
    "office": {"type": "ip", "region": AWS, "rules": [{"source": "192.168.132.6/22", "description": "the house"}, {"source": "2001:db8::/48"}]},
    "endpoint": {"type": "vpce", "region": AWS_US, "rules": [{"source": "vpce-00000000000000001"}, {"source": "vpce-00000000000000002"}]},
    "private": {
        "type": "azure_private_endpoint",
        "region": AZURE,
        "rules": [{"azure_endpoint_name": "a", "azure_endpoint_guid": GUID}, {"azure_endpoint_name": "b", "azure_endpoint_guid": OTHER_GUID}],
    },
    "connect": {"type": "gcp_private_service_connect_endpoint", "region": GCP, "rules": [{"source": "18446744072646845332"}, {"source": "7"}]},
    "clusters": {"type": "remote_cluster", "region": AWS, "rules": [{"remote_cluster_id": "eeee" * 8}, {"remote_cluster_org_id": "2000000002"}]},
    "egress": {
        "type": "egress_firewall",
        "region": GCP,
        "rules": [
            {"egress_rule": {"target": "10.0.0.0/8", "protocol": "tcp", "ports": [9443, 443]}},
            {"egress_rule": {"target": "10.0.0.1", "protocol": "all"}},
        ],
    },
}
CLAIMS = {
    "aws": {"region": AWS_US, "link_id": "vpce-00000000000000001"},
    "azure": {"region": AZURE, "azure_endpoint_name": "a", "azure_endpoint_guid": GUID},
    "gcp": {"region": GCP, "link_id": "7"},
}
OTHER_RULES = {
    "office": [{"source": "203.0.113.0/24"}],
    "endpoint": [{"source": "vpce-00000000000000003"}],
    "private": [{"azure_endpoint_name": "c", "azure_endpoint_guid": GUID}],
    "connect": [{"source": "8"}],
    "clusters": [{"remote_cluster_id": "ffff" * 8}],
    "egress": [{"egress_rule": {"target": "0.0.0.0/0", "protocol": "udp", "ports": [53]}}],
}


def program(ids, filters, claims=()):
    return PROGRAM.format(filters={name: (id_, filters[name]) for name, id_ in zip(filters, ids, strict=True)}, claims=dict(claims))


def backwards(name):
    """The same filter, written in another order."""
    rules = [
        {**rule, "egress_rule": {**egress, "ports": egress["ports"][::-1]}} if "ports" in (egress := rule.get("egress_rule", {})) else rule
        for rule in FILTERS[name]["rules"]
    ]
    return {**FILTERS[name], "rules": rules[::-1]}


def there(live):
    """What the service has, by logical names, in an order of its own, and without what it adds."""
    found = {}
    for ruleset in live.rulesets():
        rules = sorted(({key: value for key, value in rule.items() if key != "id"} for rule in ruleset["rules"]), key=str)
        ends = [end["id"] for end in ruleset["associations"]]
        found[ruleset["name"].rpartition("-")[0]] = (ruleset["type"], ruleset["region"], rules, ruleset.get("description"), ends)
    return found


def expected(ids, filters):
    def in_order(rule):
        egress = rule.get("egress_rule", {})
        return {**rule, "egress_rule": {**egress, "ports": sorted(egress["ports"])}} if "ports" in egress else rule

    return {
        name: (item["type"], item["region"], sorted(map(in_order, item["rules"]), key=str), item.get("description"), [end])
        for (name, item), end in zip(filters.items(), ids, strict=True)
    }


def claimed(live):
    return live.filters(path="/link-ids")["claimed_link_ids"]


@pytest.fixture
def ids(organization):
    return organization(*(item["region"] for item in FILTERS.values()))


def test_life(stack, live, ids):
    """All six types are created, changed in place, put back after others changed them, and deleted; their order and the service's ids never show."""
    stack.program(program(ids, FILTERS, CLAIMS))
    stack.up()
    created, claims = there(live), claimed(live)
    rulesets = {item["name"].rpartition("-")[0]: item["id"] for item in live.rulesets()}
    stack.program(program(ids, {name: backwards(name) for name in FILTERS}, CLAIMS))
    again = stack.up("--refresh", "--expect-no-changes")
    changed = {name: {**each, "rules": [*each["rules"][1:], *OTHER_RULES[name]], "description": "other"} for name, each in FILTERS.items()}
    stack.program(program(ids, changed, CLAIMS))
    updated, after = stack.up(), there(live)
    _drift(live, ids)
    refreshed, back = stack.refresh("--diff"), stack.up()
    restored, same = there(live), {ruleset["name"].rpartition("-")[0]: ruleset["id"] for ruleset in live.rulesets()}
    stack.destroy()

    assert created == expected(ids, FILTERS)
    assert sorted(map(str, claims)) == sorted(map(str, CLAIMS.values()))
    assert "16 unchanged" in again
    assert "6 updated" in updated
    assert after == restored == expected(ids, changed)
    assert "5 updated" in refreshed
    assert "4 deleted" in refreshed
    assert "+ 4 created" in back
    assert "~ 5 updated" in back
    assert {name for name in rulesets if rulesets[name] != same[name]} == {"office"}
    assert live.rulesets() == claimed(live) == []


def _drift(live, ids):
    """Somebody else writes other rules into the rulesets, deletes one of them, detaches another one and gives up a claim."""
    for ruleset in live.rulesets():
        rules = OTHER_RULES[ruleset["name"].rpartition("-")[0]]
        live.filters("PUT", f"/rulesets/{ruleset['id']}", {key: ruleset[key] for key in ("name", "type", "region", "include_by_default")} | {"rules": rules})
        if ruleset["type"] == "ip":
            live.filters("DELETE", f"/rulesets/{ruleset['id']}?ignore_associations=true")
        if ruleset["type"] == "vpce":
            live.filters("DELETE", f"/rulesets/{ruleset['id']}/associations/deployment/{ids[1]}")
    live.filters("POST", "/link-ids/_unclaim", CLAIMS["gcp"])


def test_replaced(stack, live, ids):
    """Another type or region is another ruleset, which comes before the old one leaves: its deployment is not open in between."""
    others = [("remote_cluster", "clusters"), ("ip", "office"), ("ip", "office"), ("ip", "office"), ("ip", "office"), ("ip", "office")]
    new = {name: {**found, "type": kind, "rules": FILTERS[alike]["rules"]} for (name, found), (kind, alike) in zip(FILTERS.items(), others, strict=True)}
    wandering = {"type": "ip", "region": AWS, "rules": [{"source": "192.0.2.1"}]}
    stack.program(program([*ids, ids[4]], {**FILTERS, "wandering": wandering}, {"one": CLAIMS["aws"]}))
    stack.up()
    before, rulesets = {id_: live.on(id_) for id_ in ids}, {ruleset["id"] for ruleset in live.rulesets()}
    moved = {**new, "wandering": {**wandering, "region": AWS_US}}
    stack.program(program([*ids, ids[1]], moved, {"one": CLAIMS["gcp"]}))
    live.control("DELETE", "requests")
    said = stack.up()
    operations = [request["operation"] for request in live.requests()]
    stack.settled()

    assert "+-15 replaced" in said
    assert there(live) == expected([*ids, ids[1]], moved)
    assert rulesets.isdisjoint(item["id"] for item in live.rulesets())
    assert claimed(live) == [CLAIMS["gcp"]]
    assert [live.fewest(each, before[each]) for each in ids] == [1] * 6
    assert operations.index("delete-traffic-filter-ruleset-association") > max(n for n, operation in enumerate(operations) if operation.startswith("create-"))


def test_used_by_others(stack, live, organization):
    """A ruleset that others attached elsewhere is not deleted, and they are listed; with `detach_others` it goes, and takes their associations with it."""
    [one] = organization(AWS, traffic_filters={"theirs": {"type": "ip", "region": AWS, "rules": [{"source": "192.0.2.9"}], "deployments": ["logs-0"]}})
    office = {"office": FILTERS["office"]}
    stack.program(program([None], office))
    stack.up()
    theirs, ours = (each["id"] for each in live.rulesets())
    live.attach(ours, one)
    stack.program("")
    refused = stack.up(expect=1)
    stack.program(program([None], {"office": FILTERS["office"] | {"detach_others": True}}))
    stack.up()
    kept = live.on(one)
    stack.program("")
    stack.up()

    assert f"guards deployment {one}; detach it there, or set detach_others=True" in refused
    assert kept == {theirs, ours}
    assert live.on(one) == {theirs}
    assert [each["name"] for each in live.rulesets()] == ["theirs"]


def test_imported(stack, live, organization):
    """What exists of all six types, with associations and claims, comes under Pulumi's care without a change and without a write."""
    rulesets = {name: {**each, "deployments": [f"logs-{n}"]} for n, (name, each) in enumerate(FILTERS.items())}
    organization(*(item["region"] for item in FILTERS.values()), traffic_filters=rulesets, claimed_link_ids=list(CLAIMS.values()))
    said = stack.adopt()
    stack.settled()

    assert "6 traffic filters, 6 traffic filter associations, 3 claimed link ids" in said
    assert {request["operation"] for request in live.requests() if request["method"] != "GET"} == {"search-deployments"}


KILLED = """
from pulumi_crosslink import Deployment, TrafficFilter, TrafficFilterAttachment

filters = [TrafficFilter(f"filter-{{n}}", type="ip", region="aws-eu-west-1", connection="hosted", rules=[{{"source": f"192.0.2.{{n}}"}}]) for n in range(3)]
TrafficFilterAttachment("eu", deployment=Deployment(deployment_id="{one}", connection="hosted"), traffic_filters=filters)
"""


def test_killed(stack, live, organization):
    """The engine is killed before it has written a state: the next up adopts every ruleset that is there already, and makes none twice."""
    [one] = organization(AWS)
    live.control("POST", "faults", {"operation": ASSOCIATE, "kind": "slow", "delay_ms": 500, "count": 9})
    stack.program(KILLED.format(one=one))
    process = stack.start("up", "--yes", "--skip-preview", PULUMI_SKIP_CHECKPOINTS="true")
    deadline = time.monotonic() + 60
    while not live.requests(ASSOCIATE) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    left, known = {each["id"] for each in live.rulesets()}, stack.state()
    live.control("DELETE", "faults")
    stack.run("cancel", "--yes")
    said = stack.up()
    stack.settled()

    assert known == []
    assert len(left) == 3
    assert all(f"adopted traffic filter {each['name']}" in said for each in live.rulesets())
    assert {each["id"] for each in live.rulesets()} == live.on(one) == left
