import pytest


def test_delete(life, spec, requests, put, local):
    """All settings of the alias go, with one reading and one write; others stay, those with a longer name too."""
    state, others = life.create(spec()), {"cluster.remote.far-2.mode": "proxy", "cluster.remote.far-2.proxy_address": "a.example:9400"}
    put(local.name, {"cluster.remote.far.transport.compress": "true"} | others)
    requests()
    life.delete(state.id, state)

    assert local.persistent == others
    assert requests() == ["read", "write"]


def test_again(life, spec, requests):
    """What is gone already is fine, and nothing is written."""
    state = life.create(spec())
    life.delete(state.id, state)
    requests()
    life.delete(state.id, state)

    assert requests() == ["read"]


@pytest.mark.parametrize(
    "change", [{"proxy_address": "a.example:9400"}, {"mode": None, "proxy_address": None, "server_name": None, "seeds": ["10.0.0.1:9300"]}]
)
def test_what_leads_elsewhere_stays(life, spec, write_remote, local, said, far, change):
    """A remote that somebody pointed elsewhere is theirs by now: left in place, with a warning."""
    state = life.create(spec())
    write_remote(local.name, "far", change)
    there = far(local)
    life.delete(state.id, state)

    assert far(local) == there
    assert said == [f"{state.id} points elsewhere now than this stack wrote: left in place"]


def test_another_setting_is_no_other_remote(life, spec, write_remote, local):
    """Another value of skip_unavailable does not make it somebody else's."""
    state = life.create(spec())
    write_remote(local.name, "far", {"skip_unavailable": "false"})
    life.delete(state.id, state)

    assert local.persistent == {}


@pytest.mark.parametrize("address", ["a.example:9400", None], ids=["elsewhere", "the same"])
def test_a_shadow(life, spec, write_remote, local, said, address):
    """A transient remote goes where it leads to the same address, and stays where it is somebody's own."""
    state = life.create(spec())
    write_remote(local.name, "far", {}, {"mode": "proxy", "proxy_address": address or state.proxy_address})
    life.delete(state.id, state)

    assert local.persistent == {}
    assert bool(local.transient) is (address is not None)
    assert len(said) == (address is not None)
