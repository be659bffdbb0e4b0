"""Requests of whole operations with the real engine and 64 calls at once: a number that grows is a change to be justified."""

from collections import Counter

import pytest

GET, SEARCH = "get-deployment-es-resource-remote-clusters", "search-deployments"
LIST, CREATE, ATTACH = "get-traffic-filter-rulesets", "create-traffic-filter-ruleset", "create-traffic-filter-ruleset-association"
FILTERS = """
from pulumi_crosslink import TrafficFilter, TrafficFilterAssociation, get_deployments

for n in range(30):
    one = TrafficFilter(f"filter-{n}", type="ip", region="aws-eu-west-1", connection="hosted", rules=[{"source": f"192.0.2.{n}"}])
for end in get_deployments(connection="hosted"):
    TrafficFilterAssociation(end.name, traffic_filter=one, deployment=end)
"""


@pytest.fixture
def cost(live):
    """Count the requests of an operation."""

    def count(operation):
        live.control("DELETE", "requests")
        operation()
        return Counter(request["operation"] for request in live.requests())

    return count


@pytest.mark.alone  # how many come within a moment is measured
def test_fifty_remotes_of_one_deployment(stack, live, organization, cost):
    """Up: ten requests in all at the most.  Refresh: one.  Destroy: ten at the most."""
    ids = organization(*["aws-eu-west-1"] * 51)
    members = {f"logs-{n}": {"connection": "hosted", "id": id_} for n, id_ in enumerate(ids)}
    stack.configure({"deployments": members, "hubs": [{"local": "logs-0", "remotes": [f"logs-{n}" for n in range(1, 51)]}]})
    up, refresh = cost(stack.up), cost(stack.refresh)
    linked = len(live.remotes("hosted", ids[0]))
    destroy = cost(stack.destroy)

    assert linked == 50
    assert up.pop(SEARCH) == 1
    assert up.total() <= 9
    assert refresh == {GET: 1}
    assert destroy.total() <= 10
    assert live.remotes("hosted", ids[0]) == []


def test_thirty_filters_and_a_hundred_associations(stack, organization, cost):
    """Up: one request for each, the list of all filters once, and the deployments by the hundred.  Refresh: the list, once."""
    organization(*["aws-eu-west-1"] * 100)
    stack.program(FILTERS)
    up, refresh = cost(stack.up), cost(stack.refresh)

    assert up.pop(SEARCH) <= 2
    assert up == {LIST: 1, CREATE: 30, ATTACH: 100}
    assert refresh == {LIST: 1}
