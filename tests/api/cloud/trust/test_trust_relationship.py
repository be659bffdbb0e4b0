import json
from datetime import UTC, datetime

import pytest

from crosslink_core.api.cloud.trust.trust_relationship import Which
from crosslink_core.api.error import ConflictError, NotFoundError, RefusedError, UnexpectedReplyError
from crosslink_emulator.faults import Fault
from crosslink_emulator.world.state.certificate import issue

ID, ENVIRONMENT, OTHER = "f" * 32, "acc00300" * 4, "acc00400" * 4
PATH = "/api/v1/platform/configuration/trust-relationships"
PEM = issue("somebody", 1, datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))
WRITTEN = {"name": "laboratory", "public_ca_cert": PEM, "installation_id": OTHER, "account_ids": [OTHER], "trust_by_default": False}
DOCUMENTED = {
    "id": "83a7b03f2a4343fe99f09bd27ca3d9ec",
    "name": "ECE2",
    "trust_by_default": False,
    "account_ids": ["651598b101e54ccab1bfdcd8b6e3b8be"],
    "local": False,
    "last_modified": "2022-01-9T14:33:20.465Z",
}


@pytest.fixture
def relationships(connections):
    return connections.cloud("enterprise").trust_relationships


def test_life(relationships, emulator):
    """Create, read, change, read again, delete: one exchange each, against the emulator."""
    made = relationships.create(WRITTEN)
    before = relationships.get(made)
    relationships.update(made, {"name": "new"})
    after = relationships.get(made)
    relationships.delete(made, after.version)

    assert (before.version, after.version) == ("1", "2")
    assert (before.content.model_dump(include=set(WRITTEN)), before.content.local) == (WRITTEN | {"account_ids": (OTHER,)}, False)
    assert after.content.model_dump(exclude={"name", "last_modified"}) == before.content.model_dump(exclude={"name", "last_modified"})
    assert after.content.name == "new"
    assert [request["operation"].split("-")[0] for request in emulator.world.requests.to_json()] == ["create", "get", "update", "get", "delete"]
    with pytest.raises(NotFoundError, match=f"connection enterprise, trust relationship {made}: get-trust-relationship answered 404"):
        relationships.get(made)


@pytest.mark.parametrize(("which", "names"), [(Which.ALL, ["local", "laboratory"]), (Which.LOCAL, ["local"]), (Which.OTHERS, ["laboratory"])])
def test_all(relationships, which, names):
    """The list can be of all, of the environment itself, or of the others; the certificate is in it where it is asked for."""
    relationships.create(WRITTEN)
    found, whole = relationships.all(which=which), relationships.all(include_certificate=True, which=which)

    assert [each.name for each in found] == [this.name for this in whole] == names
    assert [one.local for one in found] == [name == "local" for name in names]
    assert not any(item.public_ca_cert for item in found)
    assert all(one.public_ca_cert for one in whole)


def test_conflict(relationships):
    """A deletion of another version than what is there is a conflict; without a version there is none."""
    made = relationships.create(WRITTEN)
    relationships.update(made, {"trust_by_default": True})
    with pytest.raises(ConflictError, match="somebody else changed it at the same time"):
        relationships.delete(made, "1")
    relationships.delete(made, None)

    assert relationships.all(which=Which.OTHERS) == ()


@pytest.mark.parametrize(
    "call", [lambda api: api.get(ID), lambda api: api.update(ID, {"name": "x"}), lambda api: api.delete(ID, "1")], ids=["get", "update", "delete"]
)
def test_nothing_there(relationships, call):
    """What is not there is "not found"."""
    with pytest.raises(NotFoundError, match=r"answered 404 trust_relationships\.not_found"):
        call(relationships)


def test_hosted(connections):
    """Elastic Cloud Hosted has no such path: that is no "not found"."""
    with pytest.raises(UnexpectedReplyError, match="for a path that is not there"):
        connections.cloud("hosted").trust_relationships.all()


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("create-trust-relationship", lambda api, _: api.create(WRITTEN)),
        ("update-trust-relationship", lambda api, there: api.update(there, {})),
        ("delete-trust-relationship", lambda api, there: api.delete(there, "1")),
    ],
    ids=["create", "update", "delete"],
)
def test_a_failed_write_is_not_sent_again(relationships, emulator, operation, call):
    """A write is one request whatever becomes of it: whoever wishes it looks first."""
    there = relationships.create(WRITTEN)
    emulator.world.requests.clear()
    emulator.world.faults.add(Fault(operation=operation, kind="500"))
    with pytest.raises(RefusedError):
        call(relationships, there)

    assert [request["operation"] for request in emulator.world.requests.to_json()] == [operation]


@pytest.mark.parametrize(
    ("call", "line", "status", "answer"),
    [
        (lambda api: api.all(), f"GET {PATH}?include_certificate=false&filter=all", 200, {"trust_relationships": []}),
        (
            lambda api: api.all(include_certificate=True, which=Which.LOCAL),
            f"GET {PATH}?include_certificate=true&filter=local",
            200,
            {"trust_relationships": []},
        ),
        (lambda api: api.get(ID), f"GET {PATH}/{ID}?include_certificate=true", 200, DOCUMENTED),
        (lambda api: api.create(WRITTEN), f"POST {PATH}", 201, {"id": ID}),
        (lambda api: api.update(ID, WRITTEN), f"PUT {PATH}/{ID}", 200, {"id": ID}),
        (lambda api: api.delete(ID, "7"), f"DELETE {PATH}/{ID}?version=7", 200, b""),
        (lambda api: api.delete(ID, None), f"DELETE {PATH}/{ID}", 200, {}),
    ],
    ids=["all", "local", "get", "create", "update", "delete a version", "delete"],
)
def test_requests(server, cloud, call, line, status, answer):
    """Each method is one request below the plain path, the body as it was given; another 2xx than the documented one is no success."""
    server.answers_with(status, answer)
    call(cloud.trust_relationships)
    ((sent, _, body),) = server.requests

    assert sent == f"{line} HTTP/1.1"
    assert body == b"" or json.loads(body) == WRITTEN

    server.answers_with(202, answer)
    with pytest.raises(UnexpectedReplyError, match=f"answered 202 where {status} is documented"):
        call(cloud.trust_relationships)


def test_documented_example(server, cloud):
    """The only documented example is read, whose time is none, and which names no environment."""
    server.answers_with(200, {"trust_relationships": [DOCUMENTED, DOCUMENTED | {"account_ids": None}]})
    one, other = cloud.trust_relationships.all()

    assert (one.account_ids, one.installation_id, one.last_modified) == (("651598b101e54ccab1bfdcd8b6e3b8be",), None, DOCUMENTED["last_modified"])
    assert other.account_ids == ()


def test_no_version(server, cloud):
    """A reply without the header has no version."""
    server.answers_with(200, DOCUMENTED)

    assert cloud.trust_relationships.get(ID).version is None


@pytest.mark.parametrize("body", [b"", [], {}, *({"trust_relationships": item} for item in ({}, "", 0, False, "text", ["a"], [{}], [{"id": 7}]))], ids=str)
def test_an_answer_of_another_shape(server, cloud, body):
    """It is never read as "none": those that are there would be taken for gone."""
    server.answers_with(200, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.trust_relationships.all()


@pytest.mark.parametrize("body", [b"", [], {}, {"id": ""}, {"id": 7}], ids=str)
def test_a_create_without_an_id(server, cloud, body):
    """What is made has an id."""
    server.answers_with(201, body)

    with pytest.raises(UnexpectedReplyError):
        cloud.trust_relationships.create(WRITTEN)
