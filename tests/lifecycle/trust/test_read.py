"""Reading: what is there, what somebody changed, what is gone and what cannot be seen."""

import pytest

from crosslink_core.api.error import ForbiddenError
from crosslink_core.lifecycle import HiddenError, PlaceTakenError

GONE, SHOP = "dddd0999" * 4, "dddd0201" * 4


def test_as_it_was_made(case, requests):
    """What nobody touched reads as it was made, with one request."""
    state = case.life.create(case.spec())
    requests()

    assert case.life.read(state.id, state) == state
    assert requests() == ["read"]


def test_many_readings(case, requests, timings):
    """A refresh of many entries of one deployment is one request; what this process writes is seen at once."""
    timings(lifetime_s=5)
    state = case.life.create(case.spec())
    requests()
    found = [case.life.read(state.id, state) for _ in range(5)]
    once = requests()
    changed = case.life.update(state.id, state, case.spec(**case.change))

    assert found == [state] * 5
    assert once == ["read"]
    assert case.life.read(state.id, changed).trust_all is True


def test_drift(case, kind, place, put, shown, said):
    """What somebody changed is read, beside what did not change; facts stay as they were."""
    state = case.life.create(case.spec())
    lists = shown(case.holder)
    entry = next(found for found in lists[case.list] if found not in case.foreign[case.list])
    entry["trust_allowlist"] = ["7" * 32]
    entry |= {"name": "theirs now"} if kind != "external" else {}
    put(case.holder, {name: [_bare(found) for found in entries] for name, entries in lists.items()})
    found = case.life.read(state.id, state)

    assert found.trust_allowlist == ("7" * 32,)
    assert found.name == ("laboratory" if kind == "external" else "theirs now")
    assert found.deployment == state.deployment
    assert {name for name, value in found if value != getattr(state, name)} <= {"trust_allowlist", "name"}
    assert said == []


def _bare(entry):
    """An entry as a person writes it: what only the service says is left out."""
    return {name: value for name, value in entry.items() if not (name == "name" and "trust_relationship_id" in entry)}


def test_certificates_that_somebody_added(cases, meddle, pem):
    """Another certificate is drift; another way to write the same one is not."""
    case = cases("direct")
    state = case.life.create(case.spec())
    entry = {"uid": state.uid, "name": "ours", "type": "ECE", "scope_id": case.given["scope_id"], "trust_all": False}
    entry |= {"trust_allowlist": state.trust_allowlist}
    meddle("logs-eu", add={"direct": [entry | {"certificates": [pem("orders").replace("\n", "\r\n")]}]})
    same = case.life.read(state.id, state)
    meddle("logs-eu", add={"direct": [entry | {"certificates": [pem("orders"), pem("trial")]}]})
    changed = case.life.read(state.id, state)

    assert same == state
    assert changed.certificates == (pem("orders"), pem("trial"))


def test_gone(case, meddle, place):
    """An entry that is gone is gone, and so is one whose deployment is."""
    state = case.life.create(case.spec())
    key = state.id.rpartition("/")[2]
    meddle(case.holder, remove={case.list: [key]})
    elsewhere = state.model_copy(update={"deployment": state.deployment.model_copy(update={"deployment_id": GONE})})

    assert case.life.read(state.id, state) is None
    assert case.life.read(state.id, elsewhere) is None


def test_hidden(cases):
    """403 is not gone: the error says that it may be, or that the key may no longer see it."""
    case = cases("account")
    state = case.life.create(case.spec())
    hidden = state.model_copy(update={"deployment": state.deployment.model_copy(update={"deployment_id": SHOP})})
    with pytest.raises(HiddenError, match="is gone or hidden from this key"):
        case.life.read(state.id, hidden)


def test_hidden_for_a_moment(cases, monkeypatch):
    """403 for a deployment that the key still lists is its own error."""
    case = cases("account")
    state = case.life.create(case.spec())
    deployments = case.life._session.cloud("hosted").deployments
    refused = _forbidden(deployments, state)
    monkeypatch.setattr(deployments, "settings", lambda *_, **__: (_ for _ in ()).throw(refused))
    with pytest.raises(ForbiddenError):
        case.life.read(state.id, state)


def _forbidden(deployments, state):
    with pytest.raises(ForbiddenError) as caught:
        deployments.get(SHOP)
    return caught.value


def test_what_cannot_be_expressed(cases, put, pem):
    """An entry that somebody wrote as crosslink would not is told, not guessed."""
    case = cases("account")
    state = case.life.create(case.spec())
    content = {"account_id": "2000000002", "trust_all": False, "trust_allowlist": ["8" * 32], "name": "n"}
    deployments = case.life._session.cloud("hosted").deployments
    put("logs-eu", {"accounts": [content]})
    document = deployments.settings(state.deployment.deployment_id)
    document.content["resources"]["elasticsearch"][0]["info"]["settings"]["trust"]["accounts"][0]["trust_allowlist"] = ["PuRnbJIXRXyzCxZFWTqnAg"]
    deployments.settings = lambda *_, **__: document
    with pytest.raises(PlaceTakenError, match="now has values that crosslink cannot express; correct or remove that entry in the console"):
        case.life.read(state.id, state)


def test_existing(case, shown):
    """Every entry of the kind is listed, whoever made it, and reads back as it is listed."""
    case.life.create(case.spec())
    found = list(case.life.existing(case.given["deployment"]))

    assert [state.id.rpartition("/")[2] for state in found] == [entry[case.life.kind.key] for entry in shown(case.holder)[case.list]]
    assert [case.life.read(state.id, state) for state in found] == found
