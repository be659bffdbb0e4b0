"""Requests per operation: a number that grows is a change to be justified, not a test to be changed."""

from collections import Counter

import pytest

from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.remote_cluster import RemoteCluster

EU, US, METRICS = (f"dddd010{n}" * 4 for n in (1, 2, 3))


@pytest.fixture
def cost(emulator):
    """Count the requests of a call, by method."""

    def count(call, *args):
        emulator.world.requests.clear()
        result = call(*args)
        return result, dict(Counter(one["method"] for one in emulator.world.requests.to_json()))

    return count


def test_life(connections, cost):
    """Create: read, write, verify.  Read: one.  An update of facts alone: none.  Update and delete: read, write, verify."""
    found, looked_up = cost(DeploymentDirectory(connections).find, [("hosted", EU), ("hosted", US), ("hosted", METRICS)])
    life = RemoteClusterLifecycle(connections, Tell.by(print))
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
