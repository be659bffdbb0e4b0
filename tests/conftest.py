"""One emulator for the whole run, as if just started for each test, and clients of its clouds."""

import threading

import pytest
import stamina
from hypothesis import settings

from crosslink_core.connections import Connections
from crosslink_core.coordination import gathering, insist, recent, shared_list
from crosslink_core.lifecycle import remotes
from crosslink_core.lifecycle.remotes import remote_cluster, remote_proof
from crosslink_emulator import running

from .emulated import configuration_of, end_of, organizations_trust, trust_each_other, write_remote  # noqa: F401 — fixtures
from .pulumi.live import Live
from .pulumi.stack import Stack

settings.register_profile("shared machine", deadline=None)  # a busy machine is no failure
settings.load_profile("shared machine")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    """Nothing waits and nothing is tried again by itself, but where a test says so; what crosses processes is as it is."""
    for module, name, value in (
        (gathering, "GATHER_S", 0),
        (insist, "AGAIN_S", 0),
        (shared_list, "AGAIN_S", 0),
        (shared_list, "LAGS_S", ()),
        (recent, "LIFETIME_S", -1),
        (remotes, "LEAVE_S", 0),
        (remote_cluster, "BELIEVE_S", 0),
        (remote_proof, "BELIEVE_S", 0),
    ):
        monkeypatch.setattr(module, name, value)
    with stamina.set_testing(True, attempts=1):
        yield


@pytest.fixture(scope="session")
def _one_emulator():
    trace = threading.gettrace()
    threading.settrace(None)  # the emulator's thread: coverage measures the core alone, and would slow every request by half
    with running() as emulator:
        threading.settrace(trace)
        yield emulator, emulator.world.estate


@pytest.fixture
def emulator(_one_emulator):
    """The emulator with the demonstration estate."""
    emulator, estate = _one_emulator
    emulator.world.reset(estate)
    return emulator


@pytest.fixture
def connections(emulator):
    """Connections to the four demonstration clouds, none of them the default."""
    configured = {
        name: {"platform": cloud.platform, "endpoint": emulator.cloud_url(name), "apiKey": f"emulated-{name}-key", "insecure": True}
        for name, cloud in emulator.world.clouds.items()
    }
    found = Connections(configured, {})  # insecure: no TLS on loopback, and loading certificates would take longer than the tests
    yield found
    found.close()


@pytest.fixture
def live(emulator):
    """The emulator as a second, foreign writer sees it."""
    return Live(emulator)


@pytest.fixture
def stack(tmp_path, live):
    """A stack of the real engine, against the emulator."""
    return Stack(tmp_path, live)
