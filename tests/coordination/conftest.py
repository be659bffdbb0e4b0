"""A deterministic world for writers of one list: one thread runs at a time, and a string of bytes says which one and what it meets."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api import retry
from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Call, Queue, Session
from crosslink_core.coordination import shared_list

FAULTS = ("429", "503", "drop-before", "drop-after")


class Killed(BaseException):
    """The process of this thread is gone."""


class StuckError(Exception):
    """Everybody waits for somebody."""


@dataclass(eq=False)
class Task:
    """A thread that waits for its turn; `ready` says whether it could go on."""

    process: str
    thread: threading.Thread | None = None
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    ready: object = lambda: True
    over: bool = False


class Scheduler:
    """Runs tasks one at a time; a task gives way before each request, at each pause and wherever it waits for another one."""

    def __init__(self, choices):
        self._choices = iter(choices)
        self._back = threading.Semaphore(0)
        self.tasks, self.current, self.steps = [], None, 0
        self.kill_at, self.killed, self.errors = {}, set(), []

    def choose(self, count):
        """Return a number below `count`; 0 when the choices are used up."""
        return next(self._choices, 0) % count

    def spawn(self, process, work):
        task = Task(process)

        def run():
            task.go.acquire()
            try:
                if process not in self.killed:
                    work()
            except Killed:
                pass
            except BaseException as error:
                self.errors.append(error)
            finally:
                task.over = True
                self._back.release()

        task.thread = threading.Thread(target=run, daemon=True)
        task.thread.start()
        self.tasks.append(task)

    def give_way(self, ready=lambda: True):
        task = self.current
        task.ready = ready
        self._back.release()
        task.go.acquire()
        if task.process in self.killed:
            raise Killed

    def run(self):
        """Go on until every task is over; raise what one of them raised."""
        while left := [task for task in self.tasks if not task.over]:
            self.killed |= {process for process, step in self.kill_at.items() if step <= self.steps}
            able = [task for task in left if task.process in self.killed or task.ready()]
            if not able:
                raise StuckError
            self.current, self.steps = able[self.choose(len(able))], self.steps + 1
            self.current.go.release()
            self._back.acquire()
        for task in self.tasks:
            task.thread.join()
        self.tasks.clear()
        if self.errors:
            raise self.errors[0]

    @contextmanager
    def __call__(self):
        """Let `shared_list` pause and wait by giving way."""
        scheduler = self

        class Turn:
            held = False

            def __enter__(self):
                scheduler.give_way(lambda: not self.held)
                self.held = True

            def __exit__(self, *_):
                self.held = False

        def queue():
            made = Queue()
            made.turn = Turn()
            return made

        def call(item):
            made = Call(item)
            result, done = made.result.result, made.result.done
            made.result.result = lambda: (done() or scheduler.give_way(done), result(0))[1]
            return made

        with pytest.MonkeyPatch.context() as patch:
            for module, values in {sessions: {"Queue": queue, "Call": call}, shared_list: {}}.items():
                for name, value in (values | {"sleep": lambda _: scheduler.give_way()}).items():
                    patch.setattr(module, name, value)
            yield self


@dataclass(frozen=True)
class Written:
    """One write that was carried out: the version it made, by whom, and the version it was made from."""

    version: int
    process: str
    base: int


class Reading(tuple):
    """What was read, and of which version it is."""

    version = 0


class Server:
    """A list without a lock, as JSON.  `rarity`: a fault strikes about one request in so many; `faults_left` bounds them."""

    def __init__(self, scheduler, entries, rarity):
        self.session = Session(None)
        self.scheduler, self.rarity, self.faults_left = scheduler, rarity, 1 << 30
        self.versions = [[json.dumps(entry.to_wire()) for entry in entries]]
        self.log = []
        self.read_at, self.fresh = {}, set()

    @property
    def list(self):
        return [json.loads(version) for version in self.versions[-1]]

    def _fault(self):
        struck = self.faults_left and self.scheduler.choose(self.rarity) == self.rarity - 1
        self.faults_left -= bool(struck)
        return FAULTS[self.scheduler.choose(len(FAULTS))] if struck else None

    @staticmethod
    def _failure(fault):
        if fault.startswith("drop"):
            return errors.NoReplyError("connection a", "ask", "got no answer")
        return errors.BY_STATUS[int(fault)]("connection a", "ask", errors.Refusal(int(fault), "", "", ""))

    def read(self, process):
        """Read as the transport does: again after what passes, a bounded number of times."""
        for attempt in range(retry.ATTEMPTS):
            self.scheduler.give_way()
            if fault := self._fault():
                if attempt == retry.ATTEMPTS - 1:
                    raise self._failure(fault)
                continue
            found = Reading(Entry.model_validate(item) for item in self.list)
            found.version = self.read_at[process] = len(self.versions) - 1
            self.fresh.add(process)
            return found
        return None

    def write(self, process, entries):
        """Write once, from a reading that no write was made from before."""
        self.scheduler.give_way()
        assert process in self.fresh, f"{process} writes twice from one reading"
        self.fresh.remove(process)
        fault = self._fault()
        if fault in (None, "drop-after"):
            self.versions.append([json.dumps(entry.to_wire()) for entry in entries])
            self.log.append(Written(len(self.versions) - 1, process, self.read_at[process]))
        if fault:
            raise self._failure(fault)


@pytest.fixture(scope="session")
def world():
    """Make a scheduler and a server from a string of bytes."""

    def make(choices, entries, rarity):
        scheduler = Scheduler(choices)
        return scheduler, Server(scheduler, entries, rarity)

    return make
