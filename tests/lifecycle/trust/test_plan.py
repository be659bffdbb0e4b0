"""Entries whose plan was not waited for, and what the next update or refresh makes of it."""

import pytest

from crosslink_emulator.world.deployments import Fate, end


@pytest.fixture
def waiting(case, fault, emulator, place, requests):
    """An entry that was written while its plan hung; and a way to end that plan."""
    fault("write", "plan-hangs", step="plan-validator")
    state = case.life.create(case.spec(plan_timeout_s=0))
    requests()
    return state, lambda outcome: end(emulator.world, place(case.holder)[1], Fate(outcome))


@pytest.mark.parametrize(("outcome", "sent"), [("success", ["read"]), ("failure", ["read", "write", "read"])])
def test_the_next_update(case, waiting, requests, outcome, sent):
    """It looks, though nothing else changed; it writes again only where the plan has failed."""
    state, finish = waiting
    finish(outcome)
    done = case.life.update(state.id, state, case.spec(plan_timeout_s=0))

    assert not state.applied
    assert requests() == sent
    assert (done.applied, done.reason) == (True, "")


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (None, (False, "the plan that applies it to the nodes is still at step plan-validator")),
        ("success", (True, "")),
        ("failure", (False, "the last plan failed")),
    ],
)
def test_a_refresh(case, waiting, requests, outcome, expected):
    """It says how far the plan is, with one request, and writes nothing."""
    state, finish = waiting
    if outcome:
        finish(outcome)
    found = case.life.read(state.id, state)

    assert (found.applied, found.reason) == expected
    assert requests() == ["read"]


def test_a_plan_of_somebody_else(case, fault, requests):
    """A refresh of an entry that was applied believes that: a plan that is pending now may be about something else."""
    state = case.life.create(case.spec())
    fault("write", "plan-hangs")
    case.life.update(state.id, state, case.spec(**case.change, plan_timeout_s=0))
    requests()

    assert case.life.read(state.id, state).applied
