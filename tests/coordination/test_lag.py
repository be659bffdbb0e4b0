"""What comes back late: reads that lag behind a write that was accepted, and writes that failed."""

import json
from itertools import count

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.connections.session import Session, Timings
from crosslink_core.coordination import shared_list
from crosslink_core.coordination.shared_list import ATTEMPTS, OverwrittenError, change

places = count()


def entry(alias):
    return Entry.model_validate({"alias": alias, "deployment_id": "a" * 32, "elasticsearch_ref_id": "main"})


AGAIN_S, LAGS_S = Timings.retry_s, Timings.lags_s
FOREIGN, MINE, LATE = entry("foreign"), entry("mine"), entry("late")


def put(entries):
    return entries if any(item.alias == MINE.alias for item in entries) else (*entries, MINE)


def failure(kind, retry_after_s=None):
    if kind is errors.NoReplyError:
        return kind("connection a", "write", "got no answer")
    return kind("connection a", "write", errors.Refusal(0, "", "", "", retry_after_s=retry_after_s))


class Lagging:
    """A list whose first reads after a write still show what was there before it; `failures` strike writes, done or not."""

    def __init__(self, behind=0, failures=(), *, done=True):
        self.list, self.old = [FOREIGN], None
        self.behind, self.failures, self.done = behind, list(failures), done
        self.reads, self.writes = 0, 0
        self.session = Session(None)

    def read(self):
        self.reads += 1
        if self.old and self.behind:
            self.behind -= 1
            return self.old
        return tuple(Entry.model_validate_json(json.dumps(item.to_wire())) for item in self.list)

    def write(self, entries):
        self.writes += 1
        failed = self.failures.pop(0) if self.failures else None
        if failed is None or self.done:
            self.old = self.old or tuple(self.list)
            self.list = list(entries)
        if failed:
            raise failed

    def change(self):
        return change(self.session, ("the list", next(places)), self.read, self.write, put)


@pytest.fixture
def pauses(monkeypatch, timings):
    """Pauses as in production, which take no time; those so far, without the gathering."""
    found = []
    timings(lags_s=...)
    timings(retry_s=...)
    monkeypatch.setattr(shared_list, "sleep", lambda seconds: found.append(seconds) if seconds else None)
    return found


@pytest.mark.parametrize("behind", range(len(LAGS_S) + 1))
def test_a_read_that_lags(pauses, behind):
    """A list that still shows itself as it was is read again a moment later, not written again."""
    shared = Lagging(behind)

    assert shared.change() == (FOREIGN, MINE)
    assert pauses == list(LAGS_S[:behind])
    assert (shared.reads, shared.writes) == (2 + behind, 1)


def test_a_read_that_lags_too_long(pauses):
    """What lags longer is taken for a write that was lost, and made again: the change is idempotent."""
    shared = Lagging(len(LAGS_S) + 1)

    assert shared.change() == (FOREIGN, MINE)
    assert shared.writes == 2


def test_a_read_that_always_lags(pauses):
    """And it ends."""
    shared = Lagging(99)

    with pytest.raises(OverwrittenError):
        shared.change()

    assert shared.writes == ATTEMPTS
    assert pauses == list(LAGS_S) * ATTEMPTS


def test_another_list_is_no_lag(pauses):
    """A list that shows anything else than before was written by somebody: nothing is waited for."""
    shared = Lagging()
    write = shared.write

    def write_and_lose(entries):
        write(entries)
        if shared.writes == 1:
            shared.list = [FOREIGN, LATE]

    shared.write = write_and_lose

    assert shared.change() == (FOREIGN, LATE, MINE)
    assert pauses == []


PASSING = [errors.RateLimitedError, errors.UnavailableError, errors.NoReplyError, errors.NoReplyInTimeError]


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
def test_a_write_that_failed(pauses, kind, done):
    """It is followed by a pause and one reading, and made again only if it was not done."""
    shared = Lagging(failures=[failure(kind)], done=done)

    assert shared.change() == (FOREIGN, MINE)
    assert pauses == [AGAIN_S]
    assert (shared.reads, shared.writes) == ((2, 1) if done else (3, 2))


@pytest.mark.parametrize("kind", PASSING)
def test_a_write_that_always_fails(pauses, kind):
    """The failure itself is told, after pauses that double."""
    shared = Lagging(failures=[failure(kind)] * 99, done=False)

    with pytest.raises(kind):
        shared.change()

    assert shared.writes == ATTEMPTS
    assert pauses == [AGAIN_S * 2**number for number in range(ATTEMPTS)]


@pytest.mark.parametrize("kind", [errors.RateLimitedError, errors.UnavailableError])
@pytest.mark.parametrize(("said", "pause"), [(0, AGAIN_S), (0.1, AGAIN_S), (7, 7), (86400, 30)])
def test_retry_after(pauses, kind, said, pause):
    """A write comes back when the service says, up to half a minute, and not earlier than usual."""
    shared = Lagging(failures=[failure(kind, said)], done=False)

    shared.change()

    assert pauses == [pause]


@pytest.mark.parametrize("kind", [errors.UnauthenticatedError, errors.ForbiddenError, errors.NotFoundError, errors.RefusedError])
def test_a_write_that_is_refused(pauses, kind):
    """What does not pass by itself is told at once."""
    shared = Lagging(failures=[failure(kind)], done=False)

    with pytest.raises(kind):
        shared.change()

    assert (shared.reads, shared.writes, pauses) == (1, 1, [])
