"""403 is neither "gone" nor a success: a wrong key must not make a stack forget what it owns."""

import pytest

from crosslink_core.api import error as errors
from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import HiddenError, Tell
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle

SHOP = "dddd0201" * 4
ACTS = pytest.mark.parametrize("act", ["read", "delete"])


@pytest.fixture
def state(life, spec):
    """A link that was made."""
    return life.create(spec())


@pytest.fixture
def elsewhere(state):
    """A link of a deployment that belongs to another organization by now."""
    return state.model_copy(update={"local": state.local.model_copy(update={"deployment_id": SHOP})})


@ACTS
def test_gone_or_hidden(life, elsewhere, requests, act):
    """If the key sees others and not this one, the error says both that can have happened, and how to forget it."""
    requests()

    with pytest.raises(HiddenError) as caught:
        getattr(life, act)(elsewhere.id, elsewhere)

    said = str(caught.value)
    assert said.startswith(f"{elsewhere.id}: deployment logs-eu ({SHOP}) is gone or hidden from this key (connection hosted, deployment {SHOP}")
    assert "answered 403 root.unauthorized" in said
    assert said.endswith("; if it is gone, `pulumi state delete` its resource")
    assert requests() == ["read", "search-deployments"]


@ACTS
def test_forbidden(life, state, refuse, logs_eu, act):
    """If the key sees the deployment, it is the permission that is lacking."""
    before = list(logs_eu.remotes)
    refuse(403)

    with pytest.raises(errors.ForbiddenError, match="lacks the permission"):
        getattr(life, act)(state.id, state)

    assert logs_eu.remotes == before


@ACTS
def test_when_the_search_fails_too(life, elsewhere, fault, act):
    """What cannot be found out is not said: the 403 stays."""
    fault("search-deployments", "503")

    with pytest.raises(errors.ForbiddenError):
        getattr(life, act)(elsewhere.id, elsewhere)


def test_a_key_that_may_only_read(emulator, state, remotes):
    """It reads, and a delete with it is an error that names where the key is; the entry is still there."""
    emulator.world.clouds["hosted"].read_only_keys["reader"] = "emulated-hosted-reader"
    session = Session(Connections({"hosted": {"endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-reader", "insecure": True}}, {}))
    life = RemoteClusterLifecycle(session, Tell.by(pytest.fail))

    assert life.read(state.id, state) == state
    with pytest.raises(errors.ForbiddenError, match=r"answered 403 .*; the API key in crosslink:connections\.hosted\.apiKey lacks the permission"):
        life.delete(state.id, state)

    assert [alias for alias, *_ in remotes("logs-eu")] == ["us"]
    session.connections.close()


def test_a_404_for_a_write(life, state, refuse, remotes):
    """The list was there a moment ago: what was not found is where an entry of it leads to, so the delete has not been done."""
    refuse(404, method="set", operation="set-deployment-es-resource-remote-clusters")

    with pytest.raises(errors.NotFoundError):
        life.delete(state.id, state)

    assert [alias for alias, *_ in remotes("logs-eu")] == ["us"]
