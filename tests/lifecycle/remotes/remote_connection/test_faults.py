import pytest

from crosslink_core.api import error as errors
from crosslink_core.coordination import ATTEMPTS, shared_list

FAILURES = {"429": errors.RateLimitedError, "503": errors.UnavailableError, "drop-before": errors.NoReplyError, "drop-after": errors.NoReplyError}
LATE = {"cluster.remote.late.mode": "proxy", "cluster.remote.late.proxy_address": "a.example:9400"}


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("step", ["read", "look"])
def test_a_reading_that_fails_for_good(life, spec, way, fault, local, step, kind):
    """It is one clear line, nothing of ours stays, and a second create makes the remote."""
    wished = spec()
    fault(step, kind, skip=int(way == "proxy" and step == "look"))

    with pytest.raises(FAILURES[kind]) as caught:
        life.create(wished)

    assert str(caught.value).startswith({"direct": "cluster logs-eu: cluster.", "proxy": "connection enterprise, deployment "}[way])
    assert str(caught.value).isprintable()
    assert local.persistent == {}
    assert life.create(wished).connected


@pytest.mark.parametrize("kind", FAILURES)
def test_a_write_that_fails_once(life, spec, fault, requests, local, said, kind):
    """It is read again and made again if it was not done: one remote, no error, and nobody is told that it was adopted."""
    wished = spec()
    fault("write", kind)

    assert life.create(wished).connected
    assert local.persistent["cluster.remote.far.proxy_address"] == wished.proxy_address
    assert requests() == ["read", "write", "read"] + ["write"] * (kind != "drop-after") + ["look"]
    assert said == []


@pytest.mark.parametrize("kind", ["429", "503", "drop-before"])
def test_a_write_that_fails_for_good(life, spec, fault, requests, local, kind):
    """After a bounded number of times the failure itself is told, and nothing of ours stays."""
    fault("write", kind, count=ATTEMPTS)

    with pytest.raises(FAILURES[kind]):
        life.create(spec())

    assert requests().count("write") == ATTEMPTS
    assert local.persistent == {}


def test_a_refusal(life, spec, fault, local, way):
    """What the service refuses is told as it says it."""
    fault("write", "500")

    with pytest.raises(errors.RefusedError, match="answered 500"):
        life.create(spec())

    assert local.persistent == {}


def test_elasticsearch_refuses(life, spec, local):
    """Elasticsearch's own refusal is told with its type and its reason, whichever way it came."""
    wished = spec()

    with pytest.raises(errors.RefusedError, match=r"answered 400 illegal_argument_exception: .*port number must be > 0"):
        life.create(wished.model_copy(update={"proxy_address": "a.example:0"}))

    assert local.persistent == {}


@pytest.mark.parametrize("kind", FAILURES)
def test_another_writer_after_a_write_that_failed(life, spec, fault, local, put, kind, monkeypatch):
    """What another program writes to other aliases between a lost reply and the second try stays, and ours is there."""
    monkeypatch.setattr(shared_list, "sleep", lambda _: put(local.name, LATE))
    fault("write", kind)

    assert life.create(spec()).connected
    assert LATE.items() <= local.persistent.items()


def test_another_writer_takes_the_place(life, spec, fault, local, put, far, monkeypatch):
    """Who wrote the same alias meanwhile has it: the create that failed before gives way."""
    monkeypatch.setattr(shared_list, "sleep", lambda _: put(local.name, {key.replace("late", "far"): value for key, value in LATE.items()}))
    fault("write", "503")

    with pytest.raises(errors.CrosslinkError, match="exists already"):
        life.create(spec())

    assert far(local) == {"mode": "proxy", "proxy_address": "a.example:9400"}


@pytest.mark.parametrize("kind", FAILURES)
def test_faults_of_the_others(life, spec, fault, local, kind):
    """A reading tells a fault and can be done again; update and delete bear it."""
    state, wished = life.create(spec()), spec(skip_unavailable=False)
    fault("read", kind)
    with pytest.raises(FAILURES[kind]):
        life.read(state.id, state)
    assert life.read(state.id, state) == state

    fault("write", kind)
    updated = life.update(state.id, state, wished)
    assert local.persistent["cluster.remote.far.skip_unavailable"] == "false"

    fault("write", kind)
    life.delete(state.id, updated)
    assert local.persistent == {}
