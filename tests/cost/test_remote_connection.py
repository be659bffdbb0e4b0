"""Requests per operation on one cluster: a number that grows is a change to be justified, not a test to be changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remotes.remote_connection import RemoteConnection
from crosslink_emulator.world.state.trust import AccountTrust

EU, SHOP = "dddd0101" * 4, "dddd0201" * 4
READ, WRITE, LOOK = "cluster-get-settings", "cluster-put-settings", "cluster-remote-info"


@pytest.fixture
def session(emulator):
    """Two organizations that trust each other, and credentials for one deployment."""
    names = {"hosted": "logs-eu", "partner": "shop-eu"}
    clouds = {name: emulator.world.clouds[name] for name in names}
    for name, other in (("hosted", "partner"), ("partner", "hosted")):
        one, entry = clouds[name].deployments[names[name]], AccountTrust(account_id=clouds[other].organization, trust_all=True)
        one.trust = one.trust.model_copy(update={"accounts": (*one.trust.accounts, entry)})
    url = f"{emulator.url}/clusters/{clouds['hosted'].deployments['logs-eu'].resource_id}"
    clusters = {"logs-eu": {"url": url, "username": "crosslink", "password": "emulated-logs-eu-password", "insecure": True}}
    found = Session(
        Connections({name: {"endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key", "insecure": True} for name in names}, {}, clusters=clusters)
    )
    yield found
    found.connections.close()


@pytest.fixture
def spec(session):
    """A wish by its alias."""
    ends = DeploymentDirectory(session).find([("hosted", EU), ("partner", SHOP)])
    return lambda alias="shop", **more: RemoteConnection(local=ends[EU], remote=ends[SHOP], alias=alias, **more)


def test_life(session, spec, cost):
    """Create and update: read, write, look.  Read: settings and connections.  New facts alone: none.  Delete: read, write.  A repair: two writes and a look."""
    life = RemoteConnectionLifecycle(session, Tell.by(pytest.fail))
    made, create = cost(life.create, spec())
    _, read = cost(life.read, made.id, made)
    newer = spec().model_copy(update={"remote": made.remote.model_copy(update={"version": "9.0.0"})})
    same, facts = cost(life.update, made.id, made, newer)
    changed, update = cost(life.update, made.id, same, spec(skip_unavailable=False))
    moved, repair = cost(life.update, made.id, changed, spec(skip_unavailable=False, proxy_address=made.proxy_address.upper()))
    _, delete = cost(life.delete, made.id, moved)

    assert create == update == {READ: 1, WRITE: 1, LOOK: 1}
    assert repair == {READ: 1, WRITE: 3, LOOK: 2}
    assert read == {READ: 1, LOOK: 1}
    assert facts == {}
    assert delete == {READ: 1, WRITE: 1}


@pytest.mark.alone  # how many come within a moment is measured
def test_fifty_at_once(session, spec, cost, emulator, timings):
    """Fifty creates, then a refresh, then fifty deletes on one cluster by fifty threads: fewer than ten requests, two, fewer than ten."""
    timings(gather_s=...)
    timings(lifetime_s=...)
    life = RemoteConnectionLifecycle(session, Tell.by(pytest.fail))

    def at_once(act, things):
        start = Barrier(len(things))

        def run(thing):
            start.wait()
            return act(thing)

        with ThreadPoolExecutor(len(things)) as threads:
            return cost(lambda: list(threads.map(run, things)))

    states, create = at_once(life.create, [spec(f"shop-{number}") for number in range(50)])
    found, refresh = at_once(lambda state: life.read(state.id, state), states)
    _, delete = at_once(lambda state: life.delete(state.id, state), states)

    assert all(state.connected for state in states)
    assert found == states
    assert emulator.world.clouds["hosted"].deployments["logs-eu"].persistent == {}
    assert sum(create.values()) < 10
    assert refresh == {READ: 1, LOOK: 1}
    assert sum(delete.values()) < 10
