import pytest

from crosslink_core import coordination as waiting
from crosslink_core.connections.session import Session
from crosslink_core.coordination import wait_for


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only by waiting: the pauses so far."""
    pauses = []
    monkeypatch.setattr(waiting, "sleep", pauses.append)
    monkeypatch.setattr(waiting, "monotonic", lambda: 1000 + sum(pauses))
    return pauses


def test_nothing_to_wait_for(clock):
    """An answer that is done already asks nothing and waits for nothing."""
    assert wait_for(Session(None), pytest.fail, bool, first="done", timeout_s=100) == "done"
    assert clock == []


def test_no_time(clock):
    """Without time the first answer is the last one."""
    assert wait_for(Session(None), pytest.fail, bool, first="", timeout_s=0) == ""
    assert clock == []


def test_questions_grow_rarer(clock):
    """The pauses double up to the longest, until an answer is done."""
    answers = iter(["", "", "", "", "", "", "done", "never asked"])

    assert wait_for(Session(None), lambda: next(answers), bool, first="", timeout_s=1000) == "done"
    assert clock == [0.5, 1, 2, 4, 5, 5, 5]


@pytest.mark.parametrize("timeout_s", [0.1, 0.5, 7, 30])
def test_deadline(clock, timeout_s):
    """The wait ends at the deadline, not a pause later, with the last answer."""
    assert wait_for(Session(None), lambda: f"after {sum(clock):g}", lambda _: False, first="", timeout_s=timeout_s) == f"after {timeout_s:g}"
    assert sum(clock) == pytest.approx(timeout_s)


def test_questions_without_an_answer(clock):
    """What may be borne is asked again; the last answer stays the last one."""

    def ask():
        if len(clock) % 2:
            raise OSError
        return f"answer {len(clock)}"

    assert wait_for(Session(None), ask, lambda answer: answer == "answer 4", first="", timeout_s=100, on=(OSError,)) == "answer 4"
    assert wait_for(Session(None), ask, lambda _: False, first="first", timeout_s=0.5, on=(OSError,)) == "first"


def test_other_errors(clock):
    """An error that nobody said to bear ends the wait."""

    def ask():
        raise KeyError

    with pytest.raises(KeyError):
        wait_for(Session(None), ask, bool, first="", timeout_s=100, on=(OSError,))

    assert clock == [0.5]
