"""Changes in place: what is ours changes, and nothing else does."""

import pytest

from crosslink_core.lifecycle import GoneError


def test_update(case, kind, ours, requests):
    """The entry changes where it stands, keeps its uid and name, and is written once."""
    state = case.life.create(case.spec())
    (before,) = ours()[case.list]
    requests()
    changed = case.life.update(state.id, state, case.spec(**case.change))
    (after,) = ours()[case.list]

    assert requests() == ["read", "write", "read"]
    assert changed.id == state.id
    assert changed.trust_all is True
    assert after == {name: value for name, value in before.items() if name != "trust_allowlist"} | {"trust_all": True}


def test_facts_alone(case, requests):
    """Other facts, another time to wait and another connection send nothing."""
    state = case.life.create(case.spec())
    requests()
    wish = case.spec(deployment=case.given["deployment"].model_copy(update={"version": "9.9.9"}), plan_timeout_s=7)
    changed = case.life.update(state.id, state, wish)

    assert requests() == []
    assert changed.deployment.version == "9.9.9"
    assert changed.model_dump(exclude={"deployment", "plan_timeout_s"}) == state.model_dump(exclude={"deployment", "plan_timeout_s"})


def test_name(cases, shown):
    """A name changes in place; one that is not wanted any more stays, as a note of people."""
    account, direct = cases("account"), cases("direct")
    one, two = account.life.create(account.spec()), direct.life.create(direct.spec())
    account.life.update(one.id, one, account.spec(name="other"))
    renamed = direct.life.update(two.id, two, direct.spec(name="other"))
    account.life.update(one.id, one, account.spec(name=None, trust_allowlist=["9" * 32]))
    lists = shown("logs-eu")

    assert [entry["name"] for entry in lists["accounts"]][1:] == ["other"]
    assert lists["accounts"][1]["trust_allowlist"] == ["9" * 32]
    assert [(entry["uid"], entry["name"]) for entry in lists["direct"]] == [(renamed.uid, "other")]
    assert renamed.uid == two.uid


def test_rotation(cases, shown, pem):
    """The next certificate beside the current one, then the next alone: one entry all the time, with the uid that it had."""
    case = cases("direct")
    state = case.life.create(case.spec())
    both = case.life.update(state.id, state, case.spec(certificates=[pem("orders"), pem("trial")]))
    with_both = shown("logs-eu")["direct"]
    last = case.life.update(state.id, both, case.spec(certificates=[pem("trial")]))
    alone = shown("logs-eu")["direct"]

    assert [[certificate["pem"] for certificate in entry["certificates"]] for entry in (*with_both, *alone)] == [[pem("orders"), pem("trial")], [pem("trial")]]
    assert {entry["uid"] for entry in (*with_both, *alone)} == {state.uid} == {last.uid}


def test_what_an_entry_says_no_more(cases, shown):
    """A scope, a type or names that are not wanted any more are taken out of the entry."""
    case = cases("direct")
    state = case.life.create(case.spec(additional_node_names=["node-1"]))
    case.life.update(state.id, state, case.spec(type="generic", scope_id=None, trust_allowlist=[], additional_node_names=["node-2"]))
    (entry,) = shown("logs-eu")["direct"]

    assert {name: value for name, value in entry.items() if name != "certificates"} == {
        "uid": state.uid,
        "name": "ours",
        "type": "generic",
        "trust_all": False,
        "trust_allowlist": [],
        "additional_node_names": ["node-2"],
    }


@pytest.mark.parametrize("kind", ["account", "external"], indirect=True)
def test_gone_meanwhile(case, meddle, ours):
    """An entry that somebody removed is put back."""
    state = case.life.create(case.spec())
    meddle(case.holder, remove={case.list: [state.id.rpartition("/")[2]]})
    case.life.update(state.id, state, case.spec(**case.change))

    assert [entry["trust_all"] for entry in ours()[case.list]] == [True]


@pytest.mark.parametrize("kind", ["direct"], indirect=True)
def test_a_direct_entry_that_is_gone(case, meddle, ours, requests):
    """A new one would have another uid, so another id: a refresh is asked for, and nothing is written."""
    state = case.life.create(case.spec())
    meddle(case.holder, remove={"direct": [state.uid]})
    requests()
    with pytest.raises(GoneError, match="is gone, somebody removed it; run `pulumi up --refresh`, which creates it again"):
        case.life.update(state.id, state, case.spec(**case.change))

    assert requests() == ["read"]
    assert ours() == {}


def test_unknown_fields(case, ours, monkeypatch):
    """What the service says of entries beyond what is documented goes back to it, of ours and of others, through every change."""
    state = case.life.create(case.spec())
    deployments = case.life._session.cloud(state.deployment.connection).deployments
    settings, update, sent = deployments.settings, deployments.update, []

    def told(*args, **more):
        found = settings(*args, **more)
        for entries in found.content["resources"]["elasticsearch"][0]["info"]["settings"]["trust"].values():
            for number, entry in enumerate(entries):
                entry["since"] = {"number": number}
        return found

    monkeypatch.setattr(deployments, "settings", told)
    there = told(state.deployment.deployment_id).content["resources"]["elasticsearch"][0]["info"]["settings"]["trust"]
    monkeypatch.setattr(deployments, "update", lambda *args: sent.append(args[2]) or update(*args[:2], _documented(args[2])))
    case.life.update(state.id, state, case.spec(**case.change))
    wire = sent[0]["resources"]["elasticsearch"][0]["settings"]["trust"]
    changed = [(old, new) for name, entries in there.items() for old, new in zip(entries, wire[name], strict=True) if old != new]

    assert [new["since"] for _, new in changed] == [old["since"] for old, _ in changed] == [{"number": len(there[case.list]) - 1}]
    assert {name: len(entries) for name, entries in wire.items() if entries} == {name: len(entries) for name, entries in there.items()}
    assert ours()[case.list][0]["trust_all"] is True


def _documented(body):
    """A body as the emulator takes it, which refuses what is not documented."""
    (resource,) = body["resources"]["elasticsearch"]
    bare = {kind: [{name: value for name, value in item.items() if name != "since"} for item in some] for kind, some in resource["settings"]["trust"].items()}
    return body | {"resources": {"elasticsearch": [resource | {"settings": {"trust": bare}}]}}
