import json
from itertools import count

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.connections.session import Session
from crosslink_core.coordination.shared_list import ATTEMPTS, OverwrittenError, change

places = count()
UNAVAILABLE = errors.UnavailableError("connection a", "write", errors.Refusal(503, "", "", ""))


def entry(alias, target="a", **more):
    return Entry.model_validate({"alias": alias, "deployment_id": target * 32, "elasticsearch_ref_id": "main"} | more)


FOREIGN = (entry("foreign"), entry("other", skip_unavailable=None, undocumented={"x": [1, None]}), entry("third", skip_unavailable=False))


class SharedList:
    """A list on a server, as JSON; `meanwhile` is another writer, who acts after each of our writes."""

    def __init__(self, entries=FOREIGN, meanwhile=lambda wire: wire):
        self.wire = [item.to_wire() for item in entries]
        self.meanwhile = meanwhile
        self.writes = []
        self.session = Session(None)
        self.reads = 0

    def read(self):
        self.reads += 1
        return tuple(Entry.model_validate_json(json.dumps(item)) for item in self.wire)

    def write(self, entries):
        self.writes.append([item.alias for item in entries])
        self.wire = self.meanwhile([each.to_wire() for each in entries])

    def change(self, edit, place=None, **more):
        return change(self.session, ("the list", next(places) if place is None else place), self.read, self.write, edit, **more)


def put(wanted):
    """Set one entry in its place, or at the end."""

    def edit(entries):
        if all(item.alias != wanted.alias for item in entries):
            return (*entries, wanted)
        return tuple(wanted if each.alias == wanted.alias else each for each in entries)

    return edit


def removed(alias):
    return lambda entries: tuple(item for item in entries if item.alias != alias)


def test_foreign_entries_stay_byte_for_byte():
    """What others wrote is written back as it came: unknown fields too, an absent value absent, a null a null."""
    shared = SharedList()
    before = json.dumps(shared.wire, sort_keys=True)

    shared.change(put(entry("mine")))
    shared.change(removed("mine"))

    assert json.dumps(shared.wire, sort_keys=True) == before
    assert len(shared.writes) == 2


def test_nothing_to_do():
    """A list that is as wished is read once and not written."""
    shared = SharedList()

    assert shared.change(put(FOREIGN[0])) == FOREIGN
    assert (shared.reads, shared.writes) == (1, [])


def test_always():
    """With `always` what is as wished is written once all the same."""
    shared = SharedList()

    assert shared.change(put(FOREIGN[0]), always=True) == FOREIGN
    assert (shared.reads, len(shared.writes)) == (2, 1)


def test_the_last_reading_is_returned():
    """What is returned is what the server has, not what we wished."""
    shared = SharedList(meanwhile=lambda wire: [*wire, entry("late").to_wire()])

    assert [item.alias for item in shared.change(put(entry("mine")))] == ["foreign", "other", "third", "mine", "late"]


@pytest.mark.parametrize("losses", range(1, ATTEMPTS))
def test_a_change_that_is_lost_is_made_again(losses):
    """Another writer who overwrites our change is answered by making it again, on top of his."""
    left = iter(range(losses))
    shared = SharedList(meanwhile=lambda wire: wire if next(left, None) is None else [entry(f"theirs-{losses}").to_wire()])

    found = shared.change(put(entry("mine")))

    assert [item.alias for item in found] == [f"theirs-{losses}", "mine"]
    assert len(shared.writes) == losses + 1


def test_a_change_that_never_lasts():
    """Who is overwritten again and again stops after a bounded number of times and says so."""
    shared = SharedList(meanwhile=lambda _: [])

    with pytest.raises(OverwrittenError, match=f"^the list .*: another program writes this list .* {ATTEMPTS} times; stop it, or try again$"):
        shared.change(put(entry("mine")))

    assert len(shared.writes) == ATTEMPTS


def test_a_removal_that_never_lasts():
    """The same holds for a removal."""
    shared = SharedList([entry("mine")], meanwhile=lambda _: [entry("mine").to_wire()])

    with pytest.raises(OverwrittenError):
        shared.change(removed("mine"))


def test_always_until_a_write_was_accepted():
    """With `always` a write that failed is made again, though the list is as wished all along; and once more after a lost reply."""
    for done in (False, True):
        shared, failures = SharedList(), [UNAVAILABLE, UNAVAILABLE]

        def write(entries, shared=shared, failures=failures, done=done):
            if done or not failures:
                shared.write(entries)
            if failures:
                raise failures.pop()

        assert change(Session(None), ("failing", next(places)), shared.read, write, put(FOREIGN[0]), always=True) == FOREIGN
        assert failures == []


def test_look_refuses_before_anything_is_written():
    """Whoever looks sees the list as it was found, and may refuse it."""
    shared, seen = SharedList(), []

    def look(entries):
        seen.append(entries)
        raise PermissionError

    with pytest.raises(PermissionError):
        shared.change(put(entry("mine")), precondition=look)

    assert seen == [FOREIGN]
    assert shared.writes == []


def test_look_sees_what_another_writer_made_of_it():
    """It is asked again before a change is made again: the place may be another's by now."""
    shared, seen = SharedList([], meanwhile=lambda _: [entry("mine", "b").to_wire()]), []

    def look(entries):
        seen.append([item.deployment_id[0] for item in entries])
        if len(seen) > 1:
            raise PermissionError

    with pytest.raises(PermissionError):
        shared.change(put(entry("mine", "a")), precondition=look)

    assert seen == [[], ["b"]]
    assert len(shared.writes) == 1


def test_the_lock_is_given_back():
    """A change that fails does not lock the list for ever."""
    shared = SharedList()

    def fail(_):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        shared.change(fail, place="one place")

    assert shared.change(removed("third"), place="one place") == FOREIGN[:2]
