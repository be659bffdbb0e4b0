"""Entries that are made, and those that are there already."""

import pytest

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import PlaceTakenError
from crosslink_core.model.trust.certificate import ends_at

WIRE = {"account": {"account_id": "2000000002", "name": "partner"}, "external": {"name": "laboratory"}, "direct": {"name": "ours", "type": "ECE"}}


def test_create(case, kind, ours, requests, said):
    """The entry comes beside those of others: one reading, one write, one look; the state is what the service says of it."""
    state = case.life.create(case.spec())
    (entry,) = ours()[case.list]

    assert list(ours()) == [case.list]
    assert entry.items() >= {"trust_all": False, "trust_allowlist": list(case.spec().trust_allowlist), **WIRE[kind]}.items()
    assert requests() == ["read", "write", "read"]
    assert state.applied
    assert state.reason == ""
    assert state.id == f"{case.where}/{case.list}/{entry[case.life.kind.key]}"
    assert said == []


def test_outputs(cases, shown):
    """The service's own words: the name of an external entry, the uid of a direct one, and when its certificates end."""
    external, direct = cases("external"), cases("direct")
    relation, certificate = external.life.create(external.spec()), direct.life.create(direct.spec())

    assert relation.name == "laboratory"
    assert certificate.uid == shown("logs-eu")["direct"][0]["uid"]
    assert certificate.valid_to == ends_at(direct.given["certificates"])


def test_trust_all(case, ours):
    """Beside "all" no list is written: the service would ignore it."""
    case.life.create(case.spec(**case.change))
    (entry,) = ours()[case.list]

    assert entry["trust_all"] is True
    assert "trust_allowlist" not in case.life.to_wire(case.spec(**case.change)).content


def test_the_first_entry(case, put, shown):
    """A deployment that trusts nobody gets its first entry; the other lists stay empty."""
    put(case.holder, {})
    case.life.create(case.spec())

    assert [name for name, entries in shown(case.holder).items() if entries] == [case.list]


def test_adopted(case, ours, requests, said):
    """An entry that is alike is taken over without a write, and this is said."""
    first = case.life.create(case.spec())
    before = ours()
    requests()
    second = case.life.create(case.spec())

    assert second == first
    assert requests() == ["read"]
    assert ours() == before
    assert [line.split(" ")[0] for line in said] == ["adopted"]


def test_adopted_however_it_is_written(cases, put, shown, requests, pem):
    """A certificate in other lines, and lists in another order, are no other trust; what others wrote stays as they wrote it."""
    case, other = cases("direct"), "8" * 32
    written = pem("orders").replace("\n", "\r\n")
    entry = {"name": "ours", "type": "ECE", "scope_id": case.given["scope_id"], "trust_all": False, "trust_allowlist": [other, "1" * 32]}
    put("logs-eu", {"direct": [entry | {"certificates": [written]}]})
    before = shown("logs-eu")
    requests()
    state = case.life.create(case.spec(trust_allowlist=["1" * 32, other]))

    assert state.uid == before["direct"][0]["uid"]
    assert requests() == ["read"]
    assert shown("logs-eu") == before


def test_a_name_that_is_not_given(cases, ours_of):
    """An account's entry that has a name is adopted by a wish without one, and keeps it."""
    case = cases("account")
    case.life.create(case.spec())
    state = case.life.create(case.spec(name=None))

    assert state.name is None
    assert ours_of("logs-eu", "accounts", "2000000002")["name"] == "partner"


@pytest.fixture
def ours_of(shown):
    """One entry of a list by its key."""
    return lambda name, kind, key: next(item for item in shown(name)[kind] if key in item.values())


@pytest.mark.parametrize("kind", ["account", "external"], indirect=True)
def test_place_taken(case, ours, requests, said):
    """An entry for the same that lets others in is an error that says how to take it over, and stays."""
    case.life.create(case.spec())
    before = ours()
    requests()
    with pytest.raises(PlaceTakenError, match=rf"has an entry for {case.list} \S+ already, which lets others in; import it, or declare it as it is"):
        case.life.create(case.spec(**case.change))

    assert requests() == ["read"]
    assert ours() == before
    assert said == []


@pytest.mark.parametrize("kind", ["account", "external"], indirect=True)
def test_a_place_that_is_left(case, ours, owner):
    """What is in the place may be written over when it is another resource of the program that is about to leave it."""
    case.life.create(case.spec())
    case.life.create(case.spec(**case.change), owner(leaving=lambda: True))

    assert [entry["trust_all"] for entry in ours()[case.list]] == [True]


def test_never_adopt(case, ours, requests):
    """`crosslink:adopt: never` forbids even what is alike; nothing is written."""
    case.life.create(case.spec())
    before, strict = ours(), type(case.life)(Session(case.life._session.connections, adopt=False), case.life._tell)
    requests()
    with pytest.raises(PlaceTakenError, match="the same"):
        strict.create(case.spec())

    assert requests() == ["read"]
    assert ours() == before


def test_direct_of_the_same_name(cases, shown, said):
    """Another entry of the name, which lets others in, stays; a second one comes, and a warning says that there are two."""
    case = cases("direct")
    first = case.life.create(case.spec())
    second = case.life.create(case.spec(**case.change))

    assert first.uid != second.uid
    assert [item["trust_all"] for item in shown("logs-eu")["direct"]] == [False, True]
    assert [line for line in said if "another direct trust ours, which lets others in" in line] == said


def test_direct_that_another_resource_has(cases, shown, owner):
    """Two resources of a program that want the same are told so; there is one entry."""
    case = cases("direct")
    case.life.create(case.spec())
    with pytest.raises(PlaceTakenError, match="another resource of this program wants the same; rename either of the two"):
        case.life.create(case.spec(), owner(take=lambda _: False))

    assert len(shown("logs-eu")["direct"]) == 1
