import json

import pytest

from crosslink_core.api.error import ForbiddenError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_emulator.faults import Fault

RULESET, EU, AP, SHOP = "f" * 32, *(each * 4 for each in ("dddd0101", "dddd0104", "dddd0201"))
PATH = "/api/v1/deployments/traffic-filter"
CREATE = "create-traffic-filter-ruleset-association"


@pytest.fixture
def hosted(connections):
    return connections.cloud("hosted")


@pytest.fixture
def office(hosted):
    return hosted.traffic_filters.all()[0].id


def test_life(hosted, office, emulator):
    """Attach, attach again, ask, detach: whether it is new is told by the status alone."""
    other = hosted.traffic_filters.create({"name": "n", "type": "ip", "region": "azure-japaneast", "include_by_default": False, "rules": [{"source": "::1"}]})
    api = hosted.traffic_filter_associations

    assert [api.create(other, AP), api.create(other, AP), api.create(office, AP)] == [True, False, False]
    assert api.of_deployment(AP) == {office, other}

    api.delete(other, AP)

    assert api.of_deployment(AP) == {office}
    assert api.of_deployment(EU) == frozenset()
    with pytest.raises(NotFoundError, match=f"ruleset {other}, deployment {AP}: delete-traffic-filter-ruleset-association answered 404"):
        api.delete(other, AP)


@pytest.mark.parametrize(
    ("ruleset", "deployment", "kind"),
    [
        pytest.param(RULESET, AP, NotFoundError, id="no such ruleset"),
        pytest.param(None, EU, RefusedError, id="another region"),
        pytest.param(None, SHOP, ForbiddenError, id="another organization's deployment"),
        pytest.param(None, "dddd0999" * 4, RefusedError, id="no such deployment"),
    ],
)
def test_refused(hosted, office, ruleset, deployment, kind):
    """What cannot be attached has a class of its own."""
    with pytest.raises(kind, match=CREATE):
        hosted.traffic_filter_associations.create(ruleset or office, deployment)


def test_a_500_is_not_sent_again(hosted, office, emulator):
    """After a lost reply a second answer would not tell whether the first request was it: the caller looks."""
    emulator.world.requests.clear()
    emulator.world.faults.add(Fault(operation=CREATE, kind="500"))
    with pytest.raises(RefusedError):
        hosted.traffic_filter_associations.create(office, AP)

    assert len(emulator.world.requests.to_json()) == 1


@pytest.mark.parametrize(
    ("call", "line", "status", "answer"),
    [
        (lambda api: api.create(RULESET, EU), f"POST {PATH}/rulesets/{RULESET}/associations", 201, {}),
        (lambda api: api.delete(RULESET, EU), f"DELETE {PATH}/rulesets/{RULESET}/associations/deployment/{EU}", 200, {}),
        (lambda api: api.of_deployment(EU), f"GET {PATH}/associations/deployment/{EU}/rulesets", 200, {"rulesets": []}),
    ],
    ids=["create", "delete", "of a deployment"],
)
def test_requests(server, cloud, call, line, status, answer):
    """Each method is one request; another 2xx than the documented ones is no success."""
    server.answers_with(status, answer)
    call(cloud.traffic_filter_associations)
    ((sent, _, body),) = server.requests

    assert sent == f"{line} HTTP/1.1"
    assert body == b"" or json.loads(body) == {"entity_type": "deployment", "id": EU}

    server.answers_with(202, answer)
    with pytest.raises(UnexpectedReplyError, match=f"answered 202 where {status} is documented"):
        call(cloud.traffic_filter_associations)


@pytest.mark.parametrize("body", [b"", {}, [], b"<html>"], ids=str)
def test_attached_already(server, cloud, body):
    """200 means "already", whatever its body says, or whether it has one."""
    server.answers_with(200, body)

    assert cloud.traffic_filter_associations.create(RULESET, EU) is False


@pytest.mark.parametrize("rulesets", [[], None], ids=["empty", "null"])
def test_open(server, cloud, rulesets):
    """No rulesets are an empty list, or the null that a Go server makes of it."""
    server.answers_with(200, {"rulesets": rulesets})

    assert cloud.traffic_filter_associations.of_deployment(EU) == frozenset()


@pytest.mark.parametrize("body", [b"", [], {}, *({"rulesets": item} for item in ({}, "", 0, False, "text", [None], [7], [{"id": "f"}]))], ids=str)
def test_an_answer_of_another_shape(server, cloud, body):
    """It is never read as "open to everyone", nor as closed by a ruleset that is none."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.traffic_filter_associations.of_deployment(EU)
