import pytest

from crosslink_core.lifecycle import NotConnectedError
from crosslink_core.model.remotes.remote_cluster import RemoteCluster
from crosslink_emulator.world.state.deployment import Remote

US = "dddd0102" * 4
METRICS = "dddd0103" * 4
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


def test_an_update_of_facts_alone(life, spec, requests):
    """New facts are taken over without a request."""
    state = life.create(spec())
    requests()
    wish = spec()
    wish = wish.model_copy(
        update={
            "local": wish.local.model_copy(update={"version": "8.19.9", "name": "renamed", "connection": "another-name"}),
            "remote": wish.remote.model_copy(update={"version": "9.0.0", "region": "elsewhere", "organization": None}),
            "connect_timeout_s": 30,
        }
    )

    updated = life.update(state.id, state, wish)

    assert requests() == []
    assert updated.connected
    assert RemoteCluster.model_validate(updated.model_dump(include=set(RemoteCluster.model_fields))) == wish


@pytest.mark.parametrize("fact", ["endpoint", "resource_id"])
def test_a_remote_that_moved(life, spec, requests, fact):
    """Another resource or endpoint behind the same deployment is linked anew: the list is written though it says the same."""
    state = life.create(spec())
    requests()
    wish = spec()

    updated = life.update(state.id, state, wish.model_copy(update={"remote": wish.remote.model_copy(update={fact: "f" * 32})}))

    assert requests() == ["read", "write", "read"]
    assert getattr(updated.remote, fact) == "f" * 32
    assert updated.connected


@pytest.mark.parametrize(
    ("change", "there"),
    [
        pytest.param({"remote": "security-ap"}, ("us", "dddd0104" * 4, True), id="remote"),
        pytest.param({"skip_unavailable": False}, ("us", US, False), id="skip_unavailable"),
    ],
)
def test_an_update_in_place(life, spec, requests, remotes, logs_eu, change, there):
    """Another remote or setting changes the entry where it stands; entries of others stay."""
    state = life.create(spec())
    logs_eu.remotes.append(FOREIGN.model_copy(update={"alias": "after"}))
    wish = spec(**change)

    updated = life.update(state.id, state, wish)

    assert requests() == ["read", "write", "read"]
    assert remotes("logs-eu") == [("foreign", METRICS, False), there, ("after", METRICS, False)]
    assert (updated.remote, updated.skip_unavailable) == (wish.remote, wish.skip_unavailable)


def test_an_update_of_what_is_not_connected(life, spec, requests, place):
    """What was not connected is looked at again, and not written when it is as wished."""
    state, wish = life.create(spec("logs-eu", "paused")), spec("logs-eu", "paused")
    place("paused")[1].status = "started"

    assert life.update(state.id, state, wish).connected
    assert requests() == ["read"]


def test_an_update_of_what_is_gone(life, spec, remotes, logs_eu):
    """An entry that somebody removed meanwhile is made again."""
    state = life.create(spec())
    logs_eu.remotes = []

    life.update(state.id, state, spec(skip_unavailable=False))

    assert remotes("logs-eu") == [("us", US, False)]


def test_require_connected_at_an_update(life, spec):
    """The lack of a required connection is an error at an update too."""
    state = life.create(spec("logs-eu", "paused"))

    with pytest.raises(NotConnectedError):
        life.update(state.id, state, spec("logs-eu", "paused", require_connected=True))
