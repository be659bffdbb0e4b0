import threading
import time
from itertools import count

import pytest

from crosslink_core.connections import readings as module
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session, Timings


class Source:
    """Answers how often it was read; `now` is the time."""

    def __init__(self):
        self.now, self.reads, self.takes = 1000.0, 0, 0.0
        self.failures = []

    def __call__(self):
        self.reads += 1
        self.now += self.takes
        if self.failures:
            raise self.failures.pop()
        return self.reads


@pytest.fixture
def source(monkeypatch, timings):
    """Something to be read, and readings that live as long as in production."""
    found = Source()
    timings(lifetime_s=...)
    monkeypatch.setattr(module, "monotonic", lambda: found.now)
    return found


def test_one_reading_for_many(source):
    """Within its lifetime a reading serves everyone; another thing has its own."""
    readings = Readings(Session(None))

    assert [readings.get("a", source) for _ in range(20)] == [1] * 20
    assert readings.get("b", source) == 2
    assert source.reads == 2


def test_many_threads_one_reading(source):
    """Who comes while it is being read waits for it instead of asking again."""
    readings, start, found = Readings(Session(None)), threading.Barrier(20), []

    def read():
        threading.Event().wait(0.1)
        return source()

    def get():
        start.wait()
        found.append(readings.get("a", read))

    threads = [threading.Thread(target=get) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert found == [1] * 20


def test_lifetime(source):
    """It counts from when the question was asked, not from the answer: what is older is read anew."""
    readings = Readings(Session(None))
    source.takes = 2
    readings.get("a", source)

    source.now = 1000 + Timings.lifetime_s
    assert readings.get("a", source) == 1
    source.now = 1000 + Timings.lifetime_s + 0.1
    assert readings.get("a", source) == 2


def test_nothing_is_something(source):
    """An empty answer is an answer."""
    readings, asked = Readings(Session(None)), []

    assert [readings.get("a", lambda: asked.append(1)) for _ in range(3)] == [None] * 3
    assert len(asked) == 1


def test_a_failure_is_not_kept(source):
    """The next one asks anew; nor is what was kept before a failure."""
    readings = Readings(Session(None))
    source.failures = [InterruptedError()]

    with pytest.raises(InterruptedError):
        readings.get("a", source)
    assert readings.get("a", source) == 2

    source.now += Timings.lifetime_s + 1
    source.failures = [InterruptedError()]
    with pytest.raises(InterruptedError):
        readings.get("a", source)
    assert readings.get("a", source) == 4


def test_drop(source):
    """What is dropped is read anew; what is not there may be dropped; others stay."""
    readings = Readings(Session(None))
    readings.drop("a")
    readings.get("a", source), readings.get("b", source)

    readings.drop("a")

    assert (readings.get("a", source), readings.get("b", source)) == (3, 2)


def test_drop_while_it_is_read(source):
    """A reading that began before a write serves nobody who asks after it."""
    readings, under_way, go_on = Readings(Session(None)), threading.Event(), threading.Event()

    def slow():
        found = source()
        under_way.set()
        go_on.wait(10)
        return found

    early = threading.Thread(target=readings.get, args=("a", slow))
    early.start()
    under_way.wait(10)
    readings.drop("a")

    assert readings.get("a", source) == 2

    go_on.set()
    early.join(10)
    assert readings.get("a", source) == 2


def test_failure_of_those_who_wait(monkeypatch, timings):
    """Whoever was waiting when a reading failed gets the failure at once; whoever comes later asks again."""
    timings(lifetime_s=...)
    clock, asked, readings = count(), [], Readings(Session(None))
    monkeypatch.setattr(module, "monotonic", lambda: ticks.append(1) or next(clock))
    ticks = []

    def fail():
        asked.append(1)
        while len(ticks) < 6:  # one for each who has come, and one for the question
            time.sleep(0.001)
        raise ConnectionError

    def get():
        with pytest.raises(ConnectionError):
            readings.get("a", fail)

    threads = [threading.Thread(target=get) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(asked) == 1
    assert readings.get("a", lambda: 7) == 7


def test_own_lifetime(source):
    """Readings that live for ever serve as long as the process does; a failure is not kept even there."""
    readings = Readings(Session(None), lifetime_s=float("inf"))
    source.failures = [ConnectionError()]
    with pytest.raises(ConnectionError):
        readings.get("a", source)
    first = readings.get("a", source)
    source.now += 1e9

    assert readings.get("a", source) == first
