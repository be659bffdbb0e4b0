"""Many resources of one deployment at once: what they share, and what they do not."""

import threading
import time

import pytest

from crosslink_core.api import error as errors
from crosslink_core.connections import session as sessions
from crosslink_core.lifecycle import PlaceTakenError, Tell
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_emulator.world.state.deployment import Remote

EU, METRICS = "dddd0101" * 4, "dddd0103" * 4
PLACE = ("remote clusters of deployment", EU)
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


@pytest.fixture
def at_once(session, monkeypatch):
    """Run work of several resources in threads, whose first changes come together; return what each returned or raised."""

    def run(*works):
        counts, deadline, results = iter([len(works)]), time.monotonic() + 10, [None] * len(works)

        def sleep(_):
            wanted = next(counts, 0)
            while len(session._queues[PLACE].waiting) < wanted and time.monotonic() < deadline:
                time.sleep(0.001)

        def do(number, work):
            try:
                results[number] = work()
            except Exception as error:
                results[number] = error

        monkeypatch.setattr(sessions, "sleep", sleep)
        threads = [threading.Thread(target=do, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


def test_adds_and_removals(life, spec, requests, at_once, remotes, logs_eu):
    """Creates, an update and a delete of one list are one reading, one write and one look."""
    old, other = life.create(spec(alias="old")), life.create(spec(alias="other"))
    requests()

    new, changed, gone = at_once(
        lambda: life.create(spec(alias="new")),
        lambda: life.update(other.id, other, other.model_copy(update={"skip_unavailable": False})),
        lambda: life.delete(old.id, old),
    )

    assert requests() == ["read", "write", "read"]
    assert (new.connected, changed.skip_unavailable, gone) == (True, False, None)
    assert sorted((alias, skip) for alias, _, skip in remotes("logs-eu")) == [("foreign", False), ("new", True), ("other", False)]


def test_a_refusal_of_ours(life, spec, at_once, remotes, logs_eu):
    """A place that is taken is the error of the one who wants it."""
    wishes = [spec(alias="foreign"), *(spec(alias=f"us-{number}") for number in range(4))]

    first, *others = at_once(*(lambda wish=wish: life.create(wish) for wish in wishes))

    assert isinstance(first, PlaceTakenError)
    assert all(other.connected for other in others)
    assert len(remotes("logs-eu")) == 5


def test_a_refusal_of_the_service(life, spec, requests, at_once, remotes, said, logs_eu):
    """A target that the service refuses is the error of the one who wants it, and who adopts is told once."""
    bad = spec("logs-eu", "shop-eu", alias="bad")
    bad = bad.model_copy(update={"remote": bad.remote.model_copy(update={"platform": None})})
    wishes = [bad, spec(remote="metrics-us", alias="foreign", skip_unavailable=False), *(spec(alias=f"us-{number}") for number in range(6))]

    first, *others = at_once(*(lambda wish=wish: life.create(wish) for wish in wishes))

    assert isinstance(first, errors.RefusedError)
    assert all(other.connected for other in others)
    assert sorted(alias for alias, *_ in remotes("logs-eu")) == ["foreign", *(f"us-{number}" for number in range(6))]
    assert [line for line in said if "adopted" in line] == [f"adopted {wishes[1].id}, which was there already"]
    assert requests().count("write") <= 7


# readings


@pytest.fixture
def kept(timings):
    """Readings are kept as in production."""
    timings(lifetime_s=5)


def test_many_readings(life, session, spec, requests, kept):
    """A refresh of many entries of one list is one request, through whatever lifecycle of the process."""
    states = [life.create(spec(alias=f"us-{number}")) for number in range(3)]
    requests()

    found = [RemoteClusterLifecycle(session, Tell.by(pytest.fail)).read(state.id, state) for state in states * 5]

    assert found == states * 5
    assert requests() == ["read"]


def test_each_write_drops_the_reading(life, spec, requests, kept):
    """What this process wrote is seen by its next reading, whichever write it was."""
    first = life.create(spec())
    assert life.read(first.id, first) == first

    second = life.create(spec(alias="second"))
    assert life.read(second.id, second) == second

    changed = life.update(second.id, second, spec(alias="second", skip_unavailable=False))
    assert life.read(second.id, second).skip_unavailable is changed.skip_unavailable is False

    life.delete(first.id, first)
    assert life.read(first.id, first) is None


def test_a_write_that_failed_drops_the_reading_too(life, spec, requests, kept, refuse):
    """Whether it was done is not known."""
    state = life.create(spec())
    life.read(state.id, state)
    refuse(500, method="set", operation="set-deployment-es-resource-remote-clusters")
    with pytest.raises(errors.RefusedError):
        life.delete(state.id, state)
    requests()

    life.read(state.id, state)

    assert requests() == ["read"]


def test_a_reading_that_failed_is_not_kept(life, spec, fault, requests, kept):
    """The next one asks anew."""
    state = life.create(spec())
    requests()
    fault("read", "503")

    with pytest.raises(errors.UnavailableError):
        life.read(state.id, state)

    assert life.read(state.id, state) == state
    assert requests() == ["read", "read"]
