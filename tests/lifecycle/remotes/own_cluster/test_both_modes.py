"""Whatever others have set, in either mode and layer: it stays, and what is written is taken."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosslink_core.lifecycle.remotes import remote_settings
from crosslink_core.model.remotes.remote_connection import OWN, Mode, RemoteConnectionState
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings

ADDRESSES = st.sampled_from(["stock.example:9300", "b.example:9300", "c.example:9400"])
COUNTS = st.none() | st.integers(1, 9)
THEIRS = {"transport.compress": st.sampled_from(["true", "false"]), "transport.ping_schedule": st.sampled_from(["5s", "30s"])}


@st.composite
def remotes(draw):
    """A whole remote as somebody may have written it, in either mode, with settings beside it."""
    word = draw(st.sampled_from(["proxy", "PROXY", "sniff", "SNIFF", None]))
    if word and word.lower() == "proxy":
        found = {"mode": word, "proxy_address": draw(ADDRESSES)}
        more = {"server_name": st.just("a.example"), "proxy_socket_connections": st.sampled_from(["1", "9"])}
    else:
        seeds = draw(st.lists(ADDRESSES, min_size=1, unique=True))
        found = {"seeds": draw(st.sampled_from([seeds, ", ".join(seeds)]))} | ({"mode": word} if word else {})
        more = {"node_connections": st.sampled_from(["1", "9"])}
    return found | draw(st.fixed_dictionaries({}, optional=more | THEIRS | {"skip_unavailable": st.sampled_from(["true", "false"])}))


@st.composite
def wishes(draw):
    """What a program may want, in either mode."""
    mode = draw(st.sampled_from(["proxy", "sniff"]))
    if mode == "proxy":
        own = {"proxy_address": draw(ADDRESSES), "proxy_socket_connections": draw(COUNTS), "server_name": draw(st.sampled_from(["", "a.example"]))}
    else:
        own = {"seeds": tuple(draw(st.lists(ADDRESSES, min_size=1, unique=True))), "node_connections": draw(COUNTS)}
    return own | {"mode": mode, "skip_unavailable": draw(st.booleans())}


LAYER = st.dictionaries(st.sampled_from(["far", "far-2", "other"]), remotes())


def flat(layer):
    return {f"cluster.remote.{alias}.{key}": value for alias, item in layer.items() for key, value in item.items()}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LAYER, LAYER, st.lists(wishes(), min_size=1, max_size=3))
def test_what_others_set_stays(life, wish, emulator, there, persistent, transient, wanted):
    """Whatever is there in whichever layer and mode: a wish is taken by Elasticsearch, means what it says, and leaves alone what is not its own."""
    local = emulator.world.clusters["onprem"]
    local.persistent, local.transient, local.drifted = {}, {}, []
    write_settings(emulator.world, None, local, flat(persistent), flat(transient))
    others = [{key: value for key, value in layer.items() if ".far." not in key} for layer in (local.persistent, local.transient)]
    beside = {key: value for key, value in there().items() if key.startswith("transport.")}
    state = RemoteConnectionState.model_validate(wish(**wanted[0]).model_dump())  # as if it were this stack's own from before

    for item in wanted:
        spec = wish(**item)
        state = life.update("onprem/far", state, spec)
        found = remote_settings.meaning(there(), "8.19.4")
        assert remote_settings.is_wanted(there(), remote_settings.to_wire(spec), "8.19.4")
        assert {key: value for key, value in there().items() if key.startswith("transport.")} == beside
        assert not (set(there()) & set(OWN[Mode.SNIFF if spec.mode is Mode.PROXY else Mode.PROXY]))
        assert there(layer="transient") == {}
        assert [{key: value for key, value in layer.items() if ".far." not in key} for layer in (local.persistent, local.transient)] == others
        assert found["mode"] == state.mode == spec.mode
    life.delete("onprem/far", life.read("onprem/far", state))

    assert [local.persistent, local.transient] == others
