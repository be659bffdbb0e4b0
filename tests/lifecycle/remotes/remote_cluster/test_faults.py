import pytest

from crosslink_core.api import error as errors
from crosslink_core.coordination import shared_list
from crosslink_core.coordination.shared_list import ATTEMPTS
from crosslink_emulator.world.state.deployment import Remote

EU = "dddd0101" * 4
US = "dddd0102" * 4
METRICS = "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


LATE = FOREIGN.model_copy(update={"alias": "late"})
READING = {"429": errors.RateLimitedError, "503": errors.UnavailableError, "drop-before": errors.NoReplyError, "drop-after": errors.NoReplyError}


@pytest.fixture
def pauses(monkeypatch, timings):
    """What happens in the next pauses before a write that failed is made again."""
    left = []
    monkeypatch.setattr(shared_list, "sleep", lambda seconds: left.pop(0)() if seconds and left else None)
    timings(retry_s=1)
    return left


@pytest.mark.parametrize("kind", READING)
@pytest.mark.parametrize("skip", [0, 1], ids=["first read", "read back"])
def test_a_reading_that_fails_for_good(life, spec, fault, logs_eu, skip, kind):
    """It is one clear line, nothing of ours stays, and a second create makes the entry: no fault leaves two."""
    wish = spec()
    fault("read", kind, skip=skip)

    with pytest.raises(READING[kind]) as caught:
        life.create(wish)

    assert str(caught.value).startswith(f"connection hosted, deployment {EU}, ref main-elasticsearch: ")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
    assert logs_eu.remotes == [FOREIGN]
    assert life.create(wish).connected
    assert logs_eu.remotes == [FOREIGN, THERE]


@pytest.mark.parametrize("kind", READING)
def test_a_write_that_fails_once(life, spec, fault, requests, logs_eu, said, kind):
    """It is read again and made again if it was not done: one entry, no error, and nobody is told that it was adopted."""
    fault("write", kind)

    assert life.create(spec()).connected
    assert logs_eu.remotes == [FOREIGN, THERE]
    assert requests() == ["read", "write", "read"] + ["write", "read"] * (kind != "drop-after")
    assert said == []


@pytest.mark.parametrize("kind", ["429", "503", "drop-before"])
def test_a_write_that_fails_for_good(life, spec, fault, requests, logs_eu, kind):
    """After a bounded number of times the failure itself is told, and nothing of ours stays."""
    fault("write", kind, count=ATTEMPTS)

    with pytest.raises(READING[kind]):
        life.create(spec())

    assert requests().count("write") == ATTEMPTS
    assert logs_eu.remotes == [FOREIGN]


@pytest.mark.parametrize("kind", READING)
@pytest.mark.parametrize("theirs", [[FOREIGN, LATE], [LATE], [FOREIGN, THERE, LATE]], ids=["added", "replaced", "added to ours"])
def test_another_writer_after_a_write_that_failed(life, spec, fault, logs_eu, pauses, kind, theirs):
    """What another program writes between a lost reply and the second try stays, and ours is there once."""
    pauses.append(lambda: setattr(logs_eu, "remotes", list(theirs)))
    fault("write", kind)

    assert life.create(spec()).connected
    assert [remote for remote in logs_eu.remotes if remote != THERE] == [their for their in theirs if their != THERE]
    assert logs_eu.remotes.count(THERE) == 1
    assert pauses == []


@pytest.mark.parametrize("kind", READING)
def test_faults_of_the_others(life, spec, fault, logs_eu, remotes, kind):
    """A reading tells a fault and can be done again; update and delete bear it."""
    state, wish = life.create(spec()), spec(skip_unavailable=False)

    fault("read", kind)
    with pytest.raises(READING[kind]):
        life.read(state.id, state)
    assert life.read(state.id, state) == state

    fault("write", kind)
    updated = life.update(state.id, state, wish)
    assert remotes("logs-eu") == [("foreign", METRICS, False), ("us", US, False)]

    fault("write", kind)
    life.delete(state.id, updated)
    assert logs_eu.remotes == [FOREIGN]


@pytest.mark.parametrize("kind", ["429", "503", "drop-before"])
def test_a_remote_that_moved_and_a_write_that_failed(life, spec, fault, requests, kind):
    """A link that must be made anew is written anew until a write was accepted, though the list says the same all along."""
    state, wish = life.create(spec()), spec()
    requests()
    fault("write", kind)

    life.update(state.id, state, wish.model_copy(update={"remote": wish.remote.model_copy(update={"endpoint": "elsewhere.example"})}))

    assert requests() == ["read", "write", "read", "write", "read"]
