"""The lives of the three kinds of trust entries on deployments that others trust through, too, and time that passes only by waiting."""

from dataclasses import dataclass

import pytest

from crosslink_core import coordination as waiting
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.trust.account_trust import AccountTrustLifecycle
from crosslink_core.lifecycle.trust.direct_trust import DirectTrustLifecycle
from crosslink_core.lifecycle.trust.external_trust import ExternalTrustLifecycle
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust
from crosslink_core.model.trust.external_trust import ExternalTrust
from crosslink_emulator.http.deployments import trust_document
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.state.trust import Trust, TrustChange
from crosslink_emulator.world.trust import trust_relationship as relationships
from crosslink_emulator.world.trust.deployment_trust import write_trust

SHOP, ORDERS, TRIAL, BENCH = (item * 4 for item in ("eeee0201", "eeee0302", "eeee0402", "eeee0403"))
ECE = "acc00300" * 4
KINDS = {"account": "accounts", "external": "external", "direct": "direct"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Time that passes only by waiting; before each pause `at` may do something."""
    pauses, at = [], {}

    def sleep(seconds):
        pauses.append(seconds)
        at.get(len(pauses), lambda: None)()

    monkeypatch.setattr(waiting, "sleep", sleep)
    monkeypatch.setattr(waiting, "monotonic", lambda: sum(pauses))
    return pauses, at


@pytest.fixture
def pem(emulator, place):
    """The active certificate of the authority that signs for a deployment."""

    def active(name):
        cloud, deployment = place(name)
        authority = emulator.world.authority(emulator.world.clouds[cloud], deployment.region)
        return authority.pem(authority.active)

    return active


@pytest.fixture
def relate(emulator, pem):
    """Let an environment know another one; return the id of the relationship."""

    def make(holder, name, organization):
        content = {"name": name, "public_ca_cert": pem("trial"), "trust_by_default": False, "account_ids": (organization,), "installation_id": organization}
        return relationships.create(emulator.world, emulator.world.clouds[holder], content).id

    return make


@dataclass
class Case:
    """One kind: who holds the entry, the life and what it wants, and a change of that."""

    holder: str
    life: object
    model: type
    given: dict
    change: dict
    where: str = ""

    def spec(self, **more):
        return self.model.model_validate(self.given | more)


@pytest.fixture
def cases(session, directory, place, pem, relate, emulator, said):
    """All three kinds: trust in a partner's account, in another environment, and by certificate in an environment."""

    def make(kind):
        holder = "orders" if kind == "external" else "logs-eu"
        cloud, found = place(holder)
        end = directory.find([(cloud, found.id)])[found.id]
        given, model, life = {
            "account": lambda: ({"account_id": "2000000002", "trust_allowlist": [SHOP], "name": "partner"}, AccountTrust, AccountTrustLifecycle),
            "external": lambda: (
                {"trust_relationship_id": relate("enterprise", "laboratory", "acc00400" * 4), "trust_allowlist": [TRIAL]},
                ExternalTrust,
                ExternalTrustLifecycle,
            ),
            "direct": lambda: (
                {"name": "ours", "type": "ECE", "scope_id": ECE, "trust_allowlist": [ORDERS], "certificates": [pem("orders")]},
                DirectTrust,
                DirectTrustLifecycle,
            ),
        }[kind]()
        emulator.world.requests.clear()
        case = Case(holder, life(session, Tell.by(said.append)), model, {"deployment": end} | given, {"trust_all": True, "trust_allowlist": ()})
        case.where = f"{found.id}/main-elasticsearch"
        return case

    return make


@pytest.fixture(params=KINDS)
def kind(request):
    """Each kind in turn."""
    return request.param


@pytest.fixture
def case(kind, cases, foreign):
    """A case of each kind, on a deployment that holds entries of others."""
    case = cases(kind)
    case.list = KINDS[kind]
    case.foreign = foreign(case.holder)
    return case


@pytest.fixture
def shown(emulator, place):
    """The three lists of a deployment as the service shows them."""

    def show(name):
        cloud, deployment = place(name)
        return {"accounts": [], "external": [], "direct": []} | trust_document(emulator.world.clouds[cloud], deployment.trust)

    return show


@pytest.fixture
def put(emulator, place):
    """Write all of a deployment's trust as somebody else does."""

    def write(name, trust):
        cloud, deployment = place(name)
        write_trust(emulator.world, emulator.world.clouds[cloud], deployment, Trust.model_validate(trust))

    return write


@pytest.fixture
def meddle(emulator, place):
    """Add and remove entries as somebody else does."""

    def change(name, **parts):
        cloud, deployment = place(name)
        write_trust(emulator.world, emulator.world.clouds[cloud], deployment, TrustChange.model_validate(parts).apply(deployment.trust))

    return change


@pytest.fixture
def foreign(shown, meddle, pem, relate):
    """Let others put an entry into each list that the deployment can have; return the lists."""

    def add(name):
        accounts = [{"account_id": "7777777777", "trust_all": False, "trust_allowlist": ["7" * 32], "name": "theirs"}]
        external = [{"trust_relationship_id": relate("enterprise", "another", "acc00900" * 4), "trust_all": True}] if name == "orders" else []
        direct = [{"name": "theirs", "trust_all": True, "scope_id": "somebody", "certificates": [pem("logs-us"), pem("bench")]}]
        meddle(name, add={"accounts": accounts, "external": external, "direct": direct})
        return shown(name)

    return add


@pytest.fixture
def ours(case, shown):
    """What the deployment has besides what others put there, by list; theirs must be as it was."""

    def rest():
        found = shown(case.holder)
        for name, entries in case.foreign.items():
            assert [entry for entry in found[name] if entry in entries] == entries, f"an entry of others in {name} is not as it was"
        return {name: left for name, entries in found.items() if (left := [entry for entry in entries if entry not in case.foreign[name]])}

    return rest


@pytest.fixture
def fault(emulator):
    """Queue a fault: `read`, `write`, or an operation's own id."""

    def inject(operation, kind, **more):
        long = {"read": "get-deployment", "write": "update-deployment"}
        emulator.world.faults.add(Fault(long.get(operation, operation), kind, **{"retry_after_s": 0} | more))

    return inject


@pytest.fixture
def requests(emulator):
    """The operations asked for since the last time, in short."""

    def since():
        short = {"get-deployment": "read", "update-deployment": "write"}
        found = [short.get(request["operation"], request["operation"]) for request in emulator.world.requests.to_json()]
        emulator.world.requests.clear()
        return found

    return since
