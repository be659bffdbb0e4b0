import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.lifecycle import PlaceTakenError
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_emulator.world.state.deployment import Remote

EU = "dddd0101" * 4
US = "dddd0102" * 4
METRICS = "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


def test_read(life, spec, requests):
    """A read is one request and finds what create made."""
    state = life.create(spec())
    requests()

    assert life.read(state.id, state) == state
    assert requests() == ["read"]


@pytest.mark.parametrize("change", [{"deployment_id": "f" * 32}, {"ref_id": "other"}], ids=["deployment", "resource"])
def test_read_on_a_deployment_that_is_gone(life, spec, change):
    """With the deployment its entries are gone."""
    state = life.create(spec())

    assert life.read(state.id, state.model_copy(update={"local": state.local.model_copy(update=change)})) is None


def test_read_an_entry_that_is_gone(life, spec, logs_eu):
    """An entry that somebody removed is gone."""
    state = life.create(spec())
    logs_eu.remotes = [FOREIGN]

    assert life.read(state.id, state) is None


def test_read_at_a_wrong_endpoint(life, spec, emulator, monkeypatch):
    """Neither is a 404 for a path that is not there."""
    state = life.create(spec())
    monkeypatch.delitem(emulator.world.clouds, "hosted")

    with pytest.raises(errors.UnexpectedReplyError, match="is the endpoint"):
        life.read(state.id, state)


@pytest.mark.parametrize(
    ("there", "differences"),
    [
        pytest.param(THERE.model_copy(update={"skip_unavailable": False}), {"skip_unavailable": False}, id="skip_unavailable"),
        pytest.param(
            ELSEWHERE,
            {"remote": Deployment(deployment_id=METRICS, ref_id="main-elasticsearch", connection="hosted")},
            id="remote",
        ),
    ],
)
def test_drift(life, spec, logs_eu, there, differences):
    """What somebody changed shows; of a remote that is not ours only the id is known, and its connection is its own."""
    state = life.create(spec())
    logs_eu.remotes = [there]

    assert life.read(state.id, state) == state.model_copy(update=differences)


def test_drift_of_the_connection(life, spec, place):
    """A connection that broke shows with its reason; the facts stay as they were."""
    state = life.create(spec())
    place("logs-us")[1].status = "stopped"

    found = life.read(state.id, state)

    assert found == state.model_copy(update={"connected": False, "reason": "the remote deployment does not answer: it may be stopped, or out of reach"})


@pytest.mark.parametrize("target", ["not-an-id", EU], ids=["malformed", "itself"])
def test_drift_to_what_cannot_be_expressed(life, spec, session, monkeypatch, target):
    """An entry that leads to what no deployment can be is an error with the id, not a crash and not "gone"."""
    state = life.create(spec())
    entry = Entry(deployment_id=target, elasticsearch_ref_id="main", alias="us")
    monkeypatch.setattr(session.cloud("hosted").remote_clusters, "get", lambda *_: (entry,))

    with pytest.raises(PlaceTakenError, match=f"{state.id} points to '{target}' now"):
        life.read(state.id, state)
