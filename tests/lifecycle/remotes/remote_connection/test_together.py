"""Many remotes of one cluster at once: what they share, and what they do not."""

import threading
import time

import pytest

from crosslink_core.api import error as errors
from crosslink_core.connections import session as sessions
from crosslink_core.lifecycle import PlaceTakenError

EU = "dddd0101" * 4
PLACE = ("remotes of cluster", EU)


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


@pytest.fixture
def aliases(place):
    """The remotes that a deployment's settings have."""
    return lambda name: sorted({key.split(".")[2] for key in place(name)[1].persistent})


def test_adds_and_removals(life, wish, requests, at_once, aliases):
    """Creates, an update and a delete on one cluster are one reading and one write."""
    old, other = life.create(wish(alias="old")), life.create(wish(alias="other"))
    requests()
    new, changed, gone = at_once(
        lambda: life.create(wish(alias="new")),
        lambda: life.update(other.id, other, other.model_copy(update={"skip_unavailable": False})),
        lambda: life.delete(old.id, old),
    )
    asked = requests()

    assert (asked.count("read"), asked.count("write")) == (1, 1)
    assert (new.connected, changed.skip_unavailable, gone) == (True, False, None)
    assert aliases("logs-eu") == ["new", "other"]


def test_a_refusal_of_ours(life, wish, at_once, put, aliases):
    """A place that is taken is the error of the one who wants it."""
    put("logs-eu", {"cluster.remote.foreign.seeds": ["10.0.0.1:9300"]})
    wishes = [wish(alias="foreign"), *(wish(alias=f"far-{number}") for number in range(4))]
    first, *others = at_once(*(lambda wished=wished: life.create(wished) for wished in wishes))

    assert isinstance(first, PlaceTakenError)
    assert all(other.connected for other in others)
    assert len(aliases("logs-eu")) == 5


def test_a_refusal_of_elasticsearch(life, wish, requests, at_once, aliases):
    """An address that Elasticsearch refuses is the error of the one who wants it."""
    wishes = [wish(alias="bad").model_copy(update={"proxy_address": "a.example:0"}), *(wish(alias=f"far-{number}") for number in range(6))]
    first, *others = at_once(*(lambda wished=wished: life.create(wished) for wished in wishes))

    assert isinstance(first, errors.RefusedError)
    assert all(other.connected for other in others)
    assert aliases("logs-eu") == [f"far-{number}" for number in range(6)]
    assert requests().count("write") <= 7


def test_repairs(life, wish, requests, at_once, place):
    """The repairs that one write brings about are two writes for all."""
    states = [life.create(wish(alias=f"far-{number}", skip_unavailable=False)) for number in range(4)]
    requests()
    moved = at_once(*(lambda state=state: life.update(state.id, state, state.model_copy(update={"server_name": "b.example"})) for state in states))

    assert [item.skip_unavailable for item in moved] == [False] * 4
    assert place("logs-eu")[1].drifted == []
    assert requests().count("write") <= 9
