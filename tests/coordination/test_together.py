"""Writers of one list in one process, who come within a moment: one reading, one write, one look; and each his own errors."""

import threading
import time

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Session
from crosslink_core.coordination.shared_list import change

PLACE = ("the list", 1)


def entry(alias, target="a"):
    return Entry.model_validate({"alias": alias, "deployment_id": target * 32, "elasticsearch_ref_id": "main"})


class Server:
    """A list on a server that refuses entries with some aliases; `under_way` and `go_on` stop a write half way."""

    def __init__(self, *aliases, refuses=(), status=400):
        self.list = [entry(alias) for alias in aliases]
        self.refuses, self.status = refuses, status
        self.requests = []
        self.under_way, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.session = Session(None)

    def read(self):
        self.requests.append("read")
        return tuple(self.list)

    def write(self, entries):
        self.requests.append("write")
        self.under_way.set()
        self.go_on.wait(10)
        if any(item.alias in self.refuses for item in entries):
            raise errors.BY_STATUS.get(self.status, errors.RefusedError)("connection a", "write", errors.Refusal(self.status, "", "", ""))
        self.list = list(entries)

    def change(self, edit, **more):
        return change(self.session, PLACE, self.read, self.write, edit, **more)

    @property
    def aliases(self):
        return sorted(item.alias for item in self.list)


def put(alias):
    return lambda entries: entries if any(item.alias == alias for item in entries) else (*entries, entry(alias))


def removed(alias):
    return lambda entries: tuple(item for item in entries if item.alias != alias)


@pytest.fixture
def gathers(monkeypatch):
    """Let the first writer of a place wait until so many have come; the next ones wait for nobody."""

    def wait_for(session, count):
        counts, deadline = iter([count]), time.monotonic() + 10

        def sleep(_):
            wanted = next(counts, 0)
            while len(session._queues[PLACE].waiting) < wanted and time.monotonic() < deadline:
                time.sleep(0.001)

        monkeypatch.setattr(sessions, "sleep", sleep)

    return wait_for


@pytest.fixture
def at_once(gathers):
    """Run changes that come together in threads of their own, in their order; return what each returned or raised."""

    def run(server, edits, looks=()):
        looks = dict(looks)
        results = [None] * len(edits)
        gathers(server.session, len(edits))

        def work(number, edit):
            try:
                results[number] = server.change(edit, precondition=looks.get(number, lambda _: None))
            except BaseException as error:
                results[number] = error

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(edits)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        return results

    return run


def test_fifty(at_once):
    """Fifty changes that come together cost three requests, and each returns what was read last."""
    server = Server("old")

    results = at_once(server, [put(f"new-{number}") for number in range(49)] + [removed("old")])

    assert server.requests == ["read", "write", "read"]
    assert server.aliases == sorted(f"new-{number}" for number in range(49))
    assert all(list(result) == server.list for result in results)


def test_nothing_to_do(at_once):
    """Changes that are in place cost one reading."""
    server = Server("a", "b")

    at_once(server, [put("a"), put("b"), removed("c")])

    assert server.requests == ["read"]


def test_a_removal_and_an_addition_of_one_place(at_once):
    """A replacement whose halves meet ends with the new one, in whatever order they come: a removal knows what it removes."""
    for order in (1, -1):
        server = Server()
        server.list = [entry("x", "a"), entry("y", "a")]
        mine, new = entry("x", "a"), entry("x", "b")
        remove = lambda entries, mine=mine: tuple(each for each in entries if each.to_wire() != mine.to_wire())  # noqa: E731 — one of two edits
        take = lambda entries, new=new: (*(item for item in entries if item.alias != "x"), new) if new not in entries else entries  # noqa: E731

        at_once(server, [remove, take][::order])

        assert sorted((found.alias, found.deployment_id[0]) for found in server.list) == [("x", "b"), ("y", "a")]


def test_a_look_that_refuses(at_once):
    """Who refuses what he sees fails alone, before anything of his is written."""
    server, refusal = Server(), PermissionError()

    def look(_):
        raise refusal

    results = at_once(server, [put("a"), put("b"), put("c")], {1: look})

    assert results[1] is refusal
    assert server.aliases == ["a", "c"]
    assert server.requests == ["read", "write", "read"]


def test_an_edit_that_breaks(at_once):
    """A change that cannot even be computed is nobody else's error either."""
    server, broken = Server(), ArithmeticError()

    def edit(_):
        raise broken

    results = at_once(server, [put("a"), edit, put("c")])

    assert results[1] is broken
    assert server.aliases == ["a", "c"]


def test_all_refuse(at_once):
    """Where nobody is left nothing is written."""
    server = Server()

    def look(_):
        raise PermissionError

    results = at_once(server, [put("a"), put("b")], {0: look, 1: look})

    assert [type(result) for result in results] == [PermissionError] * 2
    assert server.requests == ["read"]


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize("bad", [["x-3"], ["x-0", "x-9"], ["x-4", "x-5", "x-6"]], ids="+".join)
def test_the_service_refuses_one(at_once, status, bad):
    """An entry that the service refuses is the error of the one who wants it; whose is in place is not asked to look again."""
    server, looked = Server("old", refuses=bad, status=status), []
    wanted = [f"x-{number}" for number in range(10)]

    results = at_once(server, [*(put(alias) for alias in wanted), put("old")], {10: looked.append})

    assert [alias for alias, result in zip(wanted, results[:10], strict=True) if isinstance(result, errors.ApiError)] == bad
    assert server.aliases == sorted({"old", *wanted} - set(bad))
    assert len(looked) == 1
    assert server.requests.count("write") < 2 * len(wanted)


@pytest.mark.parametrize("status", [401, 403])
def test_the_key_is_refused(at_once, status):
    """What the key may not is nobody's in particular: all are told after one try."""
    server = Server(refuses=["a"], status=status)

    results = at_once(server, [put("a"), put("b")])

    assert [type(result) for result in results] == [errors.BY_STATUS[status]] * 2
    assert server.requests == ["read", "write"]


@pytest.mark.parametrize("failure", [OSError("out of order"), KeyboardInterrupt(), SystemExit(1)], ids=["error", "interrupt", "exit"])
def test_whatever_happens_nobody_waits_for_ever(at_once, failure):
    """All are told, and the next ones are served."""
    server = Server()
    server.write = lambda _: (_ for _ in ()).throw(failure)

    assert at_once(server, [put("a"), put("b"), put("c")]) == [failure] * 3

    del server.write
    assert at_once(server, [put("d")]) == [(entry("d"),)]


def test_an_interrupt_while_looking(at_once):
    """An interrupt in one look, after another one refused, leaves nobody waiting."""
    server, looks = Server(), {}
    for number, failure in enumerate([PermissionError(), KeyboardInterrupt(), KeyboardInterrupt()]):
        looks[number] = lambda _, failure=failure: (_ for _ in ()).throw(failure)

    results = at_once(server, [put("a"), put("b"), put("c")], looks)

    assert all(isinstance(result, PermissionError | KeyboardInterrupt) for result in results)
    assert server.requests == ["read"]


def test_who_comes_late(gathers):
    """Who comes while a write is under way is served with the next ones, who share a turn."""
    server = Server()
    server.go_on.clear()
    threads = [threading.Thread(target=server.change, args=(put("first"),))]
    threads[0].start()
    server.under_way.wait(10)
    gathers(server.session, 5)
    threads += [threading.Thread(target=server.change, args=(put(f"late-{number}"),)) for number in range(5)]
    for thread in threads[1:]:
        thread.start()
    threads[1].join(0.02)
    server.go_on.set()
    for thread in threads:
        thread.join(10)

    assert server.aliases == ["first", *(f"late-{number}" for number in range(5))]
    assert server.requests == ["read", "write", "read"] * 2


def test_other_lists(at_once):
    """Lists of other places have nothing to do with one another."""
    one, other = Server(), Server(refuses=["a"])

    assert isinstance(at_once(other, [put("a")])[0], errors.RefusedError)
    assert at_once(one, [put("a")]) == [(entry("a"),)]
