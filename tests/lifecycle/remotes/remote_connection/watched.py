"""What may happen to a remote while it is made, changed and removed, and a local cluster that is watched at every moment of it."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from crosslink_core.coordination import ATTEMPTS
from crosslink_emulator.faults import Fault
from crosslink_emulator.world.remotes import MODE_OF, SettingError
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings

REMOTES = (("shop-eu", "proxy"), ("stock", "proxy"), ("stock", "sniff"))
"""A deployment, and a cluster in both modes."""
OPERATIONS = ("cluster-get-settings", "cluster-put-settings", "cluster-remote-info")
KINDS = ("429", "500", "503", "drop-before", "drop-after")
OURS = ("mode", "proxy_address", "server_name", "seeds", "skip_unavailable")
BESIDE = {"transport.compress": "true", "transport.ping_schedule": "5s", "proxy_socket_connections": "7", "node_connections": "7"}
"""What others set of our alias."""


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
BESIDES = st.sampled_from([{f"cluster.remote.far.{name}": value} for name, each in BESIDE.items() for value in (each, None)])
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
        borne = [item for item in faults if item.kind == "another-writer" or (item.operation == "cluster-put-settings" and item.kind != "500")]
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
