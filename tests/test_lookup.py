import threading

import pytest

from crosslink_core.connections.readings import Lookup
from crosslink_core.connections.session import Session


class Directory:
    """Answers a key with its upper case and counts the questions."""

    def __init__(self):
        self.asked = []
        self.failures = []

    def __call__(self, keys):
        self.asked.append(keys)
        if self.failures:
            raise self.failures.pop()
        return {key: KeyError(key) if key.startswith("bad") else key.upper() for key in keys if key != "left out"}


class Wanted:
    """A lookup, at one of its places unless another is named."""

    def __init__(self, ask):
        self.lookup = Lookup(Session(None), lambda _, keys: ask(keys))

    def answers(self, keys, place="here"):
        return self.lookup.answers(place, keys)

    def get(self, keys, place="here"):
        """Return the answers; raise the first failure among them."""
        found = self.answers(keys, place)
        for answer in found.values():
            if isinstance(answer, Exception):
                raise answer
        return found


@pytest.fixture
def lookup(timings):
    """Make a lookup whose first asker waits so long for others."""

    def make(ask, gather_s):
        timings(gather_facts_s=gather_s)
        return Wanted(ask)

    return make


@pytest.fixture
def directory():
    return Directory()


def at_once(count, work):
    """Run work(0), work(1) … in as many threads that begin together; return what each returned or raised."""
    start, results = threading.Barrier(count), [None] * count

    def run(number):
        start.wait()
        try:
            results[number] = work(number)
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return results


def test_many_threads_one_question(lookup, directory):
    """Who asks within a moment of one another shares one question."""
    wanted = lookup(directory, 0.2)

    results = at_once(24, lambda number: wanted.get([f"key {number}", "common"]))

    assert results == [{f"key {number}": f"KEY {number}", "common": "COMMON"} for number in range(24)]
    assert directory.asked == [frozenset({"common", *(f"key {number}" for number in range(24))})]


def test_asked_once(lookup, directory):
    """An answer is kept: only what is not known is asked for."""
    wanted = lookup(directory, 0)

    assert wanted.get(["a", "a"]) == {"a": "A"}
    assert wanted.get(["b", "a"]) == {"b": "B", "a": "A"}
    assert wanted.get([]) == {}
    assert directory.asked == [{"a"}, {"b"}]


def test_a_failure_is_not_kept(lookup, directory):
    """After a failure the next question is asked anew."""
    wanted = lookup(directory, 0)
    directory.failures.append(OSError("out of order"))

    with pytest.raises(OSError, match="out of order"):
        wanted.get(["a"])

    assert wanted.get(["a"]) == {"a": "A"}
    assert len(directory.asked) == 2


@pytest.mark.parametrize("failure", [OSError("out of order"), KeyboardInterrupt(), SystemExit(1)], ids=["error", "interrupt", "exit"])
def test_a_failure_wakes_all(lookup, directory, failure):
    """Whatever happens to the one who asks, nobody waits for ever."""
    wanted = lookup(directory, 0.2)
    directory.failures.append(failure)
    caught = []

    def work(number):
        try:
            wanted.get([number])
        except BaseException as error:
            caught.append(error)

    at_once(8, work)

    assert caught == [failure] * 8


def test_one_failure_among_many(lookup, directory):
    """A key that is answered with an exception fails for those who asked for it, and for nobody else."""
    wanted = lookup(directory, 0.2)

    results = at_once(6, lambda number: wanted.get(["bad" if number == 3 else f"key {number}"]))

    assert isinstance(results.pop(3), KeyError)
    assert results == [{f"key {number}": f"KEY {number}"} for number in (0, 1, 2, 4, 5)]
    assert len(directory.asked) == 1


def test_answers(lookup, directory):
    """Who wants to know all gets each key's answer, or what asking for it raised."""
    wanted = lookup(directory, 0)

    found = wanted.answers(["a", "bad", "b"])

    assert (found["a"], found["b"]) == ("A", "B")
    assert isinstance(found["bad"], KeyError)


def test_such_a_failure_is_not_kept(lookup, directory):
    """It is asked for again, and the good answers beside it are not."""
    wanted = lookup(directory, 0)

    for _ in range(2):
        with pytest.raises(KeyError):
            wanted.get(["bad", "good"])

    assert directory.asked == [{"bad", "good"}, {"bad"}]


def test_an_answer_that_is_left_out(lookup, directory):
    """A key without an answer is an error for all, not a wait without end."""
    wanted = lookup(directory, 0)

    with pytest.raises(KeyError):
        wanted.get(["a", "left out"])

    assert wanted.get(["a"]) == {"a": "A"}


@pytest.fixture
def slow(directory):
    """A question that is under way until it may go on, with the events that say so."""
    under_way, go_on = threading.Event(), threading.Event()

    def ask(keys):
        if "slow" in keys:
            under_way.set()
            go_on.wait(10)
        return directory(keys)

    return ask, under_way, go_on


def test_asking_elsewhere_while_a_question_is_under_way(lookup, directory, slow):
    """Who asks another place while a question is being answered waits for nobody."""
    ask, under_way, go_on = slow
    wanted = lookup(ask, 0)
    first = threading.Thread(target=wanted.get, args=(["slow"],))
    first.start()
    under_way.wait(10)

    assert wanted.get(["quick"], "elsewhere") == {"quick": "QUICK"}

    go_on.set()
    first.join(10)
    assert directory.asked == [{"quick"}, {"slow"}]


def test_asking_while_a_question_is_under_way(lookup, directory, slow):
    """Who asks the same place meanwhile asks the next question, for what the first one did not answer."""
    ask, under_way, go_on = slow
    wanted, found = lookup(ask, 0), []
    first = threading.Thread(target=wanted.get, args=(["slow"],))
    first.start()
    under_way.wait(10)
    second = threading.Thread(target=lambda: found.append(wanted.get(["slow", "quick"])))
    second.start()
    second.join(0.02)
    go_on.set()
    for thread in (first, second):
        thread.join(10)

    assert found == [{"slow": "SLOW", "quick": "QUICK"}]
    assert directory.asked == [{"slow"}, {"quick"}]
