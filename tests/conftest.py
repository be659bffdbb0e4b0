"""One emulator for the whole run, as if just started for each test, and clients of its clouds."""

import signal
import threading
from dataclasses import replace

import pytest
import stamina
from hypothesis import settings

from crosslink_core.connections import Connections
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Session, Timings
from crosslink_emulator import running

from .emulated import configuration_of, end_of, organizations_trust, trust_each_other, write_remote  # noqa: F401 — fixtures
from .pulumi.live import Live
from .pulumi.stack import Stack

settings.register_profile("shared machine", deadline=None)  # a busy machine is no failure
settings.load_profile("shared machine")

signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it, and so would the processes that tests interrupt


INSTANT = Timings(gather_s=0, retry_s=0, lags_s=(), lifetime_s=-1, leave_s=0, believe_s=0)
"""Nothing waits, and nothing that was read serves others."""


@pytest.fixture(autouse=True)
def timings(monkeypatch):
    """Nothing waits and nothing is retried by itself; `timings(lifetime_s=5)` changes that, for every session of the test: `...` is production's value."""
    instant = replace(INSTANT)
    monkeypatch.setattr(sessions, "STANDARD", instant)

    def change(**values):
        for name, value in values.items():
            object.__setattr__(instant, name, getattr(Timings, name) if value is ... else value)

    with stamina.set_testing(True, attempts=1):
        yield change


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
def session(connections):
    """A session with those connections."""
    return Session(connections)


@pytest.fixture
def live(emulator):
    """The emulator as a second, foreign writer sees it."""
    return Live(emulator)


@pytest.fixture
def stack(tmp_path, live):
    """A stack of the real engine, against the emulator."""
    return Stack(tmp_path, live)
