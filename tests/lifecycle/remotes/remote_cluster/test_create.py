import threading

import pytest

from crosslink_core.api.cloud.remotes.remote_cluster import Entry
from crosslink_core.connections.session import Session
from crosslink_core.coordination.shared_list import OverwrittenError
from crosslink_core.lifecycle import Lifecycle, PlaceTakenError, Tell
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.remotes.remote_cluster import RemoteCluster
from crosslink_emulator.world.state.deployment import Remote

EU = "dddd0101" * 4
US = "dddd0102" * 4
METRICS = "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


def test_a_lifecycle():
    """It has the form that every front end expects."""
    kind: type[Lifecycle] = RemoteClusterLifecycle

    assert kind.identity == {"local.deployment_id", "local.ref_id", "alias"}
    assert kind.volatile == {"connected"}


def test_create(life, spec, requests, logs_eu, said):
    """A new entry is read, written and read back, connected; entries of others stay, and nothing is said."""
    state = life.create(spec())

    assert requests() == ["read", "write", "read"]
    assert logs_eu.remotes == [FOREIGN, THERE]
    assert (state.connected, state.compatible, state.trusted, state.trusted_back, state.reason) == (True, True, True, True, "")
    assert state.id == f"{EU}/main-elasticsearch/us"
    assert said == []


def test_the_state_holds_the_wish(life, spec):
    """What was wished is in the state as it was wished, facts included."""
    wished = spec(skip_unavailable=False, connect_timeout_s=7)

    assert RemoteCluster.model_validate(life.create(wished).model_dump(include=set(RemoteCluster.model_fields))) == wished


def test_create_adopts_what_is_alike(life, spec, requests, logs_eu, said):
    """An entry that is alike is adopted with one read, and the user is told."""
    logs_eu.remotes = [THERE, FOREIGN]

    assert life.create(spec()).connected
    assert requests() == ["read"]
    assert said == [f"adopted {EU}/main-elasticsearch/us, which was there already"]


def test_an_absent_skip_unavailable_is_false(life, session, spec, monkeypatch):
    """An entry without the word is alike to one that says false, and is left as it stands."""
    written = []
    remotes = session.cloud("hosted").remote_clusters
    entry = Entry(deployment_id=US, elasticsearch_ref_id="main-elasticsearch", alias="us")
    monkeypatch.setattr(remotes, "get", lambda *_: (entry,))
    monkeypatch.setattr(remotes, "set", lambda *found: written.append(found))

    state = life.create(spec(skip_unavailable=False))

    assert written == []
    assert (state.connected, state.reason) == (False, "the service does not say whether it is")


def test_create_without_adoption(session, spec, requests, logs_eu):
    """Where adopting is forbidden even an entry that is alike is in the way, and nothing is written."""
    logs_eu.remotes = [THERE]

    with pytest.raises(PlaceTakenError, match=r"the same entry exists already; choose another alias, remove that entry, or let it be adopted; "):
        RemoteClusterLifecycle(Session(session.connections, adopt=False), Tell.by(pytest.fail)).create(spec())

    assert requests() == ["read"]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        pytest.param(ELSEWHERE, f"deployment {METRICS} with skip_unavailable true", id="to another deployment"),
        pytest.param(
            THERE.model_copy(update={"skip_unavailable": False}),
            f"deployment {US} with skip_unavailable false",
            id="another setting",
        ),
    ],
)
def test_a_different_entry_in_the_place(life, spec, requests, logs_eu, there, message):
    """What is different is never overwritten by a create: the error says what is there, what was wished, and what to do."""
    logs_eu.remotes = [there]

    with pytest.raises(
        PlaceTakenError,
        match=rf"^{EU}/main-elasticsearch/us: another entry exists already \({message}\), and this program wants deployment {US} with skip_unavailable true; "
        ".* declare it as it is",
    ):
        life.create(spec())

    assert requests() == ["read"]
    assert logs_eu.remotes == [there]


def test_another_create_at_the_same_moment(life, spec, logs_eu, meanwhile):
    """Two programs that create different entries in one place do not overwrite each other in turns: the one that sees it gives way."""

    def take_the_place(local):
        local.remotes = [ELSEWHERE]

    meanwhile(take_the_place)

    with pytest.raises(PlaceTakenError, match=f"deployment {METRICS}"):
        life.create(spec())

    assert logs_eu.remotes == [ELSEWHERE]


def test_a_lost_write_is_made_again(life, spec, requests, logs_eu, meanwhile):
    """Another writer who loses our entry gets it again, beside his own."""
    losses = iter([True, True])

    def lose(local):
        if next(losses, False):
            local.remotes = [FOREIGN]

    meanwhile(lose)

    assert life.create(spec()).connected
    assert logs_eu.remotes == [FOREIGN, THERE]
    assert requests() == ["read", "write", "read", "write", "read", "write", "read"]


def test_a_write_that_is_always_lost(life, spec, logs_eu, meanwhile):
    """A writer who never stops is named as the matter, after a bounded number of times."""

    def lose(local):
        local.remotes = [FOREIGN]

    meanwhile(lose)

    with pytest.raises(OverwrittenError, match=f"^remote clusters of deployment {EU}: another program writes this list"):
        life.create(spec())

    assert logs_eu.remotes == [FOREIGN]


def test_twelve_threads_one_deployment(life, spec, logs_eu):
    """Twelve creates on one deployment at once end with twelve entries, whatever ref id they reach it by."""
    wishes = [spec(alias=f"us-{number}") for number in range(12)]
    for number in range(6):
        wishes[number] = wishes[number].model_copy(update={"local": wishes[number].local.model_copy(update={"ref_id": None})})
    start, states = threading.Barrier(12), []

    def create(wish):
        start.wait()
        states.append(life.create(wish))

    threads = [threading.Thread(target=create, args=(wish,)) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(remote.alias for remote in logs_eu.remotes) == sorted(["foreign", *(wish.alias for wish in wishes)])
    assert [state.connected for state in states] == [True] * 12
