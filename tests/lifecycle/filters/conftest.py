"""A small engine: what Pulumi does with the resources of a program, in its order, with a process that faults and kills may strike."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import pytest
import stamina

from crosslink_core.api import retry
from crosslink_core.api.transport import Transport
from crosslink_core.connections import Connections
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Owner, Tell
from crosslink_core.lifecycle.claims import Claims
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters.traffic_filter import TrafficFilter
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociation
from crosslink_emulator.estate import parse_estate
from crosslink_emulator.world.filters import traffic_filter as rulesets
from crosslink_emulator.world.state.traffic_filter import Content

REGION = "aws-eu-west-1"
DEPLOYMENTS = [f"dddd010{n}" * 4 for n in (1, 2, 3)]
RULES = {"ip": [{"source": "10.0.0.0/8"}], "egress_firewall": [{"egress_rule": {"target": "0.0.0.0/0", "protocol": "all"}}]}


class Killed(BaseException):
    """The process is gone."""


@dataclass
class State:
    """What the stack knows: filters by name, associations by filter and deployment."""

    filters: dict = field(default_factory=dict)
    associations: dict = field(default_factory=dict)

    def copy(self):
        return State(dict(self.filters), dict(self.associations))

    def ours(self, number):
        """The names of the filters that the stack has on a deployment."""
        return {name for name, there in self.associations if there == number}


def spec_of(name, version):
    kind = "egress_firewall" if name.startswith("egress") else "ip"
    rules = [*RULES[kind], *([{**RULES[kind][0], "source": f"192.168.0.{version}"}] if version and kind == "ip" else [])]
    description = f"version {version}" if kind != "ip" else None
    return TrafficFilter(name=name, type=kind, region=REGION, rules=rules, description=description, connection="hosted", platform="ech")


class Run(Owner):
    """One `up` in a process of its own."""

    def __init__(self, session, state, parallel=64):
        self.session, self.state, self.parallel, self.errors, self.said = session, state, parallel, [], []
        self.owned = {item.ruleset_id for item in state.filters.values()}
        tell = Tell.by(self.said.append)
        self.filters = TrafficFilterLifecycle(session, tell)
        self.associations = TrafficFilterAssociationLifecycle(session, tell)
        self.staying = set()
        session.shared(Claims).stays = lambda id_: id_ in self.staying

    def take(self, id_):
        """Own a ruleset, unless another resource does: as `Claims` do."""
        free = id_ not in self.owned
        self.owned.add(id_)
        return free

    def attempt(self, act):
        """Run one step; a failure is noted, and what depends on it does not happen."""
        try:
            act()
        except CrosslinkError as error:
            self.errors.append(error)

    def at_once(self, deployment_id, acts, session=None):
        """Run steps as the engine's threads do, as many at a time as it is told to, and none before all of them have come."""
        for number in range(0, len(acts), self.parallel):
            self._at_once(deployment_id, acts[number : number + self.parallel], session or self.session)

    def _at_once(self, deployment_id, acts, session):
        place = ("traffic filters of deployment", deployment_id)

        def sleep(_seconds):
            while len(session._queues[place].waiting) < len(acts):
                time.sleep(0.0002)

        with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(acts)) as threads:
            patch.setattr(sessions, "sleep", sleep)
            for future in [threads.submit(self.attempt, act) for act in acts]:
                future.result()

    def up(self, program):
        state = self.state
        for name, version in program.filters.items():
            self.attempt(partial(self._put_filter, name, spec_of(name, version)))
        for number, names in program.attached.items():
            if all(name in state.filters for name in names):
                wanted = {name: self._association(name, number, program) for name in names}
                new = {name: each for name, each in wanted.items() if (name, number) not in state.associations}
                if new:
                    self.at_once(DEPLOYMENTS[number], [partial(self._attach, name, number, item) for name, item in new.items()])
                for name in names & state.ours(number):
                    old = state.associations[name, number]
                    if old.model_dump() != wanted[name].model_dump():
                        state.associations[name, number] = self.associations.update("", old, wanted[name])
        self.staying = {association.id for (name, number), association in state.associations.items() if name in program.attached.get(number, ())}
        if self.errors:
            return  # Pulumi deletes nothing after a failure
        going = [(name, number) for name, number in state.associations if name not in program.attached.get(number, ())]
        going.sort(key=lambda place: state.associations[place].open_on_delete)  # of several, the last one decides whether the deployment may be opened
        for number in sorted({number for _, number in going}):
            self.at_once(DEPLOYMENTS[number], [partial(self._detach, name, number) for name, there in going if there == number])
        used = {name for name, _ in state.associations}
        for name in [name for name in state.filters if name not in program.filters and name not in used]:
            self.attempt(partial(self._delete_filter, name))

    def _put_filter(self, name, spec):
        old = self.state.filters.get(name)
        self.state.filters[name] = self.filters.create(spec, self) if old is None else self.filters.update(old.ruleset_id, old, spec)

    def _association(self, name, number, program):
        one = {"ruleset_id": self.state.filters[name].ruleset_id, "name": name, "type": self.state.filters[name].type, "region": REGION}
        end = {"deployment_id": DEPLOYMENTS[number], "connection": "hosted"}
        together = [self.state.filters[other].ruleset_id for other in program.attached[number]]
        return TrafficFilterAssociation(traffic_filter=one, deployment=end, together=together, open_on_delete=program.open_on_delete)

    def _attach(self, name, number, spec):
        self.state.associations[name, number] = self.associations.create(spec)

    def _detach(self, name, number):
        self.associations.delete("", self.state.associations[name, number])
        del self.state.associations[name, number]

    def _delete_filter(self, name):
        self.filters.delete(self.state.filters[name].ruleset_id, self.state.filters[name])
        del self.state.filters[name]


class Estate:
    """One organization with three deployments of one region, and everything that was ever so."""

    def __init__(self, emulator):
        deployments = {
            f"logs-{n}": {"id": deployment, "resource_id": deployment.replace("d", "e"), "region": REGION, "version": "8.19.4", "created": "2024-03-01"}
            for n, deployment in enumerate(DEPLOYMENTS)
        }
        cloud = {"platform": "ech", "organization": "1000000001", "api_keys": {"admin": "emulated-hosted-key"}, "deployments": deployments}
        self.world, self.estate, self.history = emulator.world, parse_estate({"clouds": {"hosted": cloud}}, "estate"), []

    def begin(self, foreign):
        """Begin anew, with a foreign ruleset on some of the deployments."""
        self.world.reset(self.estate)
        self.world.changed = lambda: self.history.append(self.doors())
        content = Content(name="foreign", type="ip", include_by_default=False, region=REGION, rules=({"source": "::1"},))
        self.foreign = rulesets.create(self.world, self.cloud, content).id
        for number in foreign:
            rulesets.attach(self.world, self.cloud, self.foreign, DEPLOYMENTS[number])

    @property
    def cloud(self):
        return self.world.clouds["hosted"]

    def filters(self):
        """What there is of filters but the foreign one, by id."""
        return {id_: item for id_, item in self.cloud.traffic_filters.items() if id_ != self.foreign}

    def on(self, number):
        """The names of the filters on a deployment."""
        return {item.name for item in self.cloud.traffic_filters.values() if item.association(DEPLOYMENTS[number])}

    def doors(self):
        """Which deployments are closed."""
        return [any(item.association(id_) and item.type == "ip" for item in self.cloud.traffic_filters.values()) for id_ in DEPLOYMENTS]


@pytest.fixture
def estate(emulator):
    """The estate, and an empty state."""
    one = Estate(emulator)
    yield one
    del emulator.world.changed


@pytest.fixture
def new_state():
    """What a stack knows that has nothing."""
    return State


@pytest.fixture
def run(emulator, monkeypatch):
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

        connection = {"platform": "ech", "endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-key", "insecure": True}
        session = Session(Connections({"hosted": connection}, {}))
        with stamina.set_testing(True, attempts=retry.ATTEMPTS):
            monkeypatch.setattr(Transport, "_exchange", counted)
            one = Run(session, state, parallel)
            try:
                one.up(program)
                return one, False
            except Killed:
                return one, True
            finally:
                monkeypatch.setattr(Transport, "_exchange", exchange)
                session.connections.close()

    return start
