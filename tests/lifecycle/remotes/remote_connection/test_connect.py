import pytest

from crosslink_core import coordination as waiting
from crosslink_core.api.elasticsearch.remote_info import RemoteInfos
from crosslink_core.lifecycle import NotConnectedError
from crosslink_core.lifecycle.trust.trust_reason import Judgement


@pytest.fixture
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
def asleep(place, way):
    """The remote deployment, which is stopped."""
    found = place({"direct": "shop-eu", "proxy": "reports"}[way])[1]
    found.status = "stopped"
    return found


def test_a_remote_that_comes_up(life, spec, clock, asleep, said):
    """A connection that comes within the time is waited for."""
    pauses, at = clock
    at[3] = lambda: setattr(asleep, "status", "started")
    state = life.create(spec(connect_timeout_s=120))

    assert (state.connected, state.reason, said) == (True, "", [])
    assert pauses == [0.5, 1, 2]


def test_the_remote_is_used_while_it_is_waited_for(life, wish, clock, place, monkeypatch):
    """Nodes connect again when a remote is used, not when it is looked at: each look but the first uses it before."""
    used, (_, at) = [], clock
    monkeypatch.setattr(RemoteInfos, "reconnect", lambda _, aliases, *, timeout_s: used.append((list(aliases), timeout_s)))
    place("shop-eu")[1].status = "stopped"
    at[2] = lambda: setattr(place("shop-eu")[1], "status", "started")
    life.create(wish(connect_timeout_s=120))

    assert used == [(["far"], 2)] * 2


@pytest.mark.parametrize(("version", "used"), [("8.15.0", [None]), ("8.18.0", [2]), ("8.12.2", []), (None, [None])], ids=str)
def test_how_it_is_used_depends_on_the_version(life, wish, clock, place, monkeypatch, version, used):
    """A parameter that a version does not know would be refused, and an old version has no such path."""
    found, (_, at) = [], clock
    monkeypatch.setattr(RemoteInfos, "reconnect", lambda _, aliases, *, timeout_s: found.append(timeout_s))
    place("shop-eu")[1].status = "stopped"
    at[1] = lambda: setattr(place("shop-eu")[1], "status", "started")
    spec = wish(connect_timeout_s=120)
    life.create(spec.model_copy(update={"local": spec.local.model_copy(update={"version": version})}))

    assert found == used


def test_who_may_not_use_it(life, spec, clock, asleep, requests):
    """The emulator has no such path, as a user may have no privilege for it: the wait goes on without."""
    _, at = clock
    at[1] = lambda: setattr(asleep, "status", "started")

    assert life.create(spec(connect_timeout_s=120)).connected


def test_the_wait_is_bounded(life, spec, clock, asleep, said):
    """A wait ends at its deadline: the settings stand, and the user is told."""
    pauses, _ = clock
    state = life.create(spec(connect_timeout_s=17))

    assert not state.connected
    assert sum(pauses) == 17
    assert said == [f"{state.id} is not connected: {state.reason}"]
    assert state.reason


@pytest.mark.parametrize("kind", ["429", "503", "drop-before", "drop-after"])
def test_a_question_without_an_answer(life, spec, clock, asleep, fault, kind):
    """While it waits a create survives a question that is not answered: the settings are written already."""
    _, at = clock
    at[1] = lambda: fault("look", kind)
    at[3] = lambda: setattr(asleep, "status", "started")

    assert life.create(spec(connect_timeout_s=120)).connected


@pytest.mark.parametrize("change", [{"far.*": None}, {"far.proxy_address": "a.example:9400"}], ids=["removed", "repointed"])
def test_a_remote_that_is_taken_away_while_it_connects(life, spec, clock, asleep, put, local, change):
    """One that another program removes or repoints in the meantime is an error, not a success for something else."""
    _, at = clock
    at[2] = lambda: put(local.name, {f"cluster.remote.{name}": value for name, value in change.items()})

    with pytest.raises(NotConnectedError, match="was changed or removed by another program while it was connecting"):
        life.create(spec(connect_timeout_s=120))


def test_a_look_that_lags(life, spec, way, clock, fault, requests, timings):
    """A node that shows the settings from before the write is asked again a moment later."""
    timings(believe_s=3)
    fault("look", "lag", skip=int(way == "proxy"))

    assert life.create(spec(connect_timeout_s=120)).connected
    assert requests() == ["read", "write", "look", "look"]


def test_tried_again(life, spec, asleep, requests):
    """An update of one that is not connected looks again, though nothing changed, and writes nothing."""
    state = life.create(spec())
    asleep.status = "started"
    requests()

    assert life.update(state.id, state, spec()).connected
    assert requests() == ["read", "look"]


def test_why_is_a_hook(life, spec, asleep, monkeypatch):
    """What is said of a remote that is not connected is somebody else's knowledge."""
    monkeypatch.setattr(life, "why", lambda spec: Judgement(f"the moon is in the way of {spec.alias}"))

    assert life.create(spec()).reason == "the moon is in the way of far"


def test_trust_that_lacks_for_sure(life, spec, asleep, monkeypatch, clock):
    """Where one side does not trust the other, two minutes of waiting would change nothing: it is told after a moment."""
    monkeypatch.setattr(life, "why", lambda spec: Judgement("the other side does not trust this one", lacks_trust=True))

    assert life.create(spec(connect_timeout_s=120)).reason == "the other side does not trust this one"
    assert sum(clock[0]) < 10
