"""Every interleaving of writers that know nothing of each other, over an API without locks."""

import json
from dataclasses import dataclass, field
from functools import partial

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.api.retry import PASSING
from crosslink_core.coordination.shared_list import ATTEMPTS, change
from crosslink_core.model import CrosslinkError

FOREIGN = "foreign"
PROCESSES = ("one", "other", FOREIGN)


def entry(alias, target="a", **more):
    return Entry.model_validate({"alias": alias, "deployment_id": target * 32, "elasticsearch_ref_id": "main"} | more)


def put(alias, target):
    """Set one entry in its place, or at the end; None removes it."""
    wanted = target and entry(alias, target)

    def edit(entries):
        if wanted is None:
            return tuple(item for item in entries if item.alias != alias)
        if all(each.alias != alias for each in entries):
            return (*entries, wanted)
        return tuple(wanted if found.alias == alias else found for found in entries)

    return edit


def target_of(wire, alias):
    return next((item["deployment_id"][0] for item in wire if item["alias"] == alias), None)


@dataclass
class Writer:
    """Owns one alias; what it wishes of it, one after the other: a target, or None for nothing."""

    process: str
    """Ours, of which there may be several writers; or a foreign one, which is always its own."""
    first: str | None
    wishes: list
    alias: str = ""
    proved_at: int | None = None
    """The version in which the last wish was seen in place by who made it; None when that failed."""
    failures: int = 0

    def apply(self, server, wish):
        """Make a wish come true, ours by `change`, a foreign one by a protocol of its own; what is returned is proved."""
        self.proved_at = None
        read, write = partial(server.read, self.process), partial(server.write, self.process)
        how = theirs if self.process.startswith(FOREIGN) else partial(change, server.session, ("the list", self.process))
        found = how(read, write, put(self.alias, wish))
        assert target_of([item.to_wire() for item in found], self.alias) == wish
        self.proved_at = found.version

    def run(self, server):
        for wish in self.wishes:
            try:
                self.apply(server, wish)
            except CrosslinkError:
                self.failures += 1


def theirs(read, write, edit):
    """Another program: reads, writes, reads again, as we do, but with none of our code."""
    for _ in range(ATTEMPTS + 1):
        entries = read()
        if edit(entries) == entries:
            return entries
        try:
            write(edit(entries))
        except PASSING:
            continue
    msg = "the other program gave up"
    raise CrosslinkError(msg)


@dataclass
class Story:
    """What is there before, who writes, who is killed when, and in which order the others come again."""

    before: list
    writers: list
    killed: dict
    rarity: int
    order: list
    choices: bytes = field(repr=False, default=b"")


targets = st.sampled_from("abc")
writers = st.builds(Writer, st.sampled_from(PROCESSES), st.none() | targets, st.lists(st.none() | targets, min_size=1, max_size=3))
stories = st.builds(
    Story,
    before=st.lists(
        st.sampled_from([entry("x"), entry("y", skip_unavailable=None, odd={"x": [1, None]}), entry("z", "b", skip_unavailable=False)]), unique=True
    ),
    writers=st.lists(writers, min_size=2, max_size=4),
    killed=st.dictionaries(st.sampled_from(PROCESSES), st.integers(0, 30), max_size=1),
    rarity=st.sampled_from([2, 4, 20]),
    order=st.permutations(PROCESSES),
    choices=st.binary(min_size=100, max_size=300),
)


def check_versions(server, story):
    """In every version that the server ever had: nothing that was nobody's is touched, nothing doubled, nothing invented."""
    nobodys = [json.dumps(this.to_wire()) for this in story.before]
    for version in server.versions:
        wire = [json.loads(found) for found in version]
        assert [text for text, each in zip(version, wire, strict=True) if not each["alias"].startswith("w")] == nobodys
        assert len({item["alias"] for item in wire}) == len(wire)
        for writer in story.writers:
            assert target_of(wire, writer.alias) in {None, writer.first, *writer.wishes}


def check_losses(server, story):
    """A wish that was proved is lost only to another process that had read before the proof and wrote after it."""
    for writer in story.writers:
        if writer.proved_at is not None and target_of(server.list, writer.alias) != writer.wishes[-1]:
            event("a wish that was proved, and lost")
            assert any(item.process != writer.process and item.base < writer.proved_at < item.version for item in server.log)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories)
def test_any_interleaving(world, story):
    """Every surviving writer's last wish comes true with its next try, and nothing of anybody else's is touched at any time.

    Two to four writers, each the owner of one alias, in two processes of ours (those of one process share its queue) and
    foreign (each a process that follows a protocol of its own), add, change and remove entries of one list.  Requests interleave in
    any order; any of them may meet a 429, a 503, or a reply that is lost before or after it was carried out; one process may
    be killed between any two requests.

    Without a lock on the server this holds, and no more:

    1. In every version that the server ever has, the entries that are nobody's are there, byte for byte and in their order;
       no alias is there twice; and an alias holds what its owner wished at some time, or what it was at first, or nothing.
    2. Who is told that a change was made has been shown a list in which it was: no success is a guess.
    3. No list is written twice from one reading: after a lost reply it is read again, so what others did in between stays.
    4. A wish that was proved can be lost in one way only: another process read the list before the proof and wrote it after.
       So writers of one process never lose anything to each other, nor do processes whose changes do not overlap.
    5. After each surviving process has applied its writers' last wishes once more, one process after the other (an `up`, in
       any order, under up to four more faults), all of them are in place at the same time.

    What does not hold: that nothing needs that second try (4); that ends of programs which overlap for ever ever meet; that a
    removal which another program's old reading brought back is removed by Pulumi's next `up`, whose state no longer knows it
    (here its owner removes it again).  A request that is carried out after its sender gave it up, and a reading that shows
    less than the last write, are old readings as in 4.
    """
    processes = {}
    for number, writer in enumerate(story.writers):
        writer.alias, kind = f"w{number}", writer.process
        writer.process = f"{kind} {number}" if kind == FOREIGN else kind
        processes.setdefault(kind, []).append(writer.process)
    first = [entry(writer.alias, writer.first) for writer in story.writers if writer.first]
    scheduler, server = world(story.choices, [*story.before, *first], story.rarity)
    scheduler.kill_at = {process: step for kind, step in story.killed.items() for process in processes.get(kind, ())}
    order = dict.fromkeys(process for kind in story.order for process in processes.get(kind, ()))

    with scheduler():
        for writer in story.writers:
            scheduler.spawn(writer.process, partial(writer.run, server))
        scheduler.run()
        check_versions(server, story)
        check_losses(server, story)
        event(f"wishes that failed: {sum(writer.failures for writer in story.writers)}")
        event(f"processes killed: {len(scheduler.killed)}")

        for process in (each for each in order if each not in scheduler.killed):
            server.faults_left = ATTEMPTS - 1
            for writer in (item for item in story.writers if item.process == process):
                scheduler.spawn(process, partial(writer.apply, server, writer.wishes[-1]))
            scheduler.run()

    check_versions(server, story)
    for writer in story.writers:
        if writer.process not in scheduler.killed:
            assert target_of(server.list, writer.alias) == writer.wishes[-1]
