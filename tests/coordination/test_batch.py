import threading

import pytest

from crosslink_core.coordination.batch import Batch


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


def test_many_threads_one_question(directory):
    """Who asks within a moment of one another shares one question."""
    batch = Batch(directory, gather_s=0.2)

    results = at_once(24, lambda number: batch.get([f"key {number}", "common"]))

    assert results == [{f"key {number}": f"KEY {number}", "common": "COMMON"} for number in range(24)]
    assert directory.asked == [frozenset({"common", *(f"key {number}" for number in range(24))})]


def test_asked_once(directory):
    """An answer is kept: only what is not known is asked for."""
    batch = Batch(directory, gather_s=0)

    assert batch.get(["a", "a"]) == {"a": "A"}
    assert batch.get(["b", "a"]) == {"b": "B", "a": "A"}
    assert batch.get([]) == {}
    assert directory.asked == [{"a"}, {"b"}]


def test_a_failure_is_not_kept(directory):
    """After a failure the next question is asked anew."""
    batch = Batch(directory, gather_s=0)
    directory.failures.append(OSError("out of order"))

    with pytest.raises(OSError, match="out of order"):
        batch.get(["a"])

    assert batch.get(["a"]) == {"a": "A"}
    assert len(directory.asked) == 2


@pytest.mark.parametrize("failure", [OSError("out of order"), KeyboardInterrupt(), SystemExit(1)], ids=["error", "interrupt", "exit"])
def test_a_failure_wakes_all(directory, failure):
    """Whatever happens to the one who asks, nobody waits for ever."""
    batch = Batch(directory, gather_s=0.2)
    directory.failures.append(failure)
    caught = []

    def work(number):
        try:
            batch.get([number])
        except BaseException as error:
            caught.append(error)

    at_once(8, work)

    assert caught == [failure] * 8


def test_one_failure_among_many(directory):
    """A key that is answered with an exception fails for those who asked for it, and for nobody else."""
    batch = Batch(directory, gather_s=0.2)

    results = at_once(6, lambda number: batch.get(["bad" if number == 3 else f"key {number}"]))

    assert isinstance(results.pop(3), KeyError)
    assert results == [{f"key {number}": f"KEY {number}"} for number in (0, 1, 2, 4, 5)]
    assert len(directory.asked) == 1


def test_answers(directory):
    """Who wants to know all gets each key's answer, or what asking for it raised."""
    batch = Batch(directory, gather_s=0)

    found = batch.answers(["a", "bad", "b"])

    assert (found["a"], found["b"]) == ("A", "B")
    assert isinstance(found["bad"], KeyError)


def test_such_a_failure_is_not_kept(directory):
    """It is asked for again, and the good answers beside it are not."""
    batch = Batch(directory, gather_s=0)

    for _ in range(2):
        with pytest.raises(KeyError):
            batch.get(["bad", "good"])

    assert directory.asked == [{"bad", "good"}, {"bad"}]


def test_an_answer_that_is_left_out(directory):
    """A key without an answer is an error for all, not a wait without end."""
    batch = Batch(directory, gather_s=0)

    with pytest.raises(KeyError):
        batch.get(["a", "left out"])

    assert batch.get(["a"]) == {"a": "A"}


def test_asking_while_a_question_is_under_way(directory):
    """Who comes while the first question is being answered asks the next one."""
    under_way, go_on = threading.Event(), threading.Event()

    def ask(keys):
        if "slow" in keys:
            under_way.set()
            go_on.wait(10)
        return directory(keys)

    batch = Batch(ask, gather_s=0)
    first = threading.Thread(target=batch.get, args=(["slow"],))
    first.start()
    under_way.wait(10)

    assert batch.get(["quick"]) == {"quick": "QUICK"}

    go_on.set()
    first.join(10)
    assert directory.asked == [{"quick"}, {"slow"}]
