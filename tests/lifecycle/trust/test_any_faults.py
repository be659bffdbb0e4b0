"""Any faults, at any step, of making, changing and removing trust of all three kinds, while others write the same lists."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import pytest
import stamina
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from crosslink_core.api import retry
from crosslink_core.api.transport import Transport
from crosslink_core.connections import Connections
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Session
from crosslink_core.coordination import ATTEMPTS
from crosslink_core.lifecycle import Owner, Tell
from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.lifecycle.trust.external_trust import ExternalTrustLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust
from crosslink_core.model.trust.external_trust import ExternalTrust
from crosslink_emulator.estate import parse_estate
from crosslink_emulator.faults import writer
from crosslink_emulator.world.deployments import Fate, end
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.state.trust import TrustChange
from crosslink_emulator.world.trust import deployment_trust
from crosslink_emulator.world.trust import trust_relationship as relationships

NUMBERS = (0, 1)
DEPLOYMENTS = [f"dddd030{n}" * 4 for n in NUMBERS]
HOME, AWAY = "acc00300" * 4, "acc00400" * 4
KINDS = {"accounts": (AccountTrustLifecycle, AccountTrust), "external": (ExternalTrustLifecycle, ExternalTrust), "direct": (DirectTrustLifecycle, DirectTrust)}
PLACES = [(number, kind, key) for number in NUMBERS for kind in KINDS for key in ("a", "b")]
SOME = [this * 32 for this in "12"]


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Trouble:
    """What happens in a run: faults and foreign writers, how slow plans are, after how many requests the process is killed, what is known of it then."""

    faults: list
    polls: int
    dies_after: int | None
    checkpoints: bool
    parallel: int
    """How many steps the engine takes at a time."""

    @property
    def passes(self):
        """Whether a run bears it: nothing that is final, and fewer faults than there are tries."""
        return sum(fault.count for fault in self.faults) < ATTEMPTS and not {item.kind for item in self.faults} & {"500", "plan-fails", "plan-hangs"}


FOREIGN = {
    "an account comes": {"add": {"accounts": [{"account_id": "777", "trust_all": False, "trust_allowlist": ["7" * 32, "0" * 32], "name": "theirs"}]}},
    "an account goes": {"remove": {"accounts": ["777"]}},
    "an environment comes": {"add": {"external": [{"trust_relationship_id": "theirs", "trust_all": True}]}},
    "an environment goes": {"remove": {"external": ["theirs"]}},
    "an authority comes": {"add": {"direct": [{"name": "theirs", "trust_all": True, "scope_id": "somebody", "certificates": ["one", "two"]}]}},
    "an authority changes": {"add": {"direct": [{"name": "theirs", "trust_all": False, "additional_node_names": ["n"], "certificates": ["two"]}]}},
    "an authority goes": {"remove": {"direct": ["theirs"]}},
}

READ, WRITE = "get-deployment", "update-deployment"
passing = st.builds(
    Fault,
    operation=st.sampled_from([READ, WRITE, WRITE]),
    kind=st.sampled_from(["429", "500", "503", "drop-before", "drop-after"]),
    count=st.integers(1, 2),
    skip=st.integers(0, 3),
    retry_after_s=st.just(0),
)
lags = st.builds(Fault, operation=st.just(READ), kind=st.just("lag"), count=st.integers(1, 2), skip=st.integers(0, 4))
plans = st.builds(Fault, operation=st.just(WRITE), kind=st.sampled_from(["plan-fails", "plan-hangs"]), skip=st.integers(0, 2))
writers = st.builds(
    Fault,
    operation=st.sampled_from([READ, WRITE]),
    kind=st.just("another-writer"),
    count=st.integers(1, 2),
    skip=st.integers(0, 2),
    message=st.sampled_from(sorted(FOREIGN)),  # becomes his change when the certificates are known
)
troubles = st.builds(
    Trouble,
    faults=st.lists(writers | passing | lags | plans, max_size=5),
    polls=st.sampled_from([0, 0, 1, 2]),
    dies_after=st.none() | st.integers(0, 10),
    checkpoints=st.booleans(),
    parallel=st.sampled_from([1, 2, 64]),
)
programs = st.dictionaries(st.sampled_from(PLACES), st.integers(0, 1), max_size=6)


class Run(Owner):
    """One `up` in a process of its own."""

    def __init__(self, session, state, parallel):
        self.session, self.state, self.parallel, self.errors, self.said = session, state, parallel, [], []
        self.owned = {item.id for item in state.values()}
        self.lives = {kind: life(session, Tell.by(self.said.append)) for kind, (life, _) in KINDS.items()}

    def take(self, id_):
        """Own an entry, unless another resource does: as `Claims` do."""
        free = id_ not in self.owned
        self.owned.add(id_)
        return free

    def up(self, program, spec):
        for number in NUMBERS:
            self._at_once(number, [partial(self._put, place, spec(place, version)) for place, version in program.items() if place[0] == number])
        if not self.errors:  # Pulumi deletes nothing after a failure
            for number in NUMBERS:
                self._at_once(number, [partial(self._delete, place) for place in list(self.state) if place[0] == number and place not in program])

    def _put(self, place, spec):
        life, old = self.lives[place[1]], self.state.get(place)
        self.state[place] = life.create(spec, self) if old is None else life.update(old.id, old, spec)

    def _delete(self, place):
        self.lives[place[1]].delete(self.state[place].id, self.state[place])
        del self.state[place]

    def _attempt(self, act):
        try:
            act()
        except CrosslinkError as error:
            self.errors.append(error)

    def _at_once(self, number, acts):
        """Run steps as the engine's threads do, as many at a time as it is told to; those that write wait for each other."""
        for first in range(0, len(acts), self.parallel):
            some = acts[first : first + self.parallel]
            busy, place = [len(some)], ("settings of deployment", DEPLOYMENTS[number])

            def sleep(_seconds, busy=busy, place=place):
                while len(self.session._queues[place].waiting) < busy[0]:
                    time.sleep(0.0002)

            def work(act, busy=busy):
                try:
                    self._attempt(act)
                finally:
                    busy[0] -= 1

            with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(some)) as threads:
                patch.setattr(sessions, "sleep", sleep)
                for future in [threads.submit(work, act) for act in some]:
                    future.result()


@dataclass
class Estate:
    """One environment with two deployments, and everything that was ever so."""

    world: object
    estate: object
    problems: list = field(default_factory=list)
    must: dict = field(default_factory=dict)
    """What others put there, by deployment: it must be so at every moment."""
    stay: set = field(default_factory=set)
    """The places of ours that must be there at every moment."""
    theirs: bool = False
    """Whether it is another writer who writes."""

    def begin(self):
        self.world.reset(self.estate)
        authority = self.world.authority(self.cloud)
        self.certificates = {"one": authority.pem(authority.active).replace("\n", "\r\n")}
        authority = authority.rotated("announce", self.world.clock)
        self.certificates["two"] = authority.pem(authority.certificates[-1])
        content = {"public_ca_cert": self.certificates["two"], "trust_by_default": False, "account_ids": (AWAY,), "installation_id": AWAY}
        for name in ("a", "b", "theirs"):
            made = relationships.create(self.world, self.cloud, content | {"name": name})
            self.cloud.trust_relationships[name] = self.cloud.trust_relationships.pop(made.id).model_copy(update={"id": name})
        self.problems.clear()
        self.stay = set()
        self.must = {number: self.foreign(number) for number in NUMBERS}
        self.world.changed = self.look

    @property
    def cloud(self):
        return self.world.clouds["enterprise"]

    def deployment(self, number):
        return self.cloud.find(DEPLOYMENTS[number])

    def entries(self, number):
        """Every entry by list and key; a direct one by its name."""
        trust = self.deployment(number).trust
        found = [("accounts", account.account_id, account) for account in trust.accounts]
        found += [("external", each.trust_relationship_id, each) for each in trust.external]
        return found + [("direct", item.name, item) for item in trust.direct]

    def foreign(self, number):
        return [(kind, key, item) for kind, key, item in self.entries(number) if key not in {"a", "b"}]

    def ours(self, number):
        return [(kind, key, item) for kind, key, item in self.entries(number) if key in {"a", "b"}]

    def look(self):
        """See that what is foreign is as they wrote it, and that what stays is there."""
        for number in NUMBERS:
            if self.theirs:
                self.must[number] = self.foreign(number)
            elif self.foreign(number) != self.must[number]:
                self.problems.append(f"foreign: {self.foreign(number)} instead of {self.must[number]}")
            there = {(number, kind, key) for kind, key, _ in self.ours(number)}
            if lost := {place for place in self.stay if place[0] == number} - there:
                self.problems.append(f"lost: {lost}")

    def let_others_write(self, *args):
        self.theirs = True
        try:
            deployment_trust.write_trust(*args)
        finally:
            self.theirs = False

    def trouble(self, trouble):
        self.world.past, self.world.plan_polls = type(self.world.past)(), trouble.polls
        for fault in trouble.faults:
            fresh = Fault(**vars(fault))
            if fault.kind == "another-writer":
                fresh.trust, fresh.message = self.change(fault.message), None
            elif fault.kind.startswith("plan"):
                fresh.step, fresh.message = "set-maintenance", "no quorum"
            self.world.faults.add(fresh)

    def change(self, name):
        change = {part: {kind: list(some) for kind, some in lists.items()} for part, lists in FOREIGN[name].items()}
        for item in change.get("add", {}).get("direct", []):
            change["add"]["direct"] = [item | {"certificates": [self.certificates[pem] for pem in item["certificates"]]}]
        return TrustChange.model_validate(change)

    def calm(self):
        """No more faults, and whatever plan hung goes on."""
        self.world.faults.clear()
        self.world.plan_polls = 0
        for number in NUMBERS:
            if self.deployment(number).pending_plan is not None:
                end(self.world, self.deployment(number), Fate("success"))

    def spec(self, place, version):
        """A wish: some clusters or, as version 1, all of them; for an account also a note, for an authority another certificate."""
        number, kind, key = place
        wish = {"deployment": {"deployment_id": DEPLOYMENTS[number], "ref_id": "main-elasticsearch", "connection": "enterprise"}, "plan_timeout_s": 6}
        wish |= {"trust_all": True} if version else {"trust_allowlist": SOME}
        if kind == "accounts":
            wish |= {"account_id": key} | ({"name": "noted"} if version else {})
        elif kind == "external":
            wish |= {"trust_relationship_id": key}
        else:
            wish |= {"name": key, "type": "ECE", "scope_id": AWAY, "certificates": [self.certificates["two" if version else "one"]]}
        return KINDS[kind][1].model_validate(wish)

    def is_as_wanted(self, place, version, entry):
        right = (entry.trust_all, entry.trust_allowlist) == ((True, ()) if version else (False, tuple(SOME)))
        if place[1] == "direct":
            (pem,) = entry.certificates
            return right and pem == self.certificates["two" if version else "one"].replace("\r\n", "\n")
        return right and (place[1] != "accounts" or not version or entry.name == "noted")


@pytest.fixture
def estate(emulator, monkeypatch):
    """The estate; whoever is another writer is known as one."""
    deployments = {
        f"logs-{n}": {"id": deployment, "resource_id": deployment.replace("d", "e"), "region": "ece-region", "version": "8.19.4", "created": "2024-03-01"}
        for n, deployment in enumerate(DEPLOYMENTS)
    }
    cloud = {"platform": "ece", "organization": HOME, "api_keys": {"admin": "emulated-enterprise-key"}, "deployments": deployments}
    one = Estate(emulator.world, parse_estate({"clouds": {"enterprise": cloud}}, "estate"))
    monkeypatch.setattr(writer, "write_trust", one.let_others_write)
    yield one
    del emulator.world.changed


@pytest.fixture
def run(emulator, monkeypatch, estate):
    """Run a program on a state in a process of its own; return the run and whether it was killed."""
    exchange = Transport._exchange

    def start(program, state, dies_after=None, parallel=64):
        left = [dies_after]

        def counted(transport, operation, *rest):
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    if left[0] == -1:  # killed between the sending of a request and its answer
                        exchange(transport, operation, *rest)
                    raise Killed
            return exchange(transport, operation, *rest)

        connection = {"platform": "ece", "endpoint": emulator.cloud_url("enterprise"), "apiKey": "emulated-enterprise-key", "insecure": True}
        session = Session(Connections({"enterprise": connection}, {}))
        with stamina.set_testing(True, attempts=retry.ATTEMPTS):
            monkeypatch.setattr(Transport, "_exchange", counted)
            one = Run(session, state, parallel)
            try:
                one.up(program, estate.spec)
                return one, False
            except Killed:
                return one, True
            finally:
                monkeypatch.setattr(Transport, "_exchange", exchange)
                session.connections.close()

    return start


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(programs, troubles), min_size=1, max_size=3))
def test_any_faults(estate, run, steps):
    """No entry of others is ever missing or otherwise than they wrote it, and in the end what is wanted is there, once, and nothing else of ours.

    Each step is a program that is run twice: once with up to five faults and foreign writers, slow, failing or hanging plans, and
    perhaps a kill between or within two requests, after which the state may know nothing of the run; then again without any.

    1. At every moment all entries of others are there, byte for byte: fields, names, uids, certificates, order.
    2. At every moment an entry of ours that was there and is still wanted is there.
    3. The first run ends without an error, if it meets only what passes, and not too often; the second run always.
       Each wish then has one entry, as wanted; what is not wanted is gone; the plan has ended well.
    4. A direct entry that was known has the uid that it had.
    """
    estate.begin()
    state = {}
    for program, trouble in steps:
        kept = dict(state)
        estate.stay = {place for place in kept if place in program}
        estate.trouble(trouble)
        first, killed = run(program, state, trouble.dies_after, trouble.parallel)
        event(f"first run: {'killed' if killed else 'failed' if first.errors else 'done'}")
        estate.calm()
        if killed and not trouble.checkpoints:
            state = dict(kept)
        second, _ = run(program, state, parallel=trouble.parallel)

        assert killed or not first.errors or not trouble.passes
        assert not estate.problems
        assert not second.errors
        assert set(state) == set(program)
        for number in NUMBERS:
            there = {(number, kind, key): each for kind, key, each in estate.ours(number)}
            wanted = {place: version for place, version in program.items() if place[0] == number}
            assert len(estate.ours(number)) == len(there)
            assert set(there) == set(wanted)
            for place, version in wanted.items():
                assert estate.is_as_wanted(place, version, there[place]), (place, version, there[place])
                assert state[place].applied
            plans = estate.deployment(number).past_plans
            assert not plans or plans[-1].ending == "success"
        for place in {found for found in state if found[1] == "direct"}:
            uid = next(item.uid for kind, key, item in estate.ours(place[0]) if (kind, key) == place[1:])
            assert state[place].uid == uid
            assert place not in kept or kept[place].uid == uid
