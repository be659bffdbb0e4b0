"""Whatever fails, whoever else writes and whenever the process dies: what others set stays, and ours ends as wished."""

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from crosslink_core.api.transport import Transport
from crosslink_core.connections import Connections
from crosslink_core.coordination.insist import ATTEMPTS
from crosslink_core.lifecycle.base import PlaceTakenError, Tell
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.error import CrosslinkError
from crosslink_emulator.faults import writer
from crosslink_emulator.faults.injection import Fault
from crosslink_emulator.world.cluster_life import install
from crosslink_emulator.world.elasticsearch_remote import MODE_OF
from crosslink_emulator.world.elasticsearch_setting import SettingError
from crosslink_emulator.world.elasticsearch_write import write_settings
from crosslink_emulator.world.end import End

LOCALS = {"deployment": "logs-eu", "self-managed": "onprem", "Kubernetes": "k8s-logs"}
REMOTES = (("shop-eu", "proxy"), ("stock", "proxy"), ("stock", "sniff"))
"""A deployment, and a cluster in both modes."""
OPERATIONS = ("cluster-get-settings", "cluster-put-settings", "cluster-remote-info")
KINDS = ("429", "500", "503", "drop-before", "drop-after")
OURS = ("mode", "proxy_address", "server_name", "seeds", "skip_unavailable")
BESIDE = {"transport.compress": "true", "transport.ping_schedule": "5s", "proxy_socket_connections": "7", "node_connections": "7"}
"""What others set of our alias."""
TRIES = 15
"""How often people try again, at most: more than there are faults."""


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Step:
    """One run: what is wanted in it, whether it reads first, after how many requests it is killed, and what the run after that knows."""

    remote: tuple
    """The other end and the mode; empty: the link is not in the program any more."""
    skips: bool
    refresh: bool = False
    dies_after: int | None = None
    then: str = "again"
    """`again`: as before; `refresh`: it reads first; `lost`: the state is lost, and comes back where the remote cannot be adopted."""
    beside: dict = field(default_factory=dict)
    """What somebody sets of our alias after the run."""


def remote(alias, address):
    """Somebody's remote."""
    return {f"cluster.remote.{alias}.{name}": value for name, value in {"mode": "proxy", "proxy_address": address, "transport.compress": "true"}.items()}


ADDRESSES = st.sampled_from(["a.example:9400", "b.example:9300"])
OTHERS = st.sampled_from(["one", "two", "far-2"])
BESIDES = st.sampled_from([{f"cluster.remote.far.{name}": value} for name, one in BESIDE.items() for value in (one, None)])
GONE = OTHERS.map(lambda alias: {f"cluster.remote.{alias}.*": None})
faults = st.builds(Fault, operation=st.sampled_from(OPERATIONS), kind=st.sampled_from(KINDS), skip=st.integers(0, 2), retry_after_s=st.just(0))
writers = st.builds(
    Fault,
    operation=st.sampled_from(OPERATIONS),
    kind=st.just("another-writer"),
    skip=st.integers(0, 3),
    settings=BESIDES | st.builds(remote, OTHERS, ADDRESSES) | GONE,
)
steps = st.builds(
    Step,
    remote=st.sampled_from([*REMOTES, *REMOTES, ()]),
    skips=st.sampled_from([False, False, True]),  # only false drifts
    refresh=st.booleans(),
    dies_after=st.none() | st.integers(0, 6) | st.integers(0, 6),
    then=st.sampled_from(["again", "refresh", "lost"]),
    beside=st.just({}) | BESIDES,
)
layers = st.dictionaries(OTHERS, ADDRESSES).map(lambda some: {key: value for pair in some.items() for key, value in remote(*pair).items()})


@dataclass
class Watched:
    """The settings of the local cluster, and everything that was ever so."""

    world: object
    cloud: object
    local: object
    problems: list = field(default_factory=list)
    others: tuple = ()
    """What others have in both layers: it must be so at every moment."""
    beside: dict = field(default_factory=dict)
    """What they have beside ours: it stays while our remote is there, but what its mode does not have."""
    stays: bool = False
    """Whether our remote must be there at every moment."""
    theirs: bool = False
    """Whether it is another writer who writes."""
    kills: int = 0
    passing: bool = False
    """Whether what happens must not be an error: other writers, and writes that fail and are made again."""

    def begin(self, persistent, transient, faults):
        self.local.persistent, self.local.transient, self.local.drifted = persistent, transient, []
        self.world.faults.clear()
        for fault in faults:
            self.world.faults.add(Fault(**vars(fault)))
        self.problems.clear()
        self.others, self.beside, self.stays, self.kills = self.of_others(), {}, False, 0
        borne = [one for one in faults if one.kind == "another-writer" or (one.operation == "cluster-put-settings" and one.kind != "500")]
        self.passing = len(faults) < ATTEMPTS and borne == faults

    def of_others(self):
        return [{key: value for key, value in layer.items() if key.split(".")[2] != "far"} for layer in (self.local.persistent, self.local.transient)]

    def far(self):
        """Return the settings of our alias: what a remote is, and what is beside it."""
        found = {key.removeprefix("cluster.remote.far."): value for key, value in self.local.persistent.items() if key.startswith("cluster.remote.far.")}
        return {key: found[key] for key in OURS if key in found}, {key: value for key, value in found.items() if key not in OURS}

    def ours(self, step):
        """Return what our remote is; nodes that drifted to what is wanted need no write, as the state, which says what they run, is as wanted."""
        return self.far()[0] | ({"skip_unavailable": "true"} if step.remote and step.skips and "far" in self.local.drifted else {})

    def look(self):
        """See what a write has made of the settings."""
        ours, beside = self.far()
        kept = {key: value for key, value in self.beside.items() if MODE_OF.get(key, ours.get("mode", "").upper()) == ours.get("mode", "").upper()}
        if self.theirs:
            self.others = self.of_others()
        elif self.of_others() != self.others:
            self.problems.append(f"others: {self.of_others()} instead of {self.others}")
        elif ours and beside != kept:
            self.problems.append(f"beside: {beside} instead of {kept}")
        if self.stays and not ours:
            self.problems.append("our remote was away")
        self.beside = beside

    def let_others_write(self, *args):
        self.theirs = True
        try:
            write_settings(*args)
        except SettingError:
            pass  # another mode's setting, or one of a remote that is not there: he is told so, and that is all
        finally:
            self.theirs = False


@pytest.fixture(params=LOCALS.values(), ids=LOCALS)
def watched(request, emulator, place, monkeypatch):
    """The local cluster; whoever is another writer is known as one."""
    world = emulator.world
    own = [world.clusters[name] for name in ("onprem", "stock")]
    authorities = [world.authority_of(End(None, one)) for one in own]
    files = {"both.crt": "".join(one.pem(one.active) for one in authorities)}
    for one in own:  # they trust each other: what is connected is changed with fewer requests
        install(world, one, files | {"elasticsearch.yml": "xpack.security.transport.ssl.certificate_authorities: [both.crt]"})
    cloud, local = (None, world.clusters[request.param]) if request.param in world.clusters else place(request.param)
    one = Watched(world, cloud and world.clouds[cloud], local)
    monkeypatch.setattr(writer, "write_settings", one.let_others_write)
    world.changed = one.look
    yield one
    del world.changed


@pytest.fixture
def specs(watched, wish):
    """The wish of a step; none where the link is not in the program."""
    made = {one: wish(watched.local.name, one[0], mode=one[1]) for one in REMOTES}
    return lambda step: made[step.remote].model_copy(update={"skip_unavailable": step.skips}) if step.remote else None


@pytest.fixture
def run(configured, monkeypatch, watched, specs):
    """Run one step, again after each failure as people do, and in a process of its own after a kill; return the state afterwards."""
    exchange, left, process = Transport._exchange, [None], []

    def counted(transport, *request):
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                if left[0] == -1:  # killed between the sending of a request and its answer
                    exchange(transport, *request)
                raise Killed
        return exchange(transport, *request)

    def end():
        while process:
            process.pop().close()

    def life():
        if not process:
            process.append(Connections(configured[0], {}, clusters=configured[1]))
        return RemoteConnectionLifecycle(process[0], Tell.by(lambda _: None))

    def start(state, step):
        spec, known = specs(step), state
        refresh, before, left[0] = step.refresh, watched.far()[0], step.dies_after
        for _ in range(TRIES):
            watched.stays = bool(spec and watched.far()[0])
            try:
                if refresh and state:
                    known = state = life().read(state.id, state)
                if spec is None:
                    return state and life().delete(state.id, state)
                return life().update(state.id, state, spec) if state else life().create(spec)
            except Killed:
                watched.kills += 1
                end()
                left[0], refresh = None, step.then == "refresh"
                state = None if step.then == "lost" and spec else known
            except PlaceTakenError:
                assert known
                assert watched.far()[0] == before
                state = known
            except CrosslinkError:
                if watched.passing:
                    raise
        raise AssertionError(step)

    monkeypatch.setattr(Transport, "_exchange", counted)
    yield start
    end()


def wire(spec):
    """What the settings of a fulfilled wish say."""
    where = {"proxy_address": spec.proxy_address, "server_name": spec.server_name} if spec.mode == "proxy" else {"seeds": list(spec.seeds)}
    return {"mode": spec.mode, **{key: value for key, value in where.items() if value}, "skip_unavailable": str(spec.skip_unavailable).lower()}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persistent=layers, transient=layers, trouble=st.lists(faults | writers, max_size=6), program=st.lists(steps, min_size=1, max_size=4))
def test_others_stay_and_ours_ends_as_wished(watched, run, specs, persistent, transient, trouble, program):
    """Whatever fails, whoever else writes and whenever the process dies: at every moment what others set is there, and ours ends as wished.

    Each step makes, changes (to another end, mode or `skip_unavailable`) or removes the remote, and may be killed between or within
    two requests; the run after that knows the old state, or reads first, or has lost the state.

    1. At every moment the settings of other aliases, in both layers, are as their writers made them, and so is what they set beside
       ours, but what its mode does not have.
    2. At every moment our remote is there, if it was there and is still wanted.
    3. No step fails for good, and none at all where only others write or up to four writes fail in passing.
       After each the settings of ours are the wish, whole, and nothing of the other mode.
    4. A last run without trouble leaves nodes that run what the settings say.
    """
    watched.begin(persistent, transient, trouble)
    state = None
    for step in program:
        state = run(state, step)
        assert watched.ours(step) == (wire(specs(step)) if step.remote else {})
        watched.let_others_write(watched.world, watched.cloud, watched.local, step.beside)
    watched.world.faults.clear()
    if state:
        state = run(state, replace(program[-1], refresh=True, dies_after=None))
        assert state.skip_unavailable is program[-1].skips
        assert watched.ours(program[-1]) == wire(specs(program[-1]))

    event(f"killed {watched.kills} times")
    assert watched.problems == []


def test_a_kill_at_any_request(watched, run, specs):
    """Whichever request is the last of a process that moves a remote whose `skip_unavailable` drifts: the next one ends as wished, even without a state."""
    for dies_after in count():
        watched.begin({}, {}, [])
        state = run(None, Step(REMOTES[0], skips=False))
        moved = Step(REMOTES[1], skips=False, dies_after=dies_after, then="lost")
        state = run(state, moved)

        assert watched.far()[0] == wire(specs(moved))
        assert (state.skip_unavailable, watched.local.drifted, watched.problems) == (False, [], [])
        if not watched.kills:
            break
    assert dies_after > 5  # the reading, the write, a look, two writes and a look
