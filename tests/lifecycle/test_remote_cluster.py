import threading

import pytest

from crosslink_core.api import error as errors
from crosslink_core.api.cloud.remote_cluster import Entry
from crosslink_core.coordination import waiting
from crosslink_core.coordination.shared_list import OverwrittenError
from crosslink_core.lifecycle.base import Lifecycle, NotConnectedError, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.remote_cluster import RemoteCluster, RemoteClusterState
from crosslink_emulator.world.deployment import Remote

EU, US, METRICS = "dddd0101" * 4, "dddd0102" * 4, "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


@pytest.fixture
def logs_eu(place):
    """The local deployment, which has an entry of somebody else already."""
    found = place("logs-eu")[1]
    found.remotes = [FOREIGN]
    return found


def test_a_lifecycle():
    """It has the form that every front end expects."""
    kind: type[Lifecycle] = RemoteClusterLifecycle

    assert kind.identity == {"local.deployment_id", "local.ref_id", "alias"}
    assert kind.volatile == {"connected"}


# create


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


def test_an_absent_skip_unavailable_is_false(life, connections, spec, monkeypatch):
    """An entry without the word is alike to one that says false, and is left as it stands."""
    written = []
    remotes = connections.cloud("hosted").remote_clusters
    entry = Entry(deployment_id=US, elasticsearch_ref_id="main-elasticsearch", alias="us")
    monkeypatch.setattr(remotes, "get", lambda *_: (entry,))
    monkeypatch.setattr(remotes, "set", lambda *found: written.append(found))

    state = life.create(spec(skip_unavailable=False))

    assert written == []
    assert (state.connected, state.reason) == (False, "the service does not say whether it is")


def test_create_without_adoption(connections, spec, requests, logs_eu):
    """Where adopting is forbidden even an entry that is alike is in the way, and nothing is written."""
    logs_eu.remotes = [THERE]

    with pytest.raises(PlaceTakenError, match="an entry alike is already there; choose another alias, remove that entry, or import it"):
        RemoteClusterLifecycle(connections, Tell.by(pytest.fail), adopt=False).create(spec())

    assert requests() == ["read"]


@pytest.mark.parametrize(
    ("there", "message"),
    [
        pytest.param(ELSEWHERE, f"an entry to deployment {METRICS} with skip_unavailable true is already there", id="to another deployment"),
        pytest.param(
            THERE.model_copy(update={"skip_unavailable": False}),
            f"an entry to deployment {US} with skip_unavailable false is already there",
            id="another setting",
        ),
    ],
)
def test_a_different_entry_in_the_place(life, spec, requests, logs_eu, there, message):
    """What is different is never overwritten by a create: the error says what is there and what to do."""
    logs_eu.remotes = [there]

    with pytest.raises(PlaceTakenError, match=f"^{EU}/main-elasticsearch/us: {message}"):
        life.create(spec())

    assert requests() == ["read"]
    assert logs_eu.remotes == [there]


def test_another_create_at_the_same_moment(life, spec, logs_eu, meanwhile):
    """Two programs that create different entries in one place do not overwrite each other in turns: the one that sees it gives way."""

    def take_the_place(local):
        local.remotes = [ELSEWHERE]

    meanwhile(take_the_place)

    with pytest.raises(PlaceTakenError, match=f"to deployment {METRICS}"):
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

    assert sorted(one.alias for one in logs_eu.remotes) == sorted(["foreign", *(wish.alias for wish in wishes)])
    assert [state.connected for state in states] == [True] * 12


# refusals


@pytest.mark.parametrize(
    ("local", "remote", "side"),
    [
        pytest.param("logging-and-metrics", "orders", "local", id="local"),
        pytest.param("orders", "logging-and-metrics", "remote", id="remote"),
    ],
)
def test_system_deployments(life, spec, requests, local, remote, side):
    """A system deployment is refused on either side before anything is asked or written."""
    with pytest.raises(RefusedLinkError, match=rf"the {side} deployment logging-and-metrics \(dddd0301.* is a system deployment"):
        life.create(spec(local, remote))

    assert requests() == []


def test_an_update_to_a_system_deployment(life, spec, requests):
    """An update is refused like a create."""
    state = life.create(spec("orders", "billing"))
    requests()

    with pytest.raises(RefusedLinkError):
        life.update(state.id, state, spec("orders", "logging-and-metrics"))

    assert requests() == []


def test_versions_only_warn(life, spec, said):
    """What the table of versions advises against is told, and left to the service."""
    state = life.create(spec("metrics-us", "logs-eu", alias="eu"))

    assert said[0] == "dddd0103dddd0103dddd0103dddd0103/main-elasticsearch/eu: searching 8.19.4 from 9.0.8 is not in Elastic's compatibility table"
    assert (state.connected, state.reason) == (False, "the versions are not compatible")


@pytest.mark.parametrize(
    ("local", "remote", "status"),
    [
        pytest.param("logs-eu", "shop-eu", 400, id="a remote of another organization"),
        pytest.param("paused", "logs-us", 500, id="a local that is stopped"),
        pytest.param("legacy", "archive", 400, id="a local from before cross-cluster features"),
    ],
)
def test_what_the_service_refuses(life, spec, local, remote, status):
    """A refusal of the service is one line with the connection and the deployment."""
    wish = spec(local, remote)

    with pytest.raises(errors.RefusedError) as caught:
        life.create(wish)

    assert caught.value.status == status
    assert str(caught.value).startswith(f"connection hosted, deployment {wish.local.deployment_id}, ref main-elasticsearch: set-")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param({"deployment_id": "f" * 32}, errors.NotFoundError, id="deployment gone"),
        pytest.param({"ref_id": "other"}, errors.NotFoundError, id="resource gone"),
        pytest.param({"deployment_id": "dddd0201" * 4}, errors.ForbiddenError, id="another organization's deployment"),
    ],
)
def test_create_on_what_is_not_there(life, spec, change, kind):
    """Creating on a deployment that is gone is an error, never a silent success."""
    wish = spec()

    with pytest.raises(kind):
        life.create(wish.model_copy(update={"local": wish.local.model_copy(update=change)}))


# connecting


def test_a_remote_that_is_stopped(life, spec, requests, said, logs_eu):
    """What may come by itself is waited for as long as allowed, and then told: the entry is there, not connected."""
    state = life.create(spec("logs-eu", "paused", connect_timeout_s=0.05))

    assert (state.connected, state.reason) == (False, "the remote deployment does not answer: it may be stopped, or out of reach")
    assert said == [f"{state.id} is not connected: {state.reason}"]
    assert requests() == ["read", "write", "read", "read"]
    assert len(logs_eu.remotes) == 2


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only by waiting; before each pause `at` may do something."""
    pauses, at = [], {}

    def sleep(seconds):
        pauses.append(seconds)
        at.get(len(pauses), lambda: None)()

    monkeypatch.setattr(waiting, "sleep", sleep)
    monkeypatch.setattr(waiting, "monotonic", lambda: sum(pauses))
    return pauses, at


def test_a_remote_that_comes_up(life, spec, clock, place, said):
    """A connection that comes within the time is waited for."""
    pauses, at = clock
    at[3] = lambda: setattr(place("paused")[1], "status", "started")

    state = life.create(spec("logs-eu", "paused", connect_timeout_s=120))

    assert (state.connected, state.reason, said) == (True, "", [])
    assert pauses == [0.5, 1, 2]


@pytest.mark.parametrize("kind", ["429", "503", "drop-before", "drop-after"])
def test_a_question_without_an_answer(life, spec, clock, place, fault, kind):
    """While it waits for the connection a create survives a question that is not answered: the entry is written already."""
    _, at = clock
    at[1] = lambda: fault("read", kind)
    at[3] = lambda: setattr(place("paused")[1], "status", "started")

    assert life.create(spec("logs-eu", "paused", connect_timeout_s=120)).connected


@pytest.mark.parametrize("writer", [lambda remotes: [], lambda remotes: [ELSEWHERE]], ids=["removed", "repointed"])
def test_an_entry_that_is_taken_away_while_it_connects(life, spec, clock, logs_eu, writer):
    """An entry that another program removes or repoints in the meantime is an error, not a success for something else."""
    _, at = clock
    at[2] = lambda: setattr(logs_eu, "remotes", writer(logs_eu.remotes))

    with pytest.raises(NotConnectedError, match="was changed or removed by another program while it was connecting"):
        life.create(spec("logs-eu", "paused", connect_timeout_s=120))


def test_the_wait_is_bounded(life, spec, clock):
    """A wait ends at its deadline."""
    pauses, _ = clock

    assert not life.create(spec("logs-eu", "paused", connect_timeout_s=17)).connected
    assert sum(pauses) == 17


def test_require_connected(life, spec, logs_eu):
    """Where the connection is required its lack is an error with the reason; the entry stays for the next try."""
    wish = spec("logs-eu", "paused", require_connected=True)

    with pytest.raises(NotConnectedError, match=f"^{wish.id} is not connected: the remote deployment does not answer"):
        life.create(wish)

    assert [one.alias for one in logs_eu.remotes] == ["foreign", "us"]


def test_a_remote_that_does_not_trust(life, spec, requests, clock):
    """Missing trust does not come by itself: it is told at once, with the side that lacks it."""
    state = life.create(spec("archive", "legacy", connect_timeout_s=120))

    assert (state.connected, state.trusted, state.trusted_back) == (False, True, False)
    assert state.reason == "the remote deployment does not trust the local one"
    assert requests() == ["read", "write", "read"]
    assert clock[0] == []


# read


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


def test_read_what_may_not_be_seen(life, spec):
    """403 is not "gone": a wrong key must not make a stack forget what it owns."""
    state = life.create(spec())

    with pytest.raises(errors.ForbiddenError):
        life.read(state.id, state.model_copy(update={"local": state.local.model_copy(update={"deployment_id": "dddd0201" * 4})}))


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
def test_drift_to_what_cannot_be_expressed(life, spec, connections, monkeypatch, target):
    """An entry that leads to what no deployment can be is an error with the id, not a crash and not "gone"."""
    state = life.create(spec())
    entry = Entry(deployment_id=target, elasticsearch_ref_id="main", alias="us")
    monkeypatch.setattr(connections.cloud("hosted").remote_clusters, "get", lambda *_: (entry,))

    with pytest.raises(PlaceTakenError, match=f"{state.id} leads to '{target}' now"):
        life.read(state.id, state)


# update


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


# delete


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
    assert said == [f"{state.id} now leads to another deployment than this stack made it for: left in place"] * len(left)


def test_delete_of_what_cannot_be_written(life, spec, place):
    """A local deployment that is stopped cannot be written: an error, as the entry is still there."""
    state = life.create(spec())
    place("logs-eu")[1].status = "stopped"

    with pytest.raises(errors.RefusedError, match="cluster_request_failed"):
        life.delete(state.id, state)


# faults


KINDS = {"429": errors.RateLimitedError, "503": errors.UnavailableError, "drop-before": errors.NoReplyError, "drop-after": errors.NoReplyError}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("operation", "skip"), [("read", 0), ("write", 0), ("read", 1)], ids=["first read", "write", "read back"])
def test_faults_of_a_create(life, spec, fault, logs_eu, operation, skip, kind):
    """A fault on any request is one clear line, and a second create makes or adopts the entry: no fault leaves two."""
    wish = spec()
    fault(operation, kind, skip=skip)

    with pytest.raises(KINDS[kind]) as caught:
        life.create(wish)

    assert str(caught.value).startswith(f"connection hosted, deployment {EU}, ref main-elasticsearch: ")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
    assert life.create(wish).connected
    assert logs_eu.remotes == [FOREIGN, THERE]


@pytest.mark.parametrize("kind", KINDS)
def test_faults_of_the_others(life, spec, fault, logs_eu, kind):
    """Read, update and delete tell a fault as clearly, and can be done again."""
    state, wish = life.create(spec()), spec(skip_unavailable=False)
    for operation, act in (
        ("read", lambda: life.read(state.id, state)),
        ("write", lambda: life.update(state.id, state, wish)),
        ("write", lambda: life.delete(state.id, state)),
    ):
        fault(operation, kind)
        with pytest.raises(KINDS[kind]):
            act()
        act()

    assert logs_eu.remotes == [FOREIGN]


def test_a_second_create_after_a_lost_reply_adopts(life, spec, fault, said):
    """A write whose reply was lost has been done: the next create finds it and says so."""
    fault("write", "drop-after")
    with pytest.raises(errors.NoReplyError):
        life.create(spec())

    life.create(spec())

    assert said == [f"adopted {EU}/main-elasticsearch/us, which was there already"]


# existing


def test_existing(life, spec, logs_eu):
    """Every entry of a deployment is listed, whoever made it."""
    wish = spec()
    life.create(wish)

    found = life.existing(wish.local)

    assert [(one.alias, one.remote.deployment_id, one.skip_unavailable, one.connected) for one in found] == [
        ("foreign", METRICS, False, True),
        ("us", US, True, True),
    ]
    assert all(isinstance(one, RemoteClusterState) for one in found)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"deployment_id": US, "alias": ""}, id="empty alias"),
        pytest.param({"deployment_id": US, "alias": "a.b"}, id="alias with a dot"),
        pytest.param({"deployment_id": "x", "alias": "x"}, id="malformed id"),
        pytest.param({"deployment_id": EU, "alias": "me"}, id="itself"),
    ],
)
def test_existing_beside_what_cannot_be_expressed(life, spec, connections, monkeypatch, said, entry):
    """An entry that crosslink could not have made is told and left out; the others are listed."""
    wish = spec()
    good = Entry(deployment_id=US, elasticsearch_ref_id="main", alias="good")
    monkeypatch.setattr(connections.cloud("hosted").remote_clusters, "get", lambda *_: (Entry(elasticsearch_ref_id="main", **entry), good))

    assert [one.alias for one in life.existing(wish.local)] == ["good"]
    assert len(said) == 1
    assert "which crosslink cannot express: left out" in said[0]
