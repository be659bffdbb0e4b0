"""The one way to change a deployment's settings, against conflicts, faults, lags and plans of every kind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from crosslink_core import coordination as waiting
from crosslink_core.api import error as errors
from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.connections import session as sessions
from crosslink_core.connections.session import Queue
from crosslink_core.coordination import shared_list
from crosslink_core.coordination.deployment_update import DeploymentUpdate, with_trust
from crosslink_core.coordination.plan import PlanFailedError, PlanPendingError, PlanTooLongError
from crosslink_core.coordination.shared_list import ATTEMPTS, OverwrittenError
from crosslink_emulator.world.deployments import Fate, end, start
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.state.plan import UPDATE_ACTION
from crosslink_emulator.world.state.trust import TrustChange

EU = "dddd0101" * 4
OWN, OTHERS = "1000000001", {"account_id": "777", "trust_all": True, "name": "theirs"}
PASSING = {"429": errors.RateLimitedError, "503": errors.UnavailableError, "drop-before": errors.NoReplyError, "drop-after": errors.NoReplyError}


def put(account_id, settings):
    """Wish for an entry that trusts all of an organization."""
    wanted = () if account_id in [item.key for item in settings.trust] else (TrustEntry(Kind.ACCOUNTS, {"account_id": account_id, "trust_all": True}),)
    return with_trust(settings, (*settings.trust, *wanted))


def removed(account_id, settings):
    """Wish an entry away."""
    return with_trust(settings, tuple(item for item in settings.trust if item.key != account_id))


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
def status():
    """The lines that show what is waited for."""
    return []


@pytest.fixture
def update(session, status):
    """The update of one deployment, as one resource makes it."""
    deployments = session.cloud("hosted").deployments
    return lambda timeout_s=60: DeploymentUpdate(session, deployments, EU, "deployment logs-eu", status.append, timeout_s)


@pytest.fixture
def eu(emulator):
    """The deployment, as the emulator has it."""
    return emulator.world.clouds["hosted"].deployments["logs-eu"]


@pytest.fixture
def accounts(eu):
    """The organizations that it trusts."""
    return lambda: [account.account_id for account in eu.trust.accounts]


@pytest.fixture
def fault(emulator):
    """Queue a fault: `read` or `write`."""

    def inject(operation, kind, **more):
        emulator.world.faults.add(Fault({"read": "get-deployment", "write": "update-deployment"}[operation], kind, **{"retry_after_s": 0} | more))

    return inject


@pytest.fixture
def requests(emulator):
    """The requests since the last time, in short."""

    def since():
        found = [{"get-deployment": "read", "update-deployment": "write"}[request["operation"]] for request in emulator.world.requests.to_json()]
        emulator.world.requests.clear()
        return found

    return since


@pytest.fixture
def body(connections, monkeypatch):
    """What was written last, and with which version."""
    deployments, sent = connections.cloud("hosted").deployments, []
    real = deployments.update

    def record(*args):
        sent.append(args)
        return real(*args)

    monkeypatch.setattr(deployments, "update", record)
    return sent


def test_only_what_changed(update, requests, body):
    """One reading, one write with its version, one look: the trust lists, all three, beside the plan as it is, and nothing is pruned."""
    found = update().change(partial(put, "2"))
    ((deployment_id, version, sent),) = body
    (resource,) = sent["resources"]["elasticsearch"]

    assert requests() == ["read", "write", "read"]
    assert (deployment_id, version) == (EU, "1")
    assert (sent.keys(), sent["prune_orphans"]) == ({"prune_orphans", "resources"}, False)
    assert list(sent["resources"]) == ["elasticsearch"]
    assert set(resource) == {"ref_id", "region", "plan", "settings"}
    assert "transient" not in resource["plan"]
    assert {name: len(entries) for name, entries in resource["settings"]["trust"].items()} == {"accounts": 2, "external": 0, "direct": 0}
    assert [item.key for item in found.trust] == [OWN, "2"]
    assert (found.pending, found.healthy) == (None, True)


def test_as_wished_already(update, requests):
    """What stands as wished is not written."""
    update().change(partial(put, OWN))

    assert requests() == ["read"]


def test_the_last_entry(update, accounts, body):
    """The lists can be emptied: they are sent as empty, not left out."""
    update().change(partial(removed, OWN))

    assert accounts() == []
    assert body[0][2]["resources"]["elasticsearch"][0]["settings"] == {"trust": {"accounts": [], "external": [], "direct": []}}


def test_conflict(update, accounts, fault, requests):
    """What somebody wrote between our reading and our write stays, and ours comes beside it."""
    fault("read", "another-writer", trust=TrustChange.model_validate({"add": {"accounts": [OTHERS]}, "remove": {"accounts": [OWN]}}))
    update().change(partial(put, "2"))

    assert accounts() == ["777", "2"]
    assert requests() == ["read", "write", "read", "write", "read"]


def test_conflicts_without_end(update, accounts, fault, requests):
    """Whoever writes all the time is told of, after a bounded number of tries; nothing of theirs was touched."""
    fault("read", "another-writer", trust=TrustChange.model_validate({"add": {"accounts": [OTHERS]}}), count=100)
    with pytest.raises(errors.ConflictError, match=r"409 .*; somebody else changed it at the same time: try again"):
        update().change(partial(put, "2"))

    assert requests().count("write") == ATTEMPTS
    assert accounts() == [OWN, "777"]


def test_overwritten(update, connections, monkeypatch, eu):
    """Without versions a writer who puts the old lists back all the time is told of, too."""
    deployments = connections.cloud("hosted").deployments
    real, before = deployments.update, eu.trust

    def meanwhile(*args):
        real(*args)
        eu.trust = before

    monkeypatch.setattr(deployments, "update", meanwhile)
    with pytest.raises(OverwrittenError, match=f"settings of deployment {EU}: another program writes this list"):
        update().change(partial(put, "2"))


@pytest.mark.parametrize("kind", PASSING)
def test_a_write_that_fails_once(update, accounts, fault, requests, kind):
    """It is read again, and made again only if it was not done: one entry, no error."""
    fault("write", kind)
    update().change(partial(put, "2"))

    assert accounts() == [OWN, "2"]
    assert requests() == ["read", "write", "read"] + ["write", "read"] * (kind != "drop-after")


@pytest.mark.parametrize("kind", ["429", "503", "drop-before"])
def test_a_write_that_fails_for_good(update, accounts, fault, requests, kind):
    """After a bounded number of times the failure itself is told, and nothing was changed."""
    fault("write", kind, count=ATTEMPTS)
    with pytest.raises(PASSING[kind]):
        update().change(partial(put, "2"))

    assert requests().count("write") == ATTEMPTS
    assert accounts() == [OWN]


def test_another_writer_after_a_lost_reply(update, accounts, fault, monkeypatch, eu):
    """What somebody writes between a write whose reply was lost and the next try stays; so does ours."""
    monkeypatch.setattr(shared_list, "sleep", lambda _: setattr(eu, "revision", eu.revision + 1))
    fault("write", "drop-before")
    fault("read", "another-writer", trust=TrustChange.model_validate({"add": {"accounts": [OTHERS]}}), skip=1)
    update().change(partial(put, "2"))

    assert accounts() == [OWN, "777", "2"]


def test_500(update, accounts, fault, requests):
    """A 500 of the service is a refusal: told at once, not tried again."""
    fault("write", "500")
    with pytest.raises(errors.RefusedError, match="500"):
        update().change(partial(put, "2"))

    assert requests() == ["read", "write"]
    assert accounts() == [OWN]


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("skip", [0, 1], ids=["first read", "read back"])
def test_a_reading_that_fails(update, fault, kind, skip, accounts):
    """It is the error of the change; the next one finishes the work, and writes once at most."""
    fault("read", kind, skip=skip)
    with pytest.raises(PASSING[kind]):
        update().change(partial(put, "2"))
    update().change(partial(put, "2"))

    assert accounts() == [OWN, "2"]


def test_lag_after_the_write(update, accounts, fault, requests, timings):
    """A reading that still shows what was there before is asked again, not written over."""
    timings(lags_s=(0.01, 0.01))
    fault("read", "lag", skip=1, count=2)
    update().change(partial(put, "2"))

    assert requests() == ["read", "write", "read", "read", "read"]
    assert accounts() == [OWN, "2"]


def test_lag_before_the_write(update, accounts, fault, requests):
    """A reading that lags has an old version: the write is refused, and made from a new reading."""
    update().change(partial(put, "2"))
    requests()
    fault("read", "lag")
    update().change(partial(put, "3"))

    assert accounts() == [OWN, "2", "3"]
    assert requests() == ["read", "write", "read", "write", "read"]


def test_lag_and_an_old_failure(update, accounts, fault, eu):
    """A failure that a lagging reading still shows is not taken for ours."""
    fault("write", "plan-fails")
    with pytest.raises(PlanFailedError):
        update().change(partial(put, "2"))
    fault("read", "lag", skip=1)
    update().change(partial(put, "3"))

    assert accounts() == [OWN, "2", "3"]
    assert eu.past_plans[-1].ending == "success"


# plans


def begin(emulator, eu, polls=1, **fate):
    """Let a plan of somebody else's begin."""
    emulator.world.plan_polls = polls
    start(emulator.world, eu, UPDATE_ACTION, Fate(**fate))
    emulator.world.plan_polls = 0


def test_a_plan_before(update, emulator, eu, accounts, status, requests, clock):
    """A pending plan of somebody else is waited for before anything is written, with its steps as status lines."""
    begin(emulator, eu, polls=3)
    update().change(partial(put, "2"))

    assert requests() == ["read"] * 4 + ["write", "read"]
    assert accounts() == [OWN, "2"]
    assert clock[0] == [0.5, 1, 2]
    assert [line.rpartition(": ")[0] for line in status] == ["waiting for the plan of deployment logs-eu"] * 3
    assert len({line.rpartition(": ")[2] for line in status}) == 3


def test_our_plan(update, emulator, accounts, status, requests):
    """The plan of the change is waited for, step by step, and the change is done when it has ended."""
    emulator.world.plan_polls = 3
    found = update().change(partial(put, "2"))

    assert requests() == ["read", "write"] + ["read"] * 4
    assert (found.pending, found.healthy) == (None, True)
    assert len(status) == 3


def test_a_plan_in_between(update, emulator, eu, accounts, connections, monkeypatch, requests):
    """A plan that begins between our reading and our write is waited for, and the write is made again."""
    deployments = connections.cloud("hosted").deployments
    real, left = deployments.update, [lambda: begin(emulator, eu)]

    def late(*args):
        if left:
            left.pop()()
        return real(*args)

    monkeypatch.setattr(deployments, "update", late)
    update().change(partial(put, "2"))

    assert accounts() == [OWN, "2"]
    assert requests() == ["read", "write", "read", "read", "write", "read"]


def test_plans_in_between_without_end(update, emulator, eu, connections, monkeypatch):
    """Whoever begins plans all the time is told of, in the service's words."""
    deployments = connections.cloud("hosted").deployments
    real = deployments.update

    def late(*args):
        begin(emulator, eu)
        return real(*args)

    monkeypatch.setattr(deployments, "update", late)
    with pytest.raises(PlanPendingError, match="resource_plan_state_error"):
        update().change(partial(put, "2"))


@pytest.mark.parametrize("polls", [0, 2], ids=["at once", "after a while"])
def test_a_plan_that_fails(update, emulator, accounts, fault, polls, requests):
    """The error says at which step, and what the log said last; the service keeps the settings, and the next change makes the plan again."""
    emulator.world.plan_polls = polls
    fault("write", "plan-fails", step="set-maintenance", message="No room on any host")
    with pytest.raises(PlanFailedError) as caught:
        update().change(partial(put, "2"))
    requests()
    emulator.world.plan_polls = 0
    found = update().change(partial(put, "2"))

    assert str(caught.value) == (
        "deployment logs-eu: the plan that applies the change to its nodes failed at step set-maintenance: No room on any host; "
        "correct that and run `pulumi up` again"
    )
    assert accounts() == [OWN, "2"]
    assert requests() == ["read", "write", "read"]
    assert found.healthy


def test_a_failure_before(update, emulator, eu, fault, accounts):
    """A plan of somebody else that had failed before is no failure of ours, whatever becomes of our first write."""
    begin(emulator, eu, polls=0, ending="failure")
    update().read()
    fault("write", "503")
    fault("read", "another-writer", trust=TrustChange.model_validate({"add": {"accounts": [OTHERS]}}))
    update().change(partial(put, "2"))

    assert accounts() == [OWN, "777", "2"]


def test_a_plan_that_does_not_end(update, emulator, eu, accounts, fault, requests, clock):
    """After the deadline the change says at which step the plan is; it is not made again when that has ended well."""
    fault("write", "plan-hangs", step="plan-validator")
    found = update(timeout_s=10).change(partial(put, "2"))
    waited = sum(clock[0])
    end(emulator.world, eu, Fate("success"))
    requests()
    done = update().change(partial(put, "2"))

    assert (found.pending, waited) == ("plan-validator", 10)
    assert (done.pending, requests()) == (None, ["read"])
    assert accounts() == [OWN, "2"]


def test_a_plan_that_fails_later(update, emulator, eu, accounts, fault, requests):
    """A plan that failed when nobody waited any more is made again by the next change."""
    fault("write", "plan-hangs")
    update(timeout_s=0).change(partial(put, "2"))
    end(emulator.world, eu, Fate("failure"))
    requests()
    done = update().change(partial(put, "2"))

    assert (requests(), done.healthy) == (["read", "write", "read"], True)
    assert accounts() == [OWN, "2"]


def test_another_plan_that_does_not_end(update, emulator, eu, accounts, requests):
    """A plan of somebody else that does not end in time stops the change, with its step; nothing is written."""
    begin(emulator, eu, ending="never", step="set-maintenance")
    with pytest.raises(PlanTooLongError, match=r"another plan is still at step set-maintenance after 7 s, .* wait for it or cancel it"):
        update(timeout_s=7).change(partial(put, "2"))

    assert "write" not in requests()
    assert accounts() == [OWN]


def test_a_reading_that_fails_while_waiting(update, emulator, accounts, fault):
    """A question without an answer is asked again while a plan is waited for."""
    emulator.world.plan_polls = 2
    fault("read", "503", skip=2, count=2)

    assert update().change(partial(put, "2")).pending is None


class Interrupted(BaseException):
    """Ctrl-C."""


def test_interruption(update, emulator, accounts, clock, requests):
    """An interrupted wait leaves the change written: the next one waits for its plan and writes nothing."""
    emulator.world.plan_polls = 2

    def interrupt():
        raise Interrupted

    clock[1][1] = interrupt
    with pytest.raises(Interrupted):
        update().change(partial(put, "2"))
    requests()
    found = update().change(partial(put, "2"))

    assert accounts() == [OWN, "2"]
    assert (found.pending, "write" in requests()) == (None, False)


# two at once


@pytest.fixture
def at_once(session, monkeypatch):
    """Run changes in threads that come together; return what each returned or raised."""

    def run(*works):
        gate = threading.Event()

        def sleep(_):
            if len(session._queues["settings of deployment", EU].waiting) == len(works):
                gate.set()
            gate.wait(10)

        monkeypatch.setattr(sessions, "sleep", sleep)
        with ThreadPoolExecutor(len(works)) as threads:
            futures = [threads.submit(work) for work in works]
            while len(session._queues.get(("settings of deployment", EU), Queue()).waiting) < len(works) and not any(item.done() for item in futures):
                gate.wait(0.001)
            gate.set()
            return [future.exception() or future.result() for future in futures]

    return run


def test_two_writers(update, accounts, at_once, requests):
    """Two changes of one deployment in one process are one write."""
    first, second = at_once(lambda: update().change(partial(put, "2")), lambda: update().change(partial(removed, OWN)))

    assert requests() == ["read", "write", "read"]
    assert accounts() == ["2"]
    assert first.trust == second.trust


def test_a_refused_wish(update, accounts, at_once):
    """A wish that the service refuses fails alone."""
    refused, *others = at_once(*(lambda id_=id_: update().change(partial(put, id_)) for id_ in ("NOT AN ID", "2", "3", "4")))

    assert isinstance(refused, errors.RefusedError)
    assert [other.healthy for other in others] == [True] * 3
    assert sorted(accounts()) == sorted([OWN, "2", "3", "4"])


def test_a_wish_that_looks_and_refuses(update, accounts, at_once, requests):
    """A wish that does not like what it sees fails alone, too, and nothing of it is written."""

    def look(_):
        raise errors.UnexpectedReplyError("here", "look", "is not liked")

    disliked, liked = at_once(lambda: update().change(partial(put, "2"), precondition=look), lambda: update().change(partial(put, "3")))

    assert str(disliked) == "here: look is not liked"
    assert liked.healthy
    assert accounts() == [OWN, "3"]
    assert requests() == ["read", "write", "read"]


def test_a_plan_that_fails_for_all(update, at_once, fault):
    """A plan that failed brought nobody's wish to the nodes: all are told."""
    fault("write", "plan-fails")
    found = at_once(lambda: update().change(partial(put, "2")), lambda: update().change(partial(put, "3")))

    assert [type(item) for item in found] == [PlanFailedError] * 2


def test_a_failed_plan_and_a_wish_that_changes_nothing(update, at_once, fault, requests):
    """Whoever comes with others has a failed plan made again, whether or not they change something, in whatever order."""
    fault("write", "plan-fails")
    with pytest.raises(PlanFailedError):
        update().change(partial(put, "2"))
    for wishes in (("put", "removed"), ("removed", "put")):
        works = {"put": lambda: update().change(partial(put, "2")), "removed": lambda: update().change(partial(removed, "gone"))}
        requests()
        found = at_once(*(works[wish] for wish in wishes))

        assert all(item.healthy for item in found)


# replies that lack something


@pytest.fixture
def reply(connections, monkeypatch):
    """Change what the service says of the deployment."""
    deployments = connections.cloud("hosted").deployments
    real = deployments.settings

    def put(change):
        def settings(*args, **more):
            found = real(*args, **more)
            change(found.content["resources"]["elasticsearch"])
            return found

        monkeypatch.setattr(deployments, "settings", settings)

    return put


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda found: found.clear(), id="no Elasticsearch"),
        pytest.param(lambda found: found[0]["info"].pop("settings"), id="no settings"),
        pytest.param(lambda found: found[0]["info"].update(settings=None), id="null settings"),
        pytest.param(lambda found: found[0]["info"]["settings"].update(trust=[]) or found[0]["info"]["settings"].update(trust=[1]), id="trust a list"),
        pytest.param(lambda found: found[0]["info"]["settings"]["trust"].update(direct={}), id="a list an object"),
        pytest.param(lambda found: found[0]["info"]["settings"]["trust"].update(accounts=["text"]), id="an entry a text"),
        pytest.param(lambda found: found[0].pop("ref_id"), id="no ref id"),
    ],
)
def test_an_answer_of_another_shape(update, reply, accounts, requests, change):
    """What does not show the lists is never taken for "there are none": nothing is written."""
    reply(change)
    with pytest.raises(errors.UnexpectedReplyError, match="deployment logs-eu: get-deployment lacks"):
        update().change(partial(put, "2"))

    assert requests() == ["read"]
    assert accounts() == [OWN]


def test_no_plan(update, reply, accounts, requests):
    """A deployment whose first plan was never applied can be read, but not changed: an update must repeat its plan."""
    reply(lambda found: found[0]["info"]["plan_info"].update(current=None))

    assert [item.key for item in update().peek().trust] == [OWN]
    with pytest.raises(errors.UnexpectedReplyError, match=r"shows no plan .*; has its first plan been applied"):
        update().change(partial(put, "2"))
    assert requests() == ["read", "read"]


@pytest.mark.parametrize("trust", [None, {}, {"accounts": None, "external": None, "direct": None}], ids=["null", "empty", "nulls"])
def test_trust_in_nobody(update, reply, trust):
    """No lists, and lists that are null, are no entries."""
    reply(lambda found: found[0]["info"]["settings"].update(trust=trust))

    assert update().peek().trust == ()
