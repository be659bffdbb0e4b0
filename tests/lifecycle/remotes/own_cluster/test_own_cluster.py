"""Remotes of self-managed clusters in both modes, against other writers and changes by hand."""

import pytest

from crosslink_core.lifecycle import PlaceTakenError
from crosslink_emulator.faults import Fault

PROXY = {"mode": "proxy", "proxy_address": "stock.example:9300", "skip_unavailable": "true"}
SNIFF = {"mode": "sniff", "seeds": ["stock.example:9300"], "skip_unavailable": "true"}
MODES = {"proxy": PROXY, "sniff": SNIFF}


def other(mode):
    return "sniff" if mode == "proxy" else "proxy"


def clean(mode):
    """What takes the settings of a mode away."""
    return dict.fromkeys(MODES[mode], None)


@pytest.mark.parametrize("mode", MODES)
def test_another_writer_in_the_other_mode(life, wish, emulator, there, mode):
    """Somebody makes the alias in the other mode between our reading and our writing: the new one is refused as taken, and his stays."""
    settings = {f"cluster.remote.far.{key}": value for key, value in MODES[other(mode)].items()}
    emulator.world.faults.add(Fault("cluster-get-settings", "another-writer", settings=settings))
    with pytest.raises(PlaceTakenError, match="another entry exists already"):
        life.create(wish(mode=mode))
    assert there() == MODES[other(mode)]


@pytest.mark.parametrize("mode", MODES)
def test_update_against_another_writer_in_the_other_mode(life, wish, emulator, there, mode):
    """An update that meets somebody's change to the other mode looks again, and puts the mode right."""
    made = life.create(wish(mode=mode))
    settings = {f"cluster.remote.far.{key}": value for key, value in (clean(mode) | MODES[other(mode)]).items()}
    emulator.world.faults.add(Fault("cluster-get-settings", "another-writer", settings=settings))
    life.update(made.id, made, wish(mode=mode, skip_unavailable=False))
    assert there() == MODES[mode] | {"skip_unavailable": "false"}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_changed_by_hand(life, wish, by_hand, there, mode):
    """A remote that somebody changed to the other mode is seen by a refresh, and put back by an update; and the same the other way round."""
    made = life.create(wish(mode=mode))
    by_hand(clean(mode) | MODES[other(mode)])
    seen = life.read(made.id, made)
    back = life.update(made.id, seen, wish(mode=mode))

    assert (seen.mode, seen.seeds, seen.proxy_address) == (other(mode), tuple(MODES[other(mode)].get("seeds", ())), MODES[other(mode)].get("proxy_address", ""))
    assert there() == MODES[mode]
    assert life.read(made.id, back) == back


@pytest.mark.parametrize("mode", MODES)
def test_left_overs_of_the_other_mode(life, wish, by_hand, there, mode):
    """What the other mode left behind, and has no address, is in nobody's way."""
    left = {"proxy": {"mode": "sniff", "node_connections": "4"}, "sniff": {"mode": "proxy", "proxy_socket_connections": "4"}}[mode]
    by_hand(left)
    life.create(wish(mode=mode))

    assert there() == MODES[mode]


def test_seeds_in_another_order(life, wish, by_hand, there, said):
    """Seeds are the same in whichever order and form somebody writes them: adopted, no drift, and removed in the end."""
    by_hand(SNIFF | {"mode": "SNIFF", "seeds": "b.example:9300, stock.example:9300"})
    made = life.create(wish(mode="sniff", seeds=("stock.example:9300", "b.example:9300")))
    by_hand({"seeds": ["stock.example:9300", "b.example:9300"]})
    life.delete(made.id, made)

    assert made.connected
    assert said == ["adopted onprem/far, which was there already"]
    assert there() == {}


@pytest.mark.parametrize("mode", MODES)
def test_counts_of_somebody_else(life, wish, by_hand, there, emulator, mode):
    """How many sockets or nodes somebody else wished stays through updates, is no drift, and ours are put right."""
    count = {"proxy": "proxy_socket_connections", "sniff": "node_connections"}[mode]
    made = life.create(wish(mode=mode))
    by_hand({count: "7"})
    after = life.update(made.id, life.read(made.id, made), wish(mode=mode, skip_unavailable=False))
    assert there()[count] == "7"
    assert getattr(after, count) is None

    ours = life.update(made.id, after, wish(mode=mode, skip_unavailable=False, **{count: 3}))
    by_hand({count: "7"})
    assert (getattr(ours, count), getattr(life.read(made.id, ours), count)) == (3, 7)
    life.update(made.id, life.read(made.id, ours), wish(mode=mode, skip_unavailable=False, **{count: 3}))
    assert there()[count] == "3"


@pytest.mark.parametrize("mode", MODES)
def test_transient_settings(life, wish, by_hand, there, said, mode):
    """Transient settings of the other mode shadow ours: a refresh says so, an update takes them away."""
    made = life.create(wish(mode=mode))
    by_hand({}, transient=MODES[other(mode)])
    seen = life.read(made.id, made)
    life.update(made.id, seen, wish(mode=mode))

    assert any("transient settings of somebody else" in line for line in said)
    assert (there(), there(layer="transient")) == (MODES[mode], {})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", ["8.15.0", "8.19.21", "9.5.3"])
def test_drift(life, wish, emulator, there, mode, version):
    """Nodes that run with the default of skip_unavailable whatever the settings say are put right, in both modes."""
    emulator.world.clusters["onprem"].version = version
    made = life.create(wish(mode=mode, skip_unavailable=False))
    moved = {"proxy": {"proxy_address": "stock.example:9301"}, "sniff": {"seeds": ("stock.example:9301",)}}[mode]
    after = life.update(made.id, made, wish(mode=mode, skip_unavailable=False, **moved))
    turned = life.update(made.id, after, wish(mode=other(mode), skip_unavailable=False))

    assert (after.skip_unavailable, turned.skip_unavailable) == (False, False)
    assert life.read(made.id, turned).skip_unavailable is False
    assert emulator.world.clusters["onprem"].drifted == []


def test_another_cluster_now(life, wish, emulator, there):
    """A local cluster that was made anew has lost its settings: they are written again, although nothing else changed."""
    made = life.create(wish())
    assert made.connected
    emulator.world.clusters["onprem"].persistent = {}
    anew = made.local.model_copy(update={"cluster_uuid": "another"})
    after = life.update(made.id, made, wish(local=anew))

    assert there() == PROXY
    assert after.connected


def test_another_remote_now(life, wish, emulator):
    """A remote that was made anew behind the same address is asked for again: the connection is proved, not taken for granted."""
    made = life.create(wish())
    emulator.world.clusters["stock"].status = "stopped"
    anew = made.remote.model_copy(update={"cluster_uuid": "another"})

    assert not life.update(made.id, made, wish(remote=anew)).connected
