import pytest

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Lifecycle, NotConnectedError, PlaceTakenError, Tell
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.remotes.remote_connection import RemoteConnection

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
def test_create_adopts_what_is_alike(life, spec, requests, local, far, said, write_remote, changes):
    """A remote that is alike is adopted without a write, and the user is told; what else was set of it stays."""
    wished = spec()
    write_remote(local.name, "far", settings_of(wished, **changes))
    state = life.create(wished)

    assert state.connected
    assert requests() == ["read", "look"]
    assert said == [f"adopted {state.id}, which was there already"]
    assert far(local) == settings_of(wished, **changes)


@pytest.mark.parametrize("skips", [True, False], ids=["the default", "half a repair"])
def test_create_says_what_was_left_to_the_default(life, spec, local, far, said, write_remote, skips):
    """A remote without `skip_unavailable` is adopted and completed: the default flips with the version, and where false is wanted a killed repair left it."""
    wished = spec(skip_unavailable=skips)
    there = settings_of(wished)
    del there["skip_unavailable"]
    write_remote(local.name, "far", there)
    state = life.create(wished)

    assert far(local) == there | {"skip_unavailable": str(skips).lower()}
    assert (state.connected, state.skip_unavailable) == (True, skips)
    assert said == [f"adopted {state.id}, which was there already; it had no skip_unavailable, which is {str(skips).lower()} now"]


def test_a_default_of_an_old_version_is_another_wish(life, wish, write_remote):
    """Before 8.15 a remote without the word is not skipped: that is not alike to one that is."""
    wished = wish("archive", "logs-eu")
    there = settings_of(wished)
    del there["skip_unavailable"]
    write_remote("archive", "far", there)

    with pytest.raises(PlaceTakenError, match=r"another entry exists already \(.* skip_unavailable false\)"):
        life.create(wished)


def test_create_without_adoption(session, spec, requests, local, write_remote):
    """Where adopting is forbidden even a remote that is alike is in the way, and nothing is written."""
    wished = spec()
    write_remote(local.name, "far", settings_of(wished))

    with pytest.raises(PlaceTakenError, match=r"the same entry exists already; .* remove that entry, or let it be adopted; "):
        RemoteConnectionLifecycle(Session(session.connections, adopt=False), Tell.by(pytest.fail)).create(wished)

    assert requests() == ["read"]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        pytest.param({"mode": "proxy", "proxy_address": "a.example:9400"}, "proxy to a.example:9400 with server_name none", id="elsewhere"),
        pytest.param({"mode": "sniff", "seeds": ["10.0.0.1:9300", "10.0.0.2:9300"]}, "sniff to 10.0.0.1:9300, 10.0.0.2:9300 and", id="sniff"),
        pytest.param({"seeds": "10.0.0.1:9300"}, "sniff to 10.0.0.1:9300 and", id="one seed, no mode"),
    ],
)
def test_a_different_remote_in_the_place(life, spec, requests, local, far, write_remote, there, message):
    """What is different is never overwritten by a create: the error says what is there, what was wished, and what to do."""
    write_remote(local.name, "far", there)

    with pytest.raises(
        PlaceTakenError, match=rf"^{local.id}/far: another entry exists already \({message}.*, and this program wants proxy to .* declare it as it is"
    ):
        life.create(spec())

    assert requests() == ["read"]
    assert far(local) == there


def test_a_transient_remote_in_the_place(life, spec, local, write_remote):
    """A transient remote that leads elsewhere is in the place, too: it would be used instead."""
    write_remote(local.name, "far", {}, {"mode": "proxy", "proxy_address": "a.example:9400"})

    with pytest.raises(PlaceTakenError, match=r"to a\.example:9400"):
        life.create(spec())


def test_leftovers_are_no_remote(life, spec, local, far, write_remote):
    """A mode without an address is accepted by Elasticsearch and is nothing: the place is free."""
    write_remote(local.name, "far", {"mode": "sniff", "node_connections": "5"})
    wished = spec()

    assert life.create(wished).connected
    assert far(local) == settings_of(wished)


def test_leaving(life, spec, local, far, write_remote, owner):
    """What another resource of the program is about to leave may be written over."""
    write_remote(local.name, "far", {"mode": "sniff", "seeds": ["10.0.0.1:9300"], "node_connections": "5", "transport.compress": "true"})
    wished = spec()

    assert life.create(wished, owner(leaving=lambda: True)).connected
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


def test_required_and_adopted(life, spec, local, far, write_remote):
    """What was there before stays when it does not connect."""
    wished = spec(require_connected=True)
    write_remote(local.name, "far", settings_of(wished))
    local.trust = local.trust.model_copy(update={"accounts": ()})

    with pytest.raises(NotConnectedError):
        life.create(wished)

    assert far(local) == settings_of(wished)
