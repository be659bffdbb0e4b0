"""Requests per operation of traffic filters: a number that grows is a change to be justified, not a test to be changed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model.filters.traffic_filter import TrafficFilter
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociation

REGION, IDS = "aws-eu-west-1", [f"dddd{n:04}" * 4 for n in range(100)]


@pytest.fixture
def estate(emulator, session):
    """One organization with a hundred deployments, and the lives of its filters and associations."""
    from crosslink_emulator.estate import parse_estate

    facts = {"region": REGION, "version": "8.19.4", "created": "2024-03-01"}
    deployments = {f"logs-{n}": {"id": id_, "resource_id": id_.replace("d", "e"), **facts} for n, id_ in enumerate(IDS)}
    cloud = {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}
    emulator.world.reset(parse_estate({"clouds": {"hosted": cloud}}, "estate"))
    tell = Tell.by(pytest.fail)
    return TrafficFilterLifecycle(session, tell), TrafficFilterAssociationLifecycle(session, tell)


@pytest.fixture
def cost(emulator):
    """Count the requests of a call, by method, and return them with its result."""

    def count(call, *args, **more):
        emulator.world.requests.clear()
        result = call(*args, **more)
        return result, dict(Counter(request["method"] for request in emulator.world.requests.to_json()))

    return count


def filter_(name):
    return TrafficFilter(name=name, type="ip", region=REGION, rules=[{"source": "10.0.0.0/8"}], connection="hosted", platform="ech")


def association(found, number):
    end = {"ruleset_id": found.ruleset_id, "name": found.name, "type": "ip", "region": REGION}
    return TrafficFilterAssociation(traffic_filter=end, deployment={"deployment_id": IDS[number], "connection": "hosted"})


def test_life(estate, cost):
    """A list of what is there, once a process; then create, update and associate one each, delete one, or two where others use the filter."""
    filters, associations = estate
    first, create_first = cost(filters.create, filter_("first"))
    made, create = cost(filters.create, filter_("office"))
    changed, update = cost(filters.update, made.id, made, filter_("new"))
    _, facts = cost(filters.update, made.id, changed, filter_("new").model_copy(update={"platform": None}))
    there, associate = cost(associations.create, association(changed, 0))
    associations.create(association(first, 0))
    _, dissociate = cost(associations.delete, there.id, there)
    _, delete = cost(filters.delete, made.id, changed)
    associations.create(association(first, 1))
    _, detach_others = cost(_refused, filters, first)

    assert create_first == {"GET": 1, "POST": 1}
    assert create == associate == {"POST": 1}
    assert update == {"PUT": 1}
    assert facts == {}
    assert sum(dissociate.values()) <= 3
    assert delete == {"DELETE": 1}
    assert sum(detach_others.values()) <= 2


def _refused(filters, state):
    with pytest.raises(Exception, match="guards deployment"):
        filters.delete(state.id, state)


def test_a_hundred_associations(estate, cost, timings):
    """A hundred associations of one ruleset are made with a request each, and refreshed with one for all."""
    timings(lifetime_s=...)
    filters, associations = estate
    made = filters.create(filter_("office"))
    with ThreadPoolExecutor(32) as threads:
        found, create = cost(lambda: list(threads.map(lambda n: associations.create(association(made, n)), range(100))))
        again, refresh = cost(lambda: list(threads.map(lambda item: associations.read(item.id, item), found)))

    assert create == {"POST": 100}
    assert again == found
    assert refresh == {"GET": 1}
