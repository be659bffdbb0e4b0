import pytest

from crosslink_core.lifecycle.base import Lifecycle, NotConnectedError, PlaceTakenError, Tell
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remote_connection import RemoteConnection

FOREIGN = {"cluster.remote.foreign.mode": "sniff", "cluster.remote.foreign.seeds": ["10.0.0.1:9300"]}


def settings_of(spec, **changes):
    """What is written for a wish."""
    values = {"mode": "proxy", "proxy_address": spec.proxy_address, "server_name": spec.server_name, "skip_unavailable": "true"}
    return values | changes


def flat(alias, settings):
    return {f"cluster.remote.{alias}.{name}": value for name, value in settings.items()}


def test_a_lifecycle():
    """It has the form that every front end expects."""
    kind: type[Lifecycle] = RemoteConnectionLifecycle

    assert kind.identity == {"local.deployment_id", "local.cluster", "alias"}
    assert kind.volatile == {"connected"}


def test_create(life, spec, requests, local, far, said, put):
    """A new remote is looked for, written, and looked at: connected; others stay, and nothing is said."""
    put(local.name, FOREIGN)
    wished = spec()
    state = life.create(wished)

    assert requests() == ["read", "write", "look"]
    assert far(local) == settings_of(wished)
    assert flat("foreign", far(local, "foreign")) == FOREIGN
    assert (state.connected, state.reason, state.id) == (True, "", f"{local.id}/far")
    assert RemoteConnection.model_validate(state.model_dump(include=set(RemoteConnection.model_fields))) == wished
    assert said == []


@pytest.mark.parametrize("changes", [{}, {"mode": "PROXY"}, {"proxy_socket_connections": "9"}], ids=["same", "mode as typed", "another setting"])
def test_create_adopts_what_is_alike(life, spec, requests, local, far, said, put, changes):
    """A remote that is alike is adopted without a write, and the user is told; what else was set of it stays."""
    wished = spec()
    put(local.name, flat("far", settings_of(wished, **changes)))
    state = life.create(wished)

    assert state.connected
    assert requests() == ["read", "look"]
    assert said == [f"adopted {state.id}, which was there already"]
    assert far(local) == settings_of(wished, **changes)


def test_create_says_what_was_left_to_the_default(life, spec, local, far, put):
    """A default that is the wish is adopted and written down: it flips with the version."""
    wished = spec()
    there = settings_of(wished)
    del there["skip_unavailable"]
    put(local.name, flat("far", there))
    life.create(wished)

    assert far(local) == settings_of(wished)


def test_create_adopts_a_half_repair(life, spec, local, far, said, put):
    """Where false is wanted, a remote without `skip_unavailable` is what a killed repair leaves: it is adopted and completed, and the user is told."""
    wished = spec(skip_unavailable=False)
    there = settings_of(wished)
    del there["skip_unavailable"]
    put(local.name, flat("far", there))
    state = life.create(wished)

    assert far(local) == settings_of(wished, skip_unavailable="false")
    assert (state.connected, state.skip_unavailable) == (True, False)
    assert said == [f"adopted {state.id}, which was there already; it did not say skip_unavailable, which is false now"]


def test_a_default_of_an_old_version_is_another_wish(life, wish, put):
    """Before 8.15 a remote without the word is not skipped: that is not alike to one that is."""
    wished = wish("archive", "logs-eu")
    there = settings_of(wished)
    del there["skip_unavailable"]
    put("archive", flat("far", there))

    with pytest.raises(PlaceTakenError, match="skip_unavailable false is already there"):
        life.create(wished)


def test_create_without_adoption(connections, spec, requests, local, put):
    """Where adopting is forbidden even a remote that is alike is in the way, and nothing is written."""
    wished = spec()
    put(local.name, flat("far", settings_of(wished)))

    with pytest.raises(PlaceTakenError, match=r"a remote alike is already there, wanted is one .* remove that remote, or let it be adopted; "):
        RemoteConnectionLifecycle(connections, Tell.by(pytest.fail), adopt=False).create(wished)

    assert requests() == ["read"]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        pytest.param({"mode": "proxy", "proxy_address": "a.example:9400"}, "a remote proxy to a.example:9400 with server_name none", id="elsewhere"),
        pytest.param({"mode": "sniff", "seeds": ["10.0.0.1:9300", "10.0.0.2:9300"]}, "a remote sniff to 10.0.0.1:9300, 10.0.0.2:9300 and", id="sniff"),
        pytest.param({"seeds": "10.0.0.1:9300"}, "a remote sniff to 10.0.0.1:9300 and", id="one seed, no mode"),
    ],
)
def test_a_different_remote_in_the_place(life, spec, requests, local, far, put, there, message):
    """What is different is never overwritten by a create: the error says what is there, what was wished, and what to do."""
    put(local.name, flat("far", there))

    with pytest.raises(PlaceTakenError, match=f"^{local.id}/far: {message}.*, wanted is one proxy to .* declare it as it is"):
        life.create(spec())

    assert requests() == ["read"]
    assert far(local) == there


def test_a_transient_remote_in_the_place(life, spec, local, put):
    """A transient remote that leads elsewhere is in the place, too: it would be used instead."""
    put(local.name, {}, flat("far", {"mode": "proxy", "proxy_address": "a.example:9400"}))

    with pytest.raises(PlaceTakenError, match=r"to a\.example:9400"):
        life.create(spec())


def test_leftovers_are_no_remote(life, spec, local, far, put):
    """A mode without an address is accepted by Elasticsearch and is nothing: the place is free."""
    put(local.name, flat("far", {"mode": "sniff", "node_connections": "5"}))
    wished = spec()

    assert life.create(wished).connected
    assert far(local) == settings_of(wished)


def test_leaving(life, spec, local, far, put):
    """What another resource of the program is about to leave may be written over."""
    put(local.name, flat("far", {"mode": "sniff", "seeds": ["10.0.0.1:9300"], "node_connections": "5", "transport.compress": "true"}))
    wished = spec()

    assert life.create(wished, leaving=lambda: True).connected
    assert far(local) == settings_of(wished) | {"transport.compress": "true"}


def test_no_trust(life, spec, place, way, local, said, far):
    """Without trust the settings stand, and the user is told which side lacks it."""
    wished = spec()
    local.trust = local.trust.model_copy(update={"accounts": ()})
    state = life.create(wished)

    assert (state.connected, far(local)) == (False, settings_of(wished))
    assert state.reason.startswith(f"{local.name} ({local.id}) does not trust")
    assert said == [f"{state.id} is not connected: {state.reason}"]


def test_required_and_not_connected(life, spec, local, put):
    """Where the connection is required nothing of ours stays behind."""
    put(local.name, FOREIGN)
    local.trust = local.trust.model_copy(update={"accounts": ()})

    with pytest.raises(NotConnectedError, match="is not connected: "):
        life.create(spec(require_connected=True))

    assert local.persistent == FOREIGN


def test_required_and_adopted(life, spec, local, far, put):
    """What was there before stays when it does not connect."""
    wished = spec(require_connected=True)
    put(local.name, flat("far", settings_of(wished)))
    local.trust = local.trust.model_copy(update={"accounts": ()})

    with pytest.raises(NotConnectedError):
        life.create(wished)

    assert far(local) == settings_of(wished)
