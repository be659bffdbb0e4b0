"""Taking an entry away, and what others see of it."""

import pytest

from crosslink_core.api.error import ForbiddenError
from crosslink_core.lifecycle import HiddenError

GONE, SHOP = "dddd0999" * 4, "dddd0201" * 4


def elsewhere(state, deployment_id):
    return state.model_copy(update={"deployment": state.deployment.model_copy(update={"deployment_id": deployment_id})})


def test_delete(case, ours, requests, said):
    """Ours goes, theirs stay as they are; a second time there is nothing to do."""
    state = case.life.create(case.spec())
    requests()
    case.life.delete(state.id, state)
    first = requests()
    case.life.delete(state.id, state)

    assert ours() == {}
    assert first == ["read", "write", "read"]
    assert requests() == ["read"]
    assert said == []


def test_the_last_entry(case, put, shown):
    """The last entry of a deployment can be removed: all three lists are empty then."""
    put(case.holder, {})
    state = case.life.create(case.spec())
    case.life.delete(state.id, state)

    assert shown(case.holder) == {"accounts": [], "external": [], "direct": []}


def test_somebody_changed_it(case, ours, meddle, place, said):
    """What somebody added to our entry goes with it, and that is said."""
    state = case.life.create(case.spec())
    key = case.life.kind.key
    entry = {key: state.id.rpartition("/")[2], "trust_all": False, "trust_allowlist": ["9" * 32]}
    more = {"name": "ours", "type": "ECE", "scope_id": state.scope_id, "certificates": state.certificates} if case.list == "direct" else {}
    meddle(case.holder, add={case.list: [entry | more]})
    case.life.delete(state.id, state)

    assert ours() == {}
    assert [line for line in said if "somebody changed the entry after this stack wrote it" in line] == said != []


def test_a_deployment_that_is_gone(case, emulator, place):
    """What was on a deployment that is gone is gone, too: also where the relationship of an external entry went with it."""
    state = case.life.create(case.spec())
    emulator.world.clouds["enterprise"].trust_relationships.clear()

    case.life.delete(state.id, elsewhere(state, GONE))


def test_hidden(cases):
    """403 is not gone."""
    case = cases("account")
    state = case.life.create(case.spec())
    with pytest.raises(HiddenError):
        case.life.delete(state.id, elsewhere(state, SHOP))


def test_a_plan_that_does_not_end(case, emulator, ours, fault, said):
    """The entry is removed, and it is told that the nodes may not know yet."""
    state = case.life.create(case.spec())
    fault("write", "plan-hangs", step="set-maintenance")
    case.life.delete(state.id, state)

    assert ours() == {}
    assert [line for line in said if "is still at step set-maintenance: until it ends, the nodes may still accept it" in line] == said != []


def test_a_plan_that_failed(case, ours, fault, requests, said):
    """After a removal whose plan failed the nodes still accept: the next try writes again, though the entry is not there any more."""
    state = case.life.create(case.spec())
    fault("write", "plan-fails", step="set-maintenance", message="no quorum")
    with pytest.raises(Exception, match="failed at step set-maintenance: no quorum"):
        case.life.delete(state.id, state)
    left = ours()
    requests()
    case.life.delete(state.id, state)

    assert left == ours() == {}
    assert requests() == ["read", "write", "read"]
    assert said == []


def test_forbidden(cases, monkeypatch):
    """403 for a deployment that the key still lists is its own error."""
    case = cases("account")
    state = case.life.create(case.spec())
    deployments = case.life._session.cloud("hosted").deployments
    with pytest.raises(ForbiddenError) as refused:
        deployments.get(SHOP)

    def refuse(*_, **__):
        raise refused.value

    monkeypatch.setattr(deployments, "update", refuse)
    with pytest.raises(ForbiddenError):
        case.life.delete(state.id, state)
