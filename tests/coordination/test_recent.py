import threading
import time
from itertools import count

import pytest

from crosslink_core.coordination import recent as module
from crosslink_core.coordination.recent import LIFETIME_S, Recent


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
def source(monkeypatch):
    """Something to be read, and readings that live as long as in production."""
    found = Source()
    monkeypatch.setattr(module, "LIFETIME_S", LIFETIME_S)
    monkeypatch.setattr(module, "monotonic", lambda: found.now)
    return found


def test_one_reading_for_many(source):
    """Within its lifetime a reading serves everyone; another thing has its own."""
    recent = Recent()

    assert [recent.get("a", source) for _ in range(20)] == [1] * 20
    assert recent.get("b", source) == 2
    assert source.reads == 2


def test_many_threads_one_reading(source):
    """Who comes while it is being read waits for it instead of asking again."""
    recent, start, found = Recent(), threading.Barrier(20), []

    def read():
        threading.Event().wait(0.1)
        return source()

    def get():
        start.wait()
        found.append(recent.get("a", read))

    threads = [threading.Thread(target=get) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert found == [1] * 20


def test_lifetime(source):
    """It counts from when the question was asked, not from the answer: what is older is read anew."""
    recent = Recent()
    source.takes = 2
    recent.get("a", source)

    source.now = 1000 + LIFETIME_S
    assert recent.get("a", source) == 1
    source.now = 1000 + LIFETIME_S + 0.1
    assert recent.get("a", source) == 2


def test_nothing_is_something(source):
    """An empty answer is an answer."""
    recent, asked = Recent(), []

    assert [recent.get("a", lambda: asked.append(1)) for _ in range(3)] == [None] * 3
    assert len(asked) == 1


def test_a_failure_is_not_kept(source):
    """The next one asks anew; nor is what was kept before a failure."""
    recent = Recent()
    source.failures = [InterruptedError()]

    with pytest.raises(InterruptedError):
        recent.get("a", source)
    assert recent.get("a", source) == 2

    source.now += LIFETIME_S + 1
    source.failures = [InterruptedError()]
    with pytest.raises(InterruptedError):
        recent.get("a", source)
    assert recent.get("a", source) == 4


def test_drop(source):
    """What is dropped is read anew; what is not there may be dropped; others stay."""
    recent = Recent()
    recent.drop("a")
    recent.get("a", source), recent.get("b", source)

    recent.drop("a")

    assert (recent.get("a", source), recent.get("b", source)) == (3, 2)


def test_drop_while_it_is_read(source):
    """A reading that began before a write serves nobody who asks after it."""
    recent, under_way, go_on = Recent(), threading.Event(), threading.Event()

    def slow():
        found = source()
        under_way.set()
        go_on.wait(10)
        return found

    early = threading.Thread(target=recent.get, args=("a", slow))
    early.start()
    under_way.wait(10)
    recent.drop("a")

    assert recent.get("a", source) == 2

    go_on.set()
    early.join(10)
    assert recent.get("a", source) == 2


def test_failure_of_those_who_wait(monkeypatch):
    """Whoever was waiting when a reading failed gets the failure at once; whoever comes later asks again."""
    monkeypatch.setattr(module, "LIFETIME_S", LIFETIME_S)
    clock, asked, recent = count(), [], Recent()
    monkeypatch.setattr(module, "monotonic", lambda: ticks.append(1) or next(clock))
    ticks = []

    def fail():
        asked.append(1)
        while len(ticks) < 6:  # one for each who has come, and one for the question
            time.sleep(0.001)
        raise ConnectionError

    def get():
        with pytest.raises(ConnectionError):
            recent.get("a", fail)

    threads = [threading.Thread(target=get) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(asked) == 1
    assert recent.get("a", lambda: 7) == 7


def test_own_lifetime(source):
    """Readings that live for ever serve as long as the process does; a failure is not kept even there."""
    recent = Recent(lifetime_s=float("inf"))
    source.failures = [ConnectionError()]
    with pytest.raises(ConnectionError):
        recent.get("a", source)
    first = recent.get("a", source)
    source.now += 1e9

    assert recent.get("a", source) == first
