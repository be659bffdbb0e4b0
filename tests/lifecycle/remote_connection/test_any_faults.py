"""Whatever fails and whoever else writes: the remotes of others stay as they are, and ours ends as wished."""

from contextlib import suppress
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosslink_core.model.error import CrosslinkError
from crosslink_emulator.faults import writer
from crosslink_emulator.faults.injection import Fault
from crosslink_emulator.world.elasticsearch_write import write_settings

OPERATIONS = ("cluster-get-settings", "cluster-put-settings", "cluster-remote-info")
KINDS = ("429", "500", "503", "drop-before", "drop-after")
OTHERS = ("one", "two", "far-2")
ADDRESSES = st.sampled_from(["a.example:9400", "b.example:9300"])


def remote(alias, address, **more):
    values = {"mode": "proxy", "proxy_address": address} | more
    return {f"cluster.remote.{alias}.{name}": value for name, value in values.items()}


THEIRS = st.dictionaries(st.sampled_from(OTHERS), ADDRESSES, max_size=3)
WRITERS = st.lists(
    st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2), st.sampled_from(OTHERS), ADDRESSES | st.none()),
    max_size=3,
)
FAULTS = st.lists(st.tuples(st.sampled_from(OPERATIONS), st.sampled_from(KINDS), st.integers(0, 2)), max_size=4)
STEPS = st.lists(st.sampled_from(["create", "skip", "move", "delete", "read"]), min_size=1, max_size=4)


def applied(there, change):
    """What a change makes of settings, as Elasticsearch merges it."""
    gone = {key.rstrip("*") for key, value in change.items() if value is None}
    kept = {key: value for key, value in there.items() if not any(key.startswith(one) for one in gone)}
    return kept | {key: value for key, value in change.items() if value is not None}


def of_others(local):
    return {key: value for key, value in local.persistent.items() if key.split(".")[2] != "far"}


def tried(life, wish, spec, state, step):
    """Do one step, again after each failure, as people do; return the wish and the state afterwards."""
    if step == "skip":
        spec = spec.model_copy(update={"skip_unavailable": not spec.skip_unavailable})
    elif step == "move":
        spec = wish(remote="shop-us", skip_unavailable=spec.skip_unavailable)
    for _ in range(15):
        with suppress(CrosslinkError):
            if step == "delete":
                return spec, state and life.delete(state.id, state)
            if state is None:
                return spec, life.create(spec)
            if step == "read":
                return spec, life.read(state.id, state)
            return spec, life.update(state.id, state, spec)
    raise AssertionError(step)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(THEIRS, WRITERS, FAULTS, STEPS)
def test_others_stay_and_ours_ends_as_wished(life, wish, emulator, place, theirs, writers, faults, steps):
    """In the end the settings of other aliases are what their writers made of them, and ours are the last wish; no operation fails for good."""
    local, shadow = place("logs-eu")[1], {}
    emulator.world.faults.clear()
    local.persistent, local.transient, local.drifted = {}, {}, []
    for alias, address in theirs.items():
        local.persistent |= remote(alias, address, **{"transport.compress": "true"})
    shadow.update(local.persistent)
    for operation, skip, alias, address in writers:
        change = remote(alias, address) if address else {f"cluster.remote.{alias}.*": None}
        emulator.world.faults.add(Fault(operation, "another-writer", skip=skip, settings=change))
    for operation, kind, skip in faults:
        emulator.world.faults.add(Fault(operation, kind, skip=skip, retry_after_s=0))

    def write(world, cloud, deployment, change):
        after = applied(shadow, change)
        shadow.clear()
        shadow.update(after)
        write_settings(world, cloud, deployment, change)

    spec, state = wish(skip_unavailable=False), None
    with patch.object(writer, "write_settings", write):
        for step in steps:
            spec, state = tried(life, wish, spec, state, step)
    emulator.world.faults.clear()
    ours = {key: value for key, value in local.persistent.items() if key.split(".")[2] == "far"}
    wished = remote("far", spec.proxy_address, server_name=spec.server_name, skip_unavailable=str(spec.skip_unavailable).lower())

    assert ours == ({} if state is None else wished)
    assert of_others(local) == shadow
    assert state is None or life.read(state.id, state).skip_unavailable is spec.skip_unavailable
