import pytest

from crosslink_core.api import error as errors
from crosslink_emulator.world.state.deployment import Remote

US = "dddd0102" * 4
METRICS = "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


def test_delete(life, spec, requests, logs_eu, said):
    """The entry is read, removed and seen to be gone; entries of others stay."""
    state = life.create(spec())
    requests()

    life.delete(state.id, state)

    assert requests() == ["read", "write", "read"]
    assert logs_eu.remotes == [FOREIGN]
    assert said == []


def test_delete_twice(life, spec, requests):
    """What is gone already is fine, and writes nothing."""
    state = life.create(spec())
    life.delete(state.id, state)
    requests()

    life.delete(state.id, state)

    assert requests() == ["read"]


def test_delete_on_a_deployment_that_is_gone(life, spec):
    """With the deployment its entries are gone: nothing is left to delete."""
    state = life.create(spec())

    life.delete(state.id, state.model_copy(update={"local": state.local.model_copy(update={"deployment_id": "f" * 32})}))


@pytest.mark.parametrize(
    ("there", "left"),
    [
        pytest.param(ELSEWHERE, [ELSEWHERE], id="repointed"),
        pytest.param(THERE.model_copy(update={"skip_unavailable": False}), [], id="another setting"),
    ],
)
def test_delete_what_somebody_changed(life, spec, logs_eu, said, there, left):
    """An entry that leads elsewhere by now is somebody else's and stays; one with another setting is still ours."""
    state = life.create(spec())
    logs_eu.remotes = [there]

    life.delete(state.id, state)

    assert logs_eu.remotes == left
    assert said == [f"{state.id} points to another deployment now than this stack wrote: left in place"] * len(left)


def test_delete_of_what_cannot_be_written(life, spec, place):
    """A local deployment that is stopped cannot be written: an error, as the entry is still there."""
    state = life.create(spec())
    place("logs-eu")[1].status = "stopped"

    with pytest.raises(errors.RefusedError, match="cluster_request_failed"):
        life.delete(state.id, state)
