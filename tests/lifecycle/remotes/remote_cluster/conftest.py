"""A local deployment that somebody else uses too, time that passes only by waiting, and control planes that say no."""

import pytest

from crosslink_core import coordination as waiting
from crosslink_core.api.error import BY_STATUS, Refusal, RefusedError
from crosslink_emulator.world.state.deployment import Remote

FOREIGN = Remote(alias="foreign", deployment_id="dddd0103" * 4, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


@pytest.fixture
def logs_eu(place):
    """The local deployment, which has an entry of somebody else already."""
    found = place("logs-eu")[1]
    found.remotes = [FOREIGN]
    return found


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only by waiting; before each pause `at` may do something."""
    pauses, at = [], {}

    def sleep(seconds):
        pauses.append(seconds)
        at.get(len(pauses), lambda: None)()

    monkeypatch.setattr(waiting, "sleep", sleep)
    monkeypatch.setattr(waiting, "monotonic", lambda: sum(pauses))
    return pauses, at


@pytest.fixture
def refuse(session, monkeypatch):
    """Let the hosted control plane refuse the next readings, or writings, of a list."""
    remotes = session.cloud("hosted").remote_clusters

    def refuse(status, *, times=1, method="get", operation="get-deployment-es-resource-remote-clusters"):
        left, real = iter(range(times)), getattr(remotes, method)

        def answer(*args):
            if next(left, None) is None:
                return real(*args)
            raise BY_STATUS.get(status, RefusedError)("connection hosted", operation, Refusal(status, "some.code", "No", "1"))

        monkeypatch.setattr(remotes, method, answer)

    return refuse
