"""Requests of whole operations with the real engine and 64 calls at once: a number that grows is a change to be justified."""

from collections import Counter

import pytest

SET, GET, SEARCH = "set-deployment-es-resource-remote-clusters", "get-deployment-es-resource-remote-clusters", "search-deployments"
IDS = [f"dddd01{n:02}" * 4 for n in range(51)]


@pytest.fixture
def fifty(stack, live):
    """One deployment that reaches fifty others."""
    deployments = {
        f"logs-{n}": {"id": one, "resource_id": one.replace("d", "e"), "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
        for n, one in enumerate(IDS)
    }
    live.control(
        "POST",
        "reset",
        {"clouds": {"hosted": {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}}},
    )
    members = {f"logs-{n}": {"connection": "hosted", "id": one} for n, one in enumerate(IDS)}
    stack.configure({"deployments": members, "hubs": [{"local": "logs-0", "remotes": [f"logs-{n}" for n in range(1, 51)]}]})
    return stack


def test_fifty_remotes_of_one_deployment(fifty, live):
    """Up: ten requests in all at the most.  Refresh: one.  Destroy: ten at the most."""

    def cost(operation):
        live.control("DELETE", "requests")
        operation()
        return Counter(one["operation"] for one in live.requests())

    up, refresh = cost(fifty.up), cost(fifty.refresh)
    linked = len(live.remotes("hosted", IDS[0]))
    destroy = cost(fifty.destroy)

    assert linked == 50
    assert up.pop(SEARCH) == 1
    assert up.total() <= 9
    assert refresh == {GET: 1}
    assert destroy.total() <= 10
    assert live.remotes("hosted", IDS[0]) == []
