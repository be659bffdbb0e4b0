"""Reading and writing `settings.trust`, and the operations that carry it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.api import Versioned
from crosslink_core.api.cloud.trust import Kind, TrustEntry, read, to_wire
from crosslink_core.api.error import ConflictError, NotFoundError, RateLimitedError, RefusedError, UnexpectedReplyError
from crosslink_emulator.world.state.fault import Fault

ID, EU = "d" * 32, "dddd0101" * 4
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
ENTRIES = st.lists(st.dictionaries(st.text(max_size=8) | st.sampled_from([kind.key for kind in Kind]), ANY, max_size=3), max_size=3)


@given(st.fixed_dictionaries({kind.value: ENTRIES for kind in Kind}))
def test_there_and_back(lists):
    """Whatever is in an entry comes back byte for byte, in its list and in its order; all three lists are written."""
    assert {kind: json.dumps(some) for kind, some in to_wire(read({"trust": lists})).items()} == {kind: json.dumps(some) for kind, some in lists.items()}


@pytest.mark.parametrize("settings", [{}, {"trust": None}, {"trust": {}}], ids=json.dumps)
def test_unknown(settings):
    """A reply without lists does not say that there are no entries."""
    assert read(settings) is None


@pytest.mark.parametrize("settings", [{"trust": {"accounts": []}}, {"trust": {"accounts": None, "direct": []}}], ids=json.dumps)
def test_nobody(settings):
    """Empty lists are no entries; they are written as three empty lists, which is not the same as absent."""
    assert read(settings) == ()
    assert to_wire(()) == {"accounts": [], "external": [], "direct": []}


@pytest.mark.parametrize("wrong", [{}, "", 0, False, "text", {"a": 1}], ids=repr)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_no_list(kind, wrong):
    """It is never read as "no entries": a write would take them away."""
    with pytest.raises(TypeError):
        read({"trust": {kind.value: wrong}})


@pytest.mark.parametrize("wrong", [None, 7, "text", [1]], ids=repr)
def test_what_is_no_entry(wrong):
    """Nor is it passed over."""
    with pytest.raises((TypeError, ValueError)):
        read({"trust": {"accounts": [{"account_id": "1"}, wrong]}})


def test_keys():
    """Each list has its own key; a direct entry that the service has not seen has none."""
    assert [TrustEntry(kind, {kind.key: "x"}).key for kind in Kind] == ["x"] * 3
    assert {kind.value: kind.key for kind in Kind} == {"accounts": "account_id", "external": "trust_relationship_id", "direct": "uid"}
    assert TrustEntry(Kind.DIRECT, {"name": "n"}).key is None


def test_requests(server, cloud):
    """A reading asks for settings and plans, without what must not be written back; a write has the version, and is one request."""
    server.answers_with(200, {"id": ID}, x_cloud_resource_version="17")
    found = cloud.deployments.settings(ID)
    cloud.deployments.settings(ID, history=True)
    cloud.deployments.update(ID, "17", {"prune_orphans": False})
    cloud.deployments.update(ID, None, {"prune_orphans": False})
    lines = [line for line, *_ in server.requests]
    shown = "show_settings=true&show_plans=true&show_plan_logs=true&clear_transient=true"

    assert found == Versioned("17", {"id": ID})
    assert lines[:2] == [f"GET /api/v1/deployments/{ID}?{shown}&show_plan_history={history} HTTP/1.1" for history in ("false", "true")]
    assert lines[2:] == [f"PUT /api/v1/deployments/{ID}{query} HTTP/1.1" for query in ("?version=17", "")]
    assert [json.loads(body) for *_, body in server.requests[2:]] == [{"prune_orphans": False}] * 2


def test_without_a_version(server, cloud):
    """A reply without the header has no version."""
    server.answers_with(200, {"id": ID})

    assert cloud.deployments.settings(ID).version is None


@pytest.mark.parametrize("body", [[1], "text", 7, b""], ids=["list", "text", "number", "nothing"])
def test_something_else(server, cloud, body):
    """A document that is no object is an unexpected reply, to a reading and to a write."""
    server.answers_with(200, body)
    for call in (lambda: cloud.deployments.settings(ID), lambda: cloud.deployments.update(ID, "1", {})):
        with pytest.raises(UnexpectedReplyError):
            call()


def test_a_life(connections, emulator):
    """What is read can be written back: the plan, the lists, the version; that makes another version, and the old one a conflict."""
    deployments = connections.cloud("hosted").deployments
    found = deployments.settings(EU)
    (resource,) = found.content["resources"]["elasticsearch"]
    content = {"ref_id": resource["ref_id"], "region": resource["region"], "plan": resource["info"]["plan_info"]["current"]["plan"]}
    trust = to_wire((*read(resource["info"]["settings"]), TrustEntry(Kind.ACCOUNTS, {"account_id": "2", "trust_all": True})))
    body = {"prune_orphans": False, "resources": {"elasticsearch": [content | {"settings": {"trust": trust}}]}}
    deployments.update(EU, found.version, body)

    assert int(deployments.settings(EU).version) > int(found.version)
    assert [account.account_id for account in emulator.world.clouds["hosted"].deployments["logs-eu"].trust.accounts] == ["1000000001", "2"]
    with pytest.raises(ConflictError, match=r"update-deployment answered 409 .*; somebody else changed it at the same time: try again"):
        deployments.update(EU, found.version, body)


@pytest.mark.parametrize(("kind", "error"), [("500", RefusedError), ("429", RateLimitedError)])
def test_a_write_is_not_sent_again(connections, emulator, kind, error):
    """By itself no write is repeated: what was there may have changed."""
    emulator.world.faults.add(Fault("update-deployment", kind))
    with pytest.raises(error):
        connections.cloud("hosted").deployments.update(EU, "1", {"prune_orphans": False})

    assert len(emulator.world.requests.to_json()) == 1


def test_gone(connections):
    """404 is "gone", to a reading and to a write."""
    deployments = connections.cloud("hosted").deployments
    for call in (lambda: deployments.settings("dddd0999" * 4), lambda: deployments.update("dddd0999" * 4, "1", {"prune_orphans": False})):
        with pytest.raises(NotFoundError):
            call()
