"""Lives on the emulator, and what became of them there."""

import pytest

from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Owner, Tell
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.remotes.remote_cluster import RemoteCluster
from crosslink_emulator.faults import Fault
from crosslink_emulator.http.remotes import remote_cluster


@pytest.fixture
def directory(session):
    """The facts, as the control planes say them."""
    return DeploymentDirectory(session)


@pytest.fixture
def said():
    """What the user was told."""
    return []


@pytest.fixture
def life(session, said):
    """The life of remote clusters."""
    return RemoteClusterLifecycle(session, Tell.by(said.append))


@pytest.fixture
def owner():
    """Make the owner of a new object, by what it answers."""

    def make(*, take=lambda _: True, leaving=lambda: False):
        found = Owner()
        found.take, found.leaving = take, lambda _: leaving()
        return found

    return make


@pytest.fixture
def next_process(emulator):
    """A connection to the hosted organization as the next run's process has it: it remembers nothing."""
    one = Session(Connections({"hosted": {"endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-key"}}, {}))
    yield one
    one.connections.close()


@pytest.fixture
def place(emulator):
    """Find a deployment of the emulator by its name: the connection that sees it, and the deployment."""

    def find(name):
        return next((cloud, item.deployments[name]) for cloud, item in emulator.world.clouds.items() if name in item.deployments)

    return find


@pytest.fixture
def spec(emulator, place, directory):
    """A wish with the facts of both ends filled in; looking them up is not counted as a request."""

    def make(local="logs-eu", remote="logs-us", **more):
        ends = {}
        for side, name in (("local", local), ("remote", remote)):
            cloud, found = place(name)
            ends[side] = directory.find([(cloud, found.id)])[found.id]
        emulator.world.requests.clear()
        return RemoteCluster.model_validate({"alias": "us", "connect_timeout_s": 0} | ends | more)

    return make


@pytest.fixture
def requests(emulator):
    """The operations asked for since the last time, in short."""

    def since():
        short = {"get-deployment-es-resource-remote-clusters": "read", "set-deployment-es-resource-remote-clusters": "write"}
        found = [short.get(request["operation"], request["operation"]) for request in emulator.world.requests.to_json()]
        emulator.world.requests.clear()
        return found

    return since


@pytest.fixture
def remotes(place):
    """The list of a deployment, as the emulator holds it."""
    return lambda name: [(remote.alias, remote.deployment_id, remote.skip_unavailable) for remote in place(name)[1].remotes]


@pytest.fixture
def fault(emulator):
    """Queue a fault for an operation: `read`, `write` or its own id; a 429 asks to come back at once."""

    def inject(operation, kind, **more):
        long = {"read": "get-deployment-es-resource-remote-clusters", "write": "set-deployment-es-resource-remote-clusters"}
        emulator.world.faults.add(Fault(long.get(operation, operation), kind, **{"retry_after_s": 0} | more))

    return inject


@pytest.fixture
def meanwhile(monkeypatch):
    """Let another writer act right after each write of a list: a function of the deployment whose list was written."""

    def act(writer):
        write = remote_cluster.set_remotes

        def set_remotes(world, cloud, local, wanted):
            write(world, cloud, local, wanted)
            writer(local)

        monkeypatch.setattr(remote_cluster, "set_remotes", set_remotes)

    return act
