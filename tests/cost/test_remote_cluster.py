"""Requests per operation: a number that grows is a change to be justified, not a test to be changed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.remotes.remote_cluster import RemoteCluster

EU, US, METRICS = (f"dddd010{n}" * 4 for n in (1, 2, 3))


@pytest.fixture
def cost(emulator):
    """Count the requests of a call, by method."""

    def count(call, *args):
        emulator.world.requests.clear()
        result = call(*args)
        return result, dict(Counter(request["method"] for request in emulator.world.requests.to_json()))

    return count


def test_life(session, cost):
    """Create: read, write, verify.  Read: one.  An update of facts alone: none.  Update and delete: read, write, verify."""
    found, looked_up = cost(DeploymentDirectory(session).find, [("hosted", EU), ("hosted", US), ("hosted", METRICS)])
    life = RemoteClusterLifecycle(session, Tell.by(print))
    spec = RemoteCluster(local=found[EU], remote=found[US], alias="us")
    newer = spec.model_copy(update={"remote": found[US].model_copy(update={"version": "9.0.0"})})
    made, create = cost(life.create, spec)
    _, read = cost(life.read, made.id, made)
    same, facts = cost(life.update, made.id, made, newer)
    _, update = cost(life.update, made.id, same, spec.model_copy(update={"skip_unavailable": False}))
    _, delete = cost(life.delete, made.id, made)

    assert looked_up == {"POST": 1}
    assert create == update == delete == {"GET": 2, "PUT": 1}
    assert read == {"GET": 1}
    assert facts == {}


@pytest.fixture
def many(session, cost, timings):
    """Fifty links of one deployment, pauses and readings as in production, and a way to do something with all of them at once."""
    timings(gather_s=...)
    timings(lifetime_s=...)
    found = DeploymentDirectory(session).find([("hosted", EU), ("hosted", US)])
    life = RemoteClusterLifecycle(session, Tell.by(pytest.fail))
    specs = [RemoteCluster(local=found[EU], remote=found[US], alias=f"us-{number}") for number in range(50)]

    def at_once(act, things):
        start = Barrier(len(things))

        def run(thing):
            start.wait()
            return act(life, thing)

        with ThreadPoolExecutor(len(things)) as threads:
            return cost(lambda: list(threads.map(run, things)))

    return specs, at_once


def test_fifty_at_once(many, emulator):
    """Fifty creates, then a refresh, then fifty deletes of one list by fifty threads: ten requests, one request, ten requests at most."""
    specs, at_once = many
    states, create = at_once(lambda life, spec: life.create(spec), specs)
    found, refresh = at_once(lambda life, state: life.read(state.id, state), states)
    _, delete = at_once(lambda life, state: life.delete(state.id, state), states)

    assert all(state.connected for state in states)
    assert found == states
    assert emulator.world.clouds["hosted"].deployments["logs-eu"].remotes == []
    assert sum(create.values()) <= 10
    assert refresh == {"GET": 1}
    assert sum(delete.values()) <= 10
