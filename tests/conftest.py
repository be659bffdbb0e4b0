"""One emulator for the whole run, as if just started for each test, and clients of its clouds."""

import pytest
from hypothesis import settings

from crosslink_core.connections import Connections
from crosslink_emulator import running

settings.register_profile("shared machine", deadline=None)  # a busy machine is no failure
settings.load_profile("shared machine")


@pytest.fixture(scope="session")
def _one_emulator():
    with running() as emulator:
        yield emulator


@pytest.fixture
def emulator(_one_emulator):
    """The emulator with the demonstration estate."""
    _one_emulator.world.reset()
    return _one_emulator


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
