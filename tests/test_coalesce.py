"""Calls for one place that come within a moment become one."""

import threading
import time

import pytest

from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Session


def test_who_asks_at_once_is_answered_at_once(monkeypatch):
    """Those who ask within a moment are answered by one request, which knows all questions."""
    session, asked, answers, place = Session(None), [], [], ("here",)

    def ask(calls):
        asked.append(sorted(call.item for call in calls))
        return sum(call.item for call in calls)

    def wait_for_the_other(_):
        if not other.ident:
            other.start()
        deadline = time.monotonic() + 10
        while len(session._queues[place].waiting) < 2 and time.monotonic() < deadline:
            time.sleep(0.001)

    other = threading.Thread(target=lambda: answers.append(session.coalesce(place, 2, ask)))
    monkeypatch.setattr(sessions, "sleep", wait_for_the_other)
    answers.append(session.coalesce(place, 1, ask))
    other.join()

    assert asked == [[1, 2]]
    assert answers == [3, 3]


def test_a_question_that_fails_fails_for_all():
    """What asking raises is raised to whoever asked, and the next one asks anew."""
    session = Session(None)

    def fail(_):
        raise LookupError

    with pytest.raises(LookupError):
        session.coalesce("there", 1, fail)

    assert session.coalesce("there", 1, len) == 1


def test_shared():
    """A session has one instance of a class, another session has its own; what is shared may share in turn."""

    class Outer:
        def __init__(self, session):
            self.inner = session.shared(Inner)

    class Inner:
        def __init__(self, session):
            self.session = session

    session, other = Session(None), Session(None)

    assert session.shared(Outer) is session.shared(Outer)
    assert session.shared(Outer).inner is session.shared(Inner)
    assert session.shared(Inner).session is session
    assert other.shared(Inner) is not session.shared(Inner)
