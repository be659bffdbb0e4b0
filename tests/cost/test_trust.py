"""Requests of trust: a number that grows is a change to be justified, not a test to be changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust

EU = "dddd0101" * 4
READ, WRITE = "get-deployment", "update-deployment"


@pytest.fixture
def ten(session, emulator, timings):
    """Ten entries of one deployment, half of them by certificate, with pauses and readings as in production; and a way to do something with all at once."""
    timings(gather_s=...)
    timings(lifetime_s=...)
    end = DeploymentDirectory(session).find([("hosted", EU)])[EU]
    authority = emulator.world.authority(emulator.world.clouds["enterprise"])
    pem, tell = authority.pem(authority.active), Tell.by(pytest.fail)
    lives = AccountTrustLifecycle(session, tell), DirectTrustLifecycle(session, tell)
    specs = [(lives[0], AccountTrust(deployment=end, account_id=f"{number}", trust_all=True)) for number in range(5)]
    specs += [(lives[1], DirectTrust(deployment=end, name=f"d-{n}", scope_id="s", trust_all=True, certificates=[pem])) for n in range(5)]

    def at_once(act, things):
        start = Barrier(len(things))

        def run(thing):
            start.wait()
            return act(*thing)

        with ThreadPoolExecutor(len(things)) as threads:
            return list(threads.map(run, things))

    return specs, at_once


def test_life(session, cost):
    """Create, update and delete: read, write, verify.  Read: one.  An update of facts alone: none."""
    end = DeploymentDirectory(session).find([("hosted", EU)])[EU]
    life = AccountTrustLifecycle(session, Tell.by(pytest.fail))
    spec = AccountTrust(deployment=end, account_id="2", trust_allowlist=[])
    made, create = cost(life.create, spec)
    _, read = cost(life.read, made.id, made)
    same, facts = cost(life.update, made.id, made, spec.model_copy(update={"deployment": end.model_copy(update={"version": "9.0.0"})}))
    _, update = cost(life.update, made.id, same, spec.model_copy(update={"trust_all": True}))
    _, delete = cost(life.delete, made.id, made.model_copy(update={"trust_all": True}))

    assert create == update == delete == {READ: 2, WRITE: 1}
    assert read == {READ: 1}
    assert facts == {}


def test_ten_at_once(ten, cost, emulator):
    """Ten creates of one deployment are three requests, their refresh is one, an up that changes nothing none, ten deletes are three."""
    specs, at_once = ten
    states, create = cost(at_once, lambda life, spec: life.create(spec), specs)
    known = [(life, state, spec) for (life, spec), state in zip(specs, states, strict=True)]
    found, refresh = cost(at_once, lambda life, state, _: life.read(state.id, state), known)
    _, again = cost(at_once, lambda life, state, spec: life.update(state.id, state, spec), known)
    _, delete = cost(at_once, lambda life, state, _: life.delete(state.id, state), known)
    trust = emulator.world.clouds["hosted"].deployments["logs-eu"].trust

    assert create == delete == {READ: 2, WRITE: 1}
    assert refresh == {READ: 1}
    assert again == {}
    assert found == states
    assert [len(trust.accounts), len(trust.direct)] == [1, 0]


def test_polls(ten, cost, emulator, timings):
    """A plan that takes four readings costs those readings, however many wait for it."""
    timings(poll_s=0.001)
    specs, at_once = ten
    emulator.world.plan_polls = 4
    _, create = cost(at_once, lambda life, spec: life.create(spec), specs)

    assert create == {READ: 2 + 4, WRITE: 1}
