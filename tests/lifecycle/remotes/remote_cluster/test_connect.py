import pytest

from crosslink_core.lifecycle import NotConnectedError
from crosslink_emulator.world.state.deployment import Remote

US = "dddd0102" * 4
METRICS = "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})


def test_a_remote_that_is_stopped(life, spec, requests, said, logs_eu):
    """What may come by itself is waited for as long as allowed, and then told: the entry is there, not connected."""
    state = life.create(spec("logs-eu", "paused", connect_timeout_s=0.05))

    assert (state.connected, state.reason) == (False, "the remote deployment does not answer: it may be stopped, or out of reach")
    assert said == [f"{state.id} is not connected: {state.reason}"]
    assert requests() == ["read", "write", "read", "read"]
    assert len(logs_eu.remotes) == 2


def test_a_remote_that_comes_up(life, spec, clock, place, said):
    """A connection that comes within the time is waited for."""
    pauses, at = clock
    at[3] = lambda: setattr(place("paused")[1], "status", "started")

    state = life.create(spec("logs-eu", "paused", connect_timeout_s=120))

    assert (state.connected, state.reason, said) == (True, "", [])
    assert pauses == [0.5, 1, 2]


@pytest.mark.parametrize("kind", ["429", "503", "drop-before", "drop-after"])
def test_a_question_without_an_answer(life, spec, clock, place, fault, kind):
    """While it waits for the connection a create survives a question that is not answered: the entry is written already."""
    _, at = clock
    at[1] = lambda: fault("read", kind)
    at[3] = lambda: setattr(place("paused")[1], "status", "started")

    assert life.create(spec("logs-eu", "paused", connect_timeout_s=120)).connected


@pytest.mark.parametrize("writer", [lambda remotes: [], lambda remotes: [ELSEWHERE]], ids=["removed", "repointed"])
def test_an_entry_that_is_taken_away_while_it_connects(life, spec, clock, logs_eu, writer):
    """An entry that another program removes or repoints in the meantime is an error, not a success for something else."""
    _, at = clock
    at[2] = lambda: setattr(logs_eu, "remotes", writer(logs_eu.remotes))

    with pytest.raises(NotConnectedError, match="was changed or removed by another program while it was connecting"):
        life.create(spec("logs-eu", "paused", connect_timeout_s=120))


def test_the_wait_is_bounded(life, spec, clock):
    """A wait ends at its deadline."""
    pauses, _ = clock

    assert not life.create(spec("logs-eu", "paused", connect_timeout_s=17)).connected
    assert sum(pauses) == 17


def test_a_remote_that_does_not_trust(life, spec, emulator, requests, clock):
    """Missing trust does not come by itself: it is told at once, with the side that lacks it and the entry that it needs."""
    wish = spec(connect_timeout_s=120)
    remote = emulator.world.clouds["hosted"].deployments["logs-us"]
    remote.trust = remote.trust.model_copy(update={"accounts": ()})

    state = life.create(wish)

    assert (state.connected, state.trusted, state.trusted_back) == (False, True, False)
    assert state.reason == (
        "the remote deployment does not trust the local one: "
        "logs-us (dddd0102dddd0102dddd0102dddd0102) does not trust logs-eu (dddd0101dddd0101dddd0101dddd0101): "
        "its trust has no entry accounts 1000000001; declare an AccountTrust"
    )
    assert requests()[:3] == ["read", "write", "read"]
    assert clock[0] == []
