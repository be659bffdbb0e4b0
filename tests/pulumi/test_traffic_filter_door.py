"""What is open and what is closed, with the real engine: the traffic filters of a deployment come and go together."""

import re

PROGRAM = """
from pulumi_crosslink import Deployment, TrafficFilter, TrafficFilterAttachment

def ip(name, *sources):
    return TrafficFilter(name, type="ip", region="aws-eu-west-1", connection="hosted", rules=[{{"source": one}} for one in sources])

filters = [ip(name, "192.0.2.0/24") for name in {filters!r}]
end = Deployment(deployment_id="{one}", connection="hosted")
TrafficFilterAttachment("eu", deployment=end, traffic_filters=filters, open_on_delete={open_on_delete})
"""
BAD = """
from pulumi_crosslink import Deployment, TrafficFilter, TrafficFilterAttachment

eu, us, clusters = (Deployment(deployment_id=one, connection="hosted") for one in {ids!r})
here = {{"region": "aws-eu-west-1", "connection": "hosted"}}
everybody = TrafficFilter("everybody", type="ip", rules=[{{"source": "0.0.0.0/0"}}], **here)
TrafficFilterAttachment("eu", deployment=eu, traffic_filters=[everybody])
office = TrafficFilter("office", type="ip", rules=[{{"source": "192.0.2.0/24"}}], **here)
TrafficFilterAttachment("us", deployment=us, traffic_filters=[office])
remote = TrafficFilter("remote", type="remote_cluster", rules=[{{"remote_cluster_org_id": "2000000002"}}], **here)
TrafficFilterAttachment("clusters", deployment=clusters, traffic_filters=[remote])
"""


def test_first_filter(stack, live, organization):
    """A preview under the pack warns once of what the first filters of an open deployment do, finds nothing else, and writes nothing."""
    [one] = organization("aws-eu-west-1")
    stack.program(PROGRAM.format(filters=["office", "vpn"], one=one, open_on_delete=False))
    said = stack.guarded()

    assert said.partition("Diagnostics")[2].count(f"deployment logs-0 ({one}) was open to everyone until now: its first traffic filter shuts out all") == 1
    assert "✅ crosslink" in said
    assert {each["method"] for each in live.requests() if each["operation"] != "search-deployments"} == {"GET"}


def test_bad_filters(stack, organization):
    """A preview under the pack refuses filters that do not exist yet, by what they say and by where they are to be."""
    ids = organization("aws-eu-west-1", "aws-us-east-1", "aws-eu-west-1")
    stack.program(BAD.format(ids=ids))
    said = stack.guarded({"no-first-filter-lockout": {"admit": ["198.51.100.7"]}}, expect=1)

    assert set(re.findall(r"\[mandatory\].*\]  (\S+)  \(.*: (\S+)\)", said)) == {
        ("no-open-traffic-filter", "everybody"),
        ("match-filter-region", "us-office"),
        ("no-first-filter-lockout", "us-office"),
        ("no-first-filter-lockout", "clusters-remote"),
        ("limit-organization-wide-filter", "remote"),
    }
    assert "the filters that the stack puts on logs-1 (" in said
    assert "do not admit 198.51.100.7" in said
    assert "no-unused-traffic-filter" not in said


def test_comings_and_goings(stack, live, organization):
    """Filters that are exchanged leave a deployment closed all the time; a destroy leaves the last ones in place unless it was told beforehand."""
    [one] = organization("aws-eu-west-1")
    stack.program(PROGRAM.format(filters=["office", "vpn"], one=one, open_on_delete=False))
    first = stack.up()
    before = live.on(one)
    stack.program(PROGRAM.format(filters=["home", "van"], one=one, open_on_delete=False))
    live.control("DELETE", "requests")
    said = stack.up()
    exchanged, fewest = live.on(one), live.fewest(one, before)
    refused = stack.destroy(expect=1)
    kept = live.on(one)
    stack.program(PROGRAM.format(filters=["home", "van"], one=one, open_on_delete=True))
    stack.up()
    stack.destroy()

    assert "was open to everyone until now" in first
    assert "was open to everyone until now" not in said
    assert fewest == len(before) == 2
    assert exchanged.isdisjoint(before)
    assert "would be open to everyone without its last traffic filter (those that belong to it count as detached too), so it stays" in refused
    assert kept == exchanged
    assert live.rulesets() == []


def test_failed_in_between(stack, live, organization):
    """If a filter cannot be made, or cannot be attached, a deployment that was open stays open, and the next up finishes the work."""
    [one] = organization("aws-eu-west-1")
    stack.program(PROGRAM.format(filters=["office", "vpn"], one=one, open_on_delete=False))
    live.control("POST", "faults", {"operation": "create-traffic-filter-ruleset", "kind": "500", "skip": 1})
    stack.up(expect=1)
    rulesets, after_create = [each["id"] for each in live.rulesets()], live.on(one)
    live.control("POST", "faults", {"operation": "create-traffic-filter-ruleset-association", "kind": "500", "skip": 1})
    said = stack.up(expect=1)
    after_associate = live.on(one)
    stack.up()
    stack.settled()

    assert len(rulesets) == 1
    assert after_create == after_associate == set()
    assert "was open to everyone: it is left open" in said
    assert live.on(one) == {each["id"] for each in live.rulesets()}
    assert len(live.rulesets()) == 2


SPLIT = """
from pulumi_crosslink import Deployment, SplitTrafficFilter, TrafficFilterAttachment

rules = [{{"source": f"10.{{n // 250}}.{{n % 250}}.0/24"}} for n in range({rules})]
many = SplitTrafficFilter("many", parts=3, type="ip", region="aws-eu-west-1", connection="hosted", rules=rules)
end = Deployment(deployment_id="{one}", connection="hosted")
TrafficFilterAttachment("eu", deployment=end, traffic_filters={{"many": many, "theirs": "{theirs}"}})
"""


def test_split(stack, live, organization):
    """300 rules are three rulesets, attached together with one that is there already; a rule more is a change of one of them."""
    [one] = organization("aws-eu-west-1", traffic_filters={"theirs": {"type": "ip", "region": "aws-eu-west-1", "rules": [{"source": "192.0.2.9"}]}})
    [theirs] = live.rulesets()
    stack.program(SPLIT.format(rules=300, one=one, theirs=theirs["id"]))
    stack.up()
    made, on = live.rulesets()[1:], live.on(one)
    stack.program(SPLIT.format(rules=301, one=one, theirs=theirs["id"]))
    live.control("DELETE", "requests")
    said = stack.up()

    assert len(made) == 3
    assert sum(len(each["rules"]) for each in made) == 300
    assert on == {theirs["id"], *(each["id"] for each in made)}
    assert "1 updated" in said
    assert len(live.requests("update-traffic-filter-ruleset")) == 1
    assert sum(len(each["rules"]) for each in live.rulesets()[1:]) == 301


def test_one_at_a_time(stack, live, organization):
    """Filters belong together however few steps the engine takes at a time, and however many there are of them."""
    [one] = organization("aws-eu-west-1")
    filters = [f"filter-{n}" for n in range(9)]
    stack.program(PROGRAM.format(filters=filters, one=one, open_on_delete=False))
    live.control("POST", "faults", {"operation": "create-traffic-filter-ruleset-association", "kind": "500", "skip": 8, "count": 1000})
    failed = stack.run("up", "--yes", "--skip-preview", "--parallel", "1", expect=1)
    left = live.on(one)
    live.control("DELETE", "faults")
    stack.up()
    refused = [stack.run("destroy", "--yes", "--skip-preview", "--parallel", at_once, expect=1) for at_once in ("1", "64")]

    assert "it is left open, without the filters that belong together" in failed
    assert left == set()
    assert all("would be open to everyone without its last traffic filter" in said for said in refused)
    assert len(live.on(one)) == len(filters)
