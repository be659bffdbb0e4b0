import pytest

from crosslink_core.api.elasticsearch.settings import ClusterSettings


def test_nothing_to_do(life, spec, requests):
    """An update of facts alone sends nothing, and the state has the new facts."""
    state = life.create(spec())
    newer = spec().model_copy(update={"remote": state.remote.model_copy(update={"version": "9.0.1"})})
    requests()
    same = life.update(state.id, state, newer)

    assert requests() == []
    assert (same.remote.version, same.connected) == ("9.0.1", True)


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        pytest.param({"skip_unavailable": False}, {"skip_unavailable": "false"}, id="skip_unavailable"),
        pytest.param({"server_name": "b.example"}, {"server_name": "b.example"}, id="server_name"),
        pytest.param({"proxy_address": "b.example:9400"}, {"proxy_address": "b.example:9400"}, id="address"),
    ],
)
def test_update(life, spec, requests, local, far, changes, there):
    """What changes is read, written and looked at."""
    state = life.create(spec())
    before = far(local)
    requests()
    life.update(state.id, state, spec(**changes))

    assert far(local) == before | there
    assert [request for request in requests() if not request.startswith("get-")] == ["read", "write", "look"]


def test_another_remote(life, wish, place, far):
    """Another remote under the same alias is the same place: its address follows."""
    state = life.create(wish())
    moved = life.update(state.id, state, wish(remote="shop-us"))

    assert moved.proxy_address == moved.remote.endpoint + ":9400"
    assert far(place("logs-eu")[1])["proxy_address"] == moved.proxy_address


@pytest.mark.parametrize(
    "drift",
    [
        pytest.param({"far.*": None}, id="removed"),
        pytest.param({"far.proxy_address": "a.example:9400"}, id="address"),
        pytest.param({"far.skip_unavailable": "false"}, id="skip_unavailable"),
        pytest.param(
            {"far.mode": "sniff", "far.proxy_address": None, "far.server_name": None, "far.seeds": ["10.0.0.1:9300"], "far.node_connections": "4"}, id="mode"
        ),
    ],
)
def test_drift_is_undone(life, spec, put, local, far, drift):
    """Whatever somebody made of it, an update after a refresh makes it as wished; what a refresh found gone is created."""
    wished = spec()
    state = life.create(wished)
    before = far(local)
    put(local.name, {f"cluster.remote.{name}": value for name, value in drift.items()})
    found = life.read(state.id, state)
    after = life.update(state.id, found, wished) if found else life.create(wished)

    assert far(local) == before
    assert after == state


def test_a_shadow_is_taken_away(life, spec, write_remote, local, far):
    """A transient remote in front of ours goes with the update that its drift brings about."""
    state = life.create(spec())
    write_remote(local.name, "far", {}, {"mode": "proxy", "proxy_address": "a.example:9400"})
    found = life.read(state.id, state)

    assert life.update(state.id, found, spec()) == state
    assert local.transient == {}


def test_what_others_set_beside_ours_stays(life, spec, write_remote, local, far):
    """Settings of the alias that crosslink has no input for are nobody's but their writer's."""
    state = life.create(spec())
    beside = {"proxy_socket_connections": "7", "transport.compress": "true", "transport.ping_schedule": "5s"}
    write_remote(local.name, "far", beside)
    life.update(state.id, state, spec(skip_unavailable=False))

    assert {name: far(local)[name] for name in beside} == beside


@pytest.mark.parametrize("skips", [False, True])
def test_the_drift_of_skip_unavailable(life, wish, requests, place, skips):
    """Where the nodes run a connection that was built anew with the default, two more writes put it right (8.15 to 8.19)."""
    state = life.create(wish(skip_unavailable=skips))
    requests()
    moved = life.update(state.id, state, wish(skip_unavailable=skips, server_name="b.example"))

    assert moved.skip_unavailable is skips
    assert [request for request in requests() if request != "get-deployment"] == ["read", "write", "look"] + ["write", "write", "look"] * (not skips)
    assert life.read(state.id, moved).skip_unavailable is skips
    assert place("logs-eu")[1].persistent["cluster.remote.far.skip_unavailable"] == str(skips).lower()


def test_the_drift_that_was_there(life, wish, place):
    """A drift that a refresh finds is repaired by the update, though no setting changes."""
    state = life.create(wish(skip_unavailable=False))
    local = place("logs-eu")[1]
    local.drifted = ["far"]
    found = life.read(state.id, state)
    after = life.update(state.id, found, wish(skip_unavailable=False))

    assert (found.skip_unavailable, after.skip_unavailable, local.drifted) == (True, False, [])


@pytest.mark.parametrize("kind", ["429", "503", "drop-before", "drop-after"])
@pytest.mark.parametrize("skip", [1, 2], ids=["first write", "second write"])
def test_a_repair_that_meets_a_fault(life, spec, fault, place, kind, skip):
    """A repair bears a fault at each of its writes: half of one would leave the wrong value for good."""
    state = life.create(spec(skip_unavailable=False))
    fault("write", kind, skip=skip)
    moved = life.update(state.id, state, spec(skip_unavailable=False, server_name="b.example"))

    assert moved.skip_unavailable is False
    assert place(state.local.name)[1].persistent["cluster.remote.far.skip_unavailable"] == "false"


def test_a_repair_that_does_not_help(life, wish, said, monkeypatch):
    """Where the nodes stay with another value the user is told, and the state says what is."""
    state = life.create(wish(skip_unavailable=False))
    real = ClusterSettings.put

    def put(self, persistent, transient=None):
        return True if set(persistent) == {"cluster.remote.far.skip_unavailable"} else real(self, persistent, transient)

    monkeypatch.setattr(ClusterSettings, "put", put)
    moved = life.update(state.id, state, wish(skip_unavailable=False, server_name="b.example"))

    assert moved.skip_unavailable is True
    assert f"{state.id}: the cluster's nodes run with skip_unavailable true although the settings say false; restart the local deployment" in said
