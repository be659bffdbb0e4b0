"""A create that fails leaves nothing of its own behind, because Pulumi would not know of it; and takes nothing of others away."""

import pytest

from crosslink_core.api import error as errors
from crosslink_core.lifecycle import NotConnectedError, PlaceTakenError
from crosslink_emulator.world.state.deployment import Remote

US, METRICS, PAUSED = "dddd0102" * 4, "dddd0103" * 4, "dddd0106" * 4
THERE = Remote(alias="us", deployment_id=PAUSED, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


@pytest.fixture
def wish(spec, logs_eu):
    """A link that must be connected, and will not be: the remote is stopped."""
    return spec("logs-eu", "paused", require_connected=True)


def test_require_connected(life, wish, requests, logs_eu):
    """Where the connection is required its lack is an error with the reason, and nothing stays."""
    with pytest.raises(NotConnectedError, match=f"^{wish.id} is not connected: the remote deployment does not answer"):
        life.create(wish)

    assert logs_eu.remotes == [FOREIGN]
    assert requests() == ["read", "write", "read"] * 2


@pytest.mark.parametrize("status", [401, 403, 500])
def test_an_error_while_it_waits(life, spec, clock, refuse, logs_eu, status):
    """What does not pass ends the wait with an error, and nothing stays, though the connection was not required."""
    _, at = clock
    at[2] = lambda: refuse(status)

    with pytest.raises(errors.StatusError) as caught:
        life.create(spec("logs-eu", "paused", connect_timeout_s=120))

    assert caught.value.status == status
    assert logs_eu.remotes == [FOREIGN]


def test_an_error_that_stays(life, spec, clock, refuse, logs_eu):
    """When the clean-up fails too, the error is the first one: the second would hide it."""
    _, at = clock
    at[2] = lambda: (refuse(500), refuse(401, times=9))

    with pytest.raises(errors.UnauthenticatedError):
        life.create(spec("logs-eu", "paused", connect_timeout_s=120))

    assert logs_eu.remotes == [FOREIGN, THERE]


def test_the_clean_up_is_made_again(life, wish, fault, logs_eu):
    """A lost reply to the clean-up is no reason to leave the entry."""
    fault("write", "drop-before", skip=1)

    with pytest.raises(NotConnectedError):
        life.create(wish)

    assert logs_eu.remotes == [FOREIGN]


def test_what_was_adopted_stays(life, wish, requests, logs_eu, said):
    """An entry that was there before is not removed: the create has only looked at it."""
    logs_eu.remotes = [THERE, FOREIGN]

    with pytest.raises(NotConnectedError):
        life.create(wish)

    assert requests() == ["read"]
    assert logs_eu.remotes == [THERE, FOREIGN]
    assert said == [f"adopted {wish.id}, which was there already"]


def test_what_was_overwritten_stays(life, wish, logs_eu, owner):
    """An entry that took the place of one of ours, which was about to leave, is not removed: something was there before."""
    logs_eu.remotes = [THERE.model_copy(update={"deployment_id": US}), FOREIGN]

    with pytest.raises(NotConnectedError):
        life.create(wish, owner(leaving=lambda: True))

    assert logs_eu.remotes == [THERE, FOREIGN]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"deployment_id": METRICS}, id="another deployment"),
        pytest.param({"skip_unavailable": False}, id="another setting"),
    ],
)
def test_what_another_program_put_there_stays(life, wish, meanwhile, logs_eu, change):
    """An entry in the place that differs at all from ours was made by another program at the same moment: it is not ours to remove."""
    theirs = THERE.model_copy(update=change)
    once = iter([[FOREIGN, theirs]])
    meanwhile(lambda local: setattr(local, "remotes", next(once, local.remotes)))

    with pytest.raises(PlaceTakenError):
        life.create(wish)

    assert logs_eu.remotes == [FOREIGN, theirs]


def test_what_another_program_made_of_it_stays(life, spec, clock, logs_eu):
    """The same holds for what it becomes while it connects."""
    _, at = clock
    theirs = THERE.model_copy(update={"skip_unavailable": False})
    at[2] = lambda: setattr(logs_eu, "remotes", [theirs])

    with pytest.raises(NotConnectedError, match="was changed or removed by another program"):
        life.create(spec("logs-eu", "paused", connect_timeout_s=120))

    assert logs_eu.remotes == [theirs]
