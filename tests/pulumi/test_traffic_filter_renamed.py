"""Filters and associations that the program calls otherwise, or that are replaced on demand, with the real engine."""

import pytest

GUARDED = """
from pulumi_crosslink import Deployment, TrafficFilter, TrafficFilterAssociation

eu, us = (Deployment(deployment_id=one, connection="hosted") for one in {ids!r})
office = TrafficFilter("{office}", type="ip", region="aws-eu-west-1", connection="hosted", rules=[{{"source": "192.0.2.1"}}])
named = TrafficFilter("{named}", name="VPN", type="ip", region="aws-us-east-1", connection="hosted", rules=[{{"source": "192.0.2.2"}}])
TrafficFilterAssociation("eu", traffic_filter=office, deployment=eu)
TrafficFilterAssociation("{us}", traffic_filter=named, deployment=us)
"""


@pytest.fixture
def guarded(stack, live, organization):
    """Two deployments with a filter each, one of which has a name of its own."""
    ids = organization("aws-eu-west-1", "aws-us-east-1")
    stack.program(GUARDED.format(ids=ids, office="office", named="named", us="us"))
    stack.up()
    live.control("DELETE", "requests")
    return ids


def test_renamed(stack, live, guarded):
    """In a program a filter without a name of its own becomes another ruleset, one with a name and an association stay; nothing is open in between."""
    before, old = [live.on(item) for item in guarded], {ruleset["name"]: ruleset["id"] for ruleset in live.rulesets()}
    stack.program(GUARDED.format(ids=guarded, office="headquarters", named="renamed", us="america"))
    said = stack.up()
    stack.settled()
    new = {found["name"]: found["id"] for found in live.rulesets()}

    assert "adopted traffic filter VPN" in said
    assert f"adopted {old['VPN']}/{guarded[1]}" in said
    assert new["VPN"] == old["VPN"]
    assert [name.rpartition("-")[0] or name for name in new] == ["VPN", "headquarters"]
    assert [live.fewest(each, some) for each, some in zip(guarded, before, strict=True)] == [1, 1]
    assert live.on(guarded[1]) == {old["VPN"]}


def test_replaced_on_demand(stack, live, guarded):
    """A filter or an association that is tainted, or replaced on demand, guards its deployment all the time, and the state is true."""
    before = [live.on(each) for each in guarded]
    stack.run("state", "taint", "--yes", stack.urn("TrafficFilter", "office"), stack.urn("TrafficFilterAssociation", "us"))
    stack.up()
    stack.up("--replace", stack.urn("TrafficFilterAssociation", "eu"), "--replace", stack.urn("TrafficFilter", "named"))
    stack.settled()

    assert [live.fewest(item, some) for item, some in zip(guarded, before, strict=True)] == [1, 1]
    assert len(live.rulesets()) == 2
