"""Whatever fails, whoever else writes and whenever the process dies: what others set stays, and ours ends as wished."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from crosslink_core.api.transport import Transport
from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import PlaceTakenError, Tell
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_emulator.faults import writer

from .watched import REMOTES, Step, Watched, faults, layers, steps, writers

LOCALS = {"deployment": "logs-eu", "self-managed": "onprem", "Kubernetes": "k8s-logs"}
TRIES = 15
"""How often people try again, at most: more than there are faults."""


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(params=LOCALS.values(), ids=LOCALS)
def watched(request, emulator, end_of, trust_each_other, monkeypatch):
    """The local cluster; whoever is another writer is known as one."""
    trust_each_other("onprem", "stock")  # what is connected is changed with fewer requests
    one = Watched(emulator.world, *end_of(request.param))
    monkeypatch.setattr(writer, "write_settings", one.let_others_write)
    one.world.changed = one.look
    yield one
    del one.world.changed


@pytest.fixture
def specs(watched, wish):
    """The wish of a step; none where the link is not in the program."""
    made = {remote: wish(watched.local.name, remote[0], mode=remote[1]) for remote in REMOTES}
    return lambda step: made[step.remote].model_copy(update={"skip_unavailable": step.skips}) if step.remote else None


@pytest.fixture
def run(configured, monkeypatch, watched, specs):
    """Run one step, again after each failure as people do, and in a process of its own after a kill; return the state afterwards."""
    exchange, left, process = Transport._exchange, [None], []

    def counted(transport, *request):
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                if left[0] == -1:  # killed between the sending of a request and its answer
                    exchange(transport, *request)
                raise Killed
        return exchange(transport, *request)

    def end():
        while process:
            process.pop().connections.close()

    def life():
        if not process:
            process.append(Session(Connections(configured[0], {}, clusters=configured[1])))
        return RemoteConnectionLifecycle(process[0], Tell.by(lambda _: None))

    def start(state, step):
        spec, known = specs(step), state
        refresh, before, left[0] = step.refresh, watched.far()[0], step.dies_after
        for _ in range(TRIES):
            watched.stays = bool(spec and watched.far()[0])
            try:
                if refresh and state:
                    known = state = life().read(state.id, state)
                if spec is None:
                    return state and life().delete(state.id, state)
                return life().update(state.id, state, spec) if state else life().create(spec)
            except Killed:
                watched.kills += 1
                end()
                left[0], refresh = None, step.then == "refresh"
                state = None if step.then == "lost" and spec else known
            except PlaceTakenError:
                assert known
                assert watched.far()[0] == before
                state = known
            except CrosslinkError:
                if watched.passing:
                    raise
        raise AssertionError(step)

    monkeypatch.setattr(Transport, "_exchange", counted)
    yield start
    end()


def wire(spec):
    """What the settings of a fulfilled wish say."""
    where = {"proxy_address": spec.proxy_address, "server_name": spec.server_name} if spec.mode == "proxy" else {"seeds": list(spec.seeds)}
    return {"mode": spec.mode, **{key: value for key, value in where.items() if value}, "skip_unavailable": str(spec.skip_unavailable).lower()}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persistent=layers, transient=layers, trouble=st.lists(faults | writers, max_size=6), program=st.lists(steps, min_size=1, max_size=4))
def test_others_stay_and_ours_ends_as_wished(watched, run, specs, persistent, transient, trouble, program):
    """Whatever fails, whoever else writes and whenever the process dies: at every moment what others set is there, and ours ends as wished.

    Each step makes, changes (to another end, mode or `skip_unavailable`) or removes the remote, and may be killed between or within
    two requests; the run after that knows the old state, or reads first, or has lost the state.

    1. At every moment the settings of other aliases, in both layers, are as their writers made them, and so is what they set beside
       ours, but what its mode does not have.
    2. At every moment our remote is there, if it was there and is still wanted.
    3. No step fails for good, and none at all where only others write or up to four writes fail in passing.
       After each the settings of ours are the wish, whole, and nothing of the other mode.
    4. A last run without trouble leaves nodes that run what the settings say.
    """
    watched.begin(persistent, transient, trouble)
    state = None
    for step in program:
        state = run(state, step)
        assert watched.ours(step) == (wire(specs(step)) if step.remote else {})
        watched.let_others_write(watched.world, watched.cloud, watched.local, step.beside)
    watched.world.faults.clear()
    if state:
        state = run(state, replace(program[-1], refresh=True, dies_after=None))
        assert state.skip_unavailable is program[-1].skips
        assert watched.ours(program[-1]) == wire(specs(program[-1]))

    event(f"killed {watched.kills} times")
    assert watched.problems == []


def test_a_kill_at_any_request(watched, run, specs):
    """Whichever request is the last of a process that moves a remote whose `skip_unavailable` drifts: the next one ends as wished, even without a state."""
    for dies_after in count():
        watched.begin({}, {}, [])
        state = run(None, Step(REMOTES[0], skips=False))
        moved = Step(REMOTES[1], skips=False, dies_after=dies_after, then="lost")
        state = run(state, moved)

        assert watched.far()[0] == wire(specs(moved))
        assert (state.skip_unavailable, watched.local.drifted, watched.problems) == (False, [], [])
        if not watched.kills:
            break
    assert dies_after > 5  # the reading, the write, a look, two writes and a look
