import pytest

from crosslink_core.api import error as errors
from crosslink_core.lifecycle import HiddenError, Tell
from crosslink_core.lifecycle.deployments import StoppedError
from crosslink_core.lifecycle.remotes.remote_connection import NO_ANSWER, RemoteConnectionLifecycle


def test_nothing_changed(life, spec, requests):
    """What nobody touched reads as it was created, by two requests."""
    state = life.create(spec())
    requests()

    assert life.read(state.id, state) == state
    assert requests() == ["read", "look"]


def test_gone(life, spec, write_remote, local):
    """An alias without settings is gone; so is one without an address."""
    state = life.create(spec())
    write_remote(local.name, "far", {"*": None})
    gone = life.read(state.id, state)
    write_remote(local.name, "far", {"mode": "proxy"})

    assert (gone, life.read(state.id, state)) == (None, None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"skip_unavailable": "false"}, {"skip_unavailable": False}, id="skip_unavailable"),
        pytest.param({"skip_unavailable": None}, {}, id="skip_unavailable left to its default"),
        pytest.param({"proxy_address": "a.example:9400"}, {"proxy_address": "a.example:9400", "connected": False, "reason": NO_ANSWER}, id="address"),
        pytest.param({"server_name": None}, {"server_name": "", "connected": False, "reason": NO_ANSWER}, id="server_name"),
        pytest.param(
            {"mode": None, "proxy_address": None, "server_name": None, "seeds": ["10.0.0.1:9300"]},
            {"mode": "sniff", "proxy_address": "", "server_name": "", "seeds": ("10.0.0.1:9300",), "connected": False, "reason": NO_ANSWER},
            id="mode",
        ),
        pytest.param({"transport.compress": "true"}, {}, id="a setting that is not managed"),
    ],
)
def test_drift(life, spec, write_remote, local, change, expected):
    """What somebody changed is read as it is; what is not managed is no change."""
    state = life.create(spec())
    write_remote(local.name, "far", change)

    assert life.read(state.id, state) == state.model_copy(update=expected)


def test_skip_unavailable_as_the_nodes_run_it(life, spec, local):
    """Where the nodes run with another value than the settings say, the nodes count (8.15 to 8.19)."""
    state = life.create(spec(skip_unavailable=False))
    local.drifted = ["far"]

    assert life.read(state.id, state).skip_unavailable is True


def test_transient_settings(life, spec, write_remote, local, said):
    """A transient remote shadows ours: it is drift, and it is said."""
    state = life.create(spec())
    write_remote(local.name, "far", {}, {"mode": "proxy", "proxy_address": "a.example:9400"})

    assert life.read(state.id, state).proxy_address == "a.example:9400"
    assert said == [f"{state.id}: transient settings of somebody else override the persistent settings; the next change removes them"]


def test_a_connection_that_went_away(life, spec, place):
    """Whether it is connected is read anew; why not is asked by the next update."""
    state = life.create(spec())
    place(state.remote.name)[1].status = "stopped"
    found = life.read(state.id, state)

    assert (found.connected, found.reason) == (False, NO_ANSWER)


def test_a_deployment_that_is_gone(life, spec, emulator, place, local):
    """With its deployment the remote is gone, whichever way led to it."""
    state = life.create(spec())
    cloud, _ = place(local.name)
    del emulator.world.clouds[cloud].deployments[local.name]

    assert life.read(state.id, state) is None
    life.delete(state.id, state)


def test_a_deployment_that_is_stopped(life, spec, local):
    """One that is stopped answers like one that is gone; the control plane knows better, and nothing is forgotten."""
    state = life.create(spec())
    local.status = "stopped"

    for act in (life.read, life.delete):
        with pytest.raises(StoppedError, match=r"deployment .* exists, but its Elasticsearch does not answer .*; is it stopped\?"):
            act(state.id, state)


def test_gone_and_nobody_to_ask(session, emulator, wish, said):
    """Where no control plane can be asked, a deployment that answers 404 is an error."""
    life = RemoteConnectionLifecycle(session, Tell.by(said.append))
    state = life.create(wish())
    del emulator.world.clouds["hosted"].deployments["logs-eu"]
    emulator.world.clouds["hosted"].api_keys["admin"] = "another-key"

    with pytest.raises(errors.UnauthenticatedError):
        life.read(state.id, state)


def test_hidden_is_not_gone(life, wish, emulator):
    """A user who may not look is told so: what cannot be seen is not gone."""
    state = life.create(wish())
    users = emulator.world.clouds["hosted"].deployments["logs-eu"].users
    users["crosslink"] = users["crosslink"].model_copy(update={"cluster": ("none",)})

    for act in (life.read, life.delete):
        with pytest.raises(errors.ForbiddenError, match=r"user or password in crosslink:clusters\.logs-eu\.password lacks the permission"):
            act(state.id, state)


def test_hidden_from_the_key_too(life, wish, emulator, place):
    """Where the control plane does not see the deployment either, both possibilities are told."""
    state = life.create(wish("logs-eu", "shop-eu"))
    hosted = emulator.world.clouds["hosted"].deployments
    users = hosted["logs-eu"].users
    users["crosslink"] = users["crosslink"].model_copy(update={"cluster": ("none",)})
    elsewhere = state.model_copy(update={"local": state.local.model_copy(update={"connection": "partner"})})

    with pytest.raises(HiddenError, match="is gone or hidden from this key"):
        life.read(state.id, elsewhere)


@pytest.fixture
def kept(timings):
    """Readings are kept as in production."""
    timings(lifetime_s=5)


def test_many_readings(life, session, spec, requests, kept):
    """A refresh of many remotes of one cluster is two requests, through whatever lifecycle of the process."""
    states = [life.create(spec(alias=f"far-{number}")) for number in range(3)]
    requests()
    found = [RemoteConnectionLifecycle(session, Tell.by(pytest.fail)).read(state.id, state) for state in states * 5]

    assert found == states * 5
    assert requests() == ["read", "look"]


def test_each_write_drops_the_readings(life, spec, kept):
    """What this process wrote is seen by its next reading, whichever write it was."""
    first = life.create(spec())
    assert life.read(first.id, first) == first
    second = life.create(spec(alias="second"))
    assert life.read(second.id, second) == second
    changed = life.update(second.id, second, spec(alias="second", skip_unavailable=False))
    assert life.read(second.id, second).skip_unavailable is changed.skip_unavailable is False
    life.delete(first.id, first)
    assert life.read(first.id, first) is None


def test_through_the_proxy_of_an_environment(life, wish, requests, place):
    """The path and the header are those of the proxy operation."""
    spec = wish("orders", "reports")
    life.create(spec)

    assert requests() == ["read", "write", "look"]
    assert place("orders")[1].persistent["cluster.remote.far.proxy_address"] == spec.proxy_address
