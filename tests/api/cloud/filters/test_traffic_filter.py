import json

import pytest

from crosslink_core.api.error import ForbiddenError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_emulator.faults import Fault

ID = "f" * 32
PATH = "/api/v1/deployments/traffic-filter/rulesets"
RULESET = {"id": ID, "name": "office", "type": "ip", "region": "aws-eu-west-1", "include_by_default": False, "rules": [{"id": "r", "source": "192.0.2.1"}]}
WRITTEN = {"name": "office", "type": "ip", "region": "aws-eu-west-1", "include_by_default": False, "rules": [{"source": "192.0.2.1"}]}
AP = "dddd0104" * 4


def on(*ids, **more):
    return RULESET | {"associations": [{"entity_type": "deployment", "id": id_} for id_ in ids]} | more


@pytest.fixture
def filters(connections):
    return connections.cloud("hosted").traffic_filters


def test_life(filters, emulator):
    """Create, read, replace, read again, delete: one exchange each, against the emulator."""
    made = filters.create(WRITTEN)
    before = filters.get(made)
    filters.update(made, WRITTEN | {"description": "new", "rules": [{"source": "192.0.2.2"}]})
    after = filters.get(made)
    filters.delete(made)

    assert (before.id, before.name, before.description, before.rules[0].source) == (made, "office", None, "192.0.2.1")
    assert (after.id, after.description, after.rules[0].source) == (made, "new", "192.0.2.2")
    assert [request["operation"].split("-")[0] for request in emulator.world.requests.to_json()] == ["create", "get", "update", "get", "delete"]
    with pytest.raises(NotFoundError, match=f"connection hosted, ruleset {made}: get-traffic-filter-ruleset answered 404 traffic_filter.not_found"):
        filters.get(made)


def test_all(filters):
    """The list brings what each ruleset guards, so that one request answers for all."""
    (office,) = filters.all()

    assert (office.name, office.deployments, office.hidden) == ("office", {AP}, 0)


@pytest.mark.parametrize(
    ("call", "kind", "status"),
    [
        pytest.param(lambda api, _: api.get(ID), NotFoundError, 404, id="get nothing"),
        pytest.param(lambda api, _: api.update(ID, WRITTEN), NotFoundError, 404, id="update nothing"),
        pytest.param(lambda api, _: api.delete(ID), NotFoundError, 404, id="delete nothing"),
        pytest.param(lambda api, there: api.delete(there), RefusedError, 400, id="delete what guards"),
        pytest.param(lambda api, _: api.create(WRITTEN | {"rules": []}), RefusedError, 500, id="create without rules"),
        pytest.param(lambda api, there: api.update(there, WRITTEN), RefusedError, 500, id="another region"),
    ],
)
def test_refused(filters, call, kind, status):
    """What the service refuses has a class of its own; nothing of it is sent again."""
    with pytest.raises(kind, match=f"answered {status} traffic_filter"):
        call(filters, filters.all()[0].id)


def test_of_another_organization(filters, connections):
    """A ruleset of another organization is forbidden, not gone."""
    foreign = connections.cloud("partner").traffic_filters.create(WRITTEN)

    with pytest.raises(ForbiddenError):
        filters.get(foreign)


def test_a_500_is_not_sent_again(filters, emulator):
    """A create is one request whatever becomes of it: a second one could be a second ruleset."""
    emulator.world.faults.add(Fault(operation="create-traffic-filter-ruleset", kind="500"))
    with pytest.raises(RefusedError):
        filters.create(WRITTEN)

    assert len(emulator.world.requests.to_json()) == 1


@pytest.mark.parametrize(
    ("call", "line", "status", "answer"),
    [
        (lambda api: api.all(), f"GET {PATH}?include_associations=true", 200, {"rulesets": []}),
        (lambda api: api.get(ID), f"GET {PATH}/{ID}?include_associations=true", 200, RULESET),
        (lambda api: api.create(WRITTEN), f"POST {PATH}", 201, {"id": ID}),
        (lambda api: api.update(ID, WRITTEN), f"PUT {PATH}/{ID}", 200, {"id": ID}),
        (lambda api: api.delete(ID), f"DELETE {PATH}/{ID}?ignore_associations=false", 200, b""),
    ],
    ids=["all", "get", "create", "update", "delete"],
)
def test_requests(server, cloud, call, line, status, answer):
    """Each method is one request with everything said, the body as it was given; another 2xx than the documented one is no success."""
    server.answers_with(status, answer)
    call(cloud.traffic_filters)
    ((sent, _, body),) = server.requests

    assert sent == f"{line} HTTP/1.1"
    assert body == b"" or json.loads(body) == WRITTEN

    server.answers_with(202, answer)
    with pytest.raises(UnexpectedReplyError, match=f"answered 202 where {status} is documented"):
        call(cloud.traffic_filters)


@pytest.mark.parametrize("rulesets", [[], None], ids=["empty", "null"])
def test_none_at_all(server, cloud, rulesets):
    """No rulesets are an empty list, or the null that a Go server makes of it."""
    server.answers_with(200, {"rulesets": rulesets})

    assert cloud.traffic_filters.all() == ()


@pytest.mark.parametrize(
    ("more", "deployments", "hidden"),
    [
        pytest.param({}, set(), 0, id="nothing said"),
        pytest.param({"associations": None, "total_associations": None}, set(), 0, id="nulls"),
        pytest.param({"associations": None, "total_associations": 2}, set(), 2, id="all hidden"),
        pytest.param(on("a", "b", total_associations=2), {"a", "b"}, 0, id="all seen"),
        pytest.param(on("a", total_associations=3), {"a"}, 2, id="some hidden"),
        pytest.param(on("a", total_associations=0), {"a"}, 0, id="counted wrongly"),
        pytest.param({"associations": [{"entity_type": "cluster", "id": "a"}], "total_associations": 1}, set(), 0, id="a cluster"),
        pytest.param({"rules": None, "description": None, "undocumented": [1]}, set(), 0, id="null rules, unknown fields"),
    ],
)
def test_what_it_guards(server, cloud, more, deployments, hidden):
    """Deployments that are seen are listed, those that are hidden from the key counted."""
    server.answers_with(200, RULESET | more)
    found = cloud.traffic_filters.get(ID)

    assert (found.deployments, found.hidden) == (deployments, hidden)


@pytest.mark.parametrize(
    "body",
    [b"", [], {}, *({"rulesets": item} for item in ({}, "", 0, False, "text", ["a"], [None], [RULESET, {}]))],
    ids=str,
)
def test_a_list_that_is_something_else(server, cloud, body):
    """A reply of another shape is never read as "no rulesets": an existing one would be made a second time."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.traffic_filters.all()


@pytest.mark.parametrize(
    "body",
    [b"", [], {}, "text", *(RULESET | item for item in ({"id": 7}, {"type": None}, {"rules": {}}, {"rules": ["a"]}, {"associations": {}}, on("a", id=None)))],
    ids=str,
)
def test_a_ruleset_that_is_something_else(server, cloud, body):
    """A ruleset of another shape is an unexpected reply."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.traffic_filters.get(ID)


@pytest.mark.parametrize("body", [b"", [], {}, {"id": None}, {"id": ""}, {"id": 7}, {"id": [ID]}, "text"], ids=str)
def test_an_id_that_is_none(server, cloud, body):
    """What a create answers becomes the resource's id: it must be one."""
    server.answers_with(201, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.traffic_filters.create(WRITTEN)
