"""Whatever strikes between: a trust relationship is there once, as it was wished, and never one too many."""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosslink_core.model import CrosslinkError
from crosslink_emulator.faults import Fault

OPERATIONS = [f"{verb}-trust-relationship" for verb in ("create", "get", "update", "delete")] + ["get-trust-relationships"]
KINDS = ["drop-before", "drop-after", "503", "502", "500", "429"]
FAULTS = st.lists(st.builds(Fault, st.sampled_from(OPERATIONS), st.sampled_from(KINDS), st.integers(1, 6), st.integers(0, 2), st.just(0)), max_size=6)
WISHES = st.fixed_dictionaries({"trust_by_default": st.booleans(), "number": st.integers(1, 3), "foreign": st.booleans()})


def persist(act):
    """Do it as a user does, by the next `up`, until it works."""
    for _ in range(200):
        with suppress(CrosslinkError):
            return act()
    raise AssertionError


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FAULTS, st.lists(WISHES, min_size=1, max_size=4))
def test_any_faults(emulator, another, spec, pem, faults, wishes):
    """Creation, changes and deletion under any faults, each try in a process of its own, end right; relationships of others stay as they are."""
    emulator.world.reset(emulator.world.estate)
    there, most = emulator.world.clouds["enterprise"].trust_relationships, []
    emulator.world.changed = lambda: most.append(len(there))
    try:
        foreign = another().create(spec(name="foreign"))
        for fault in faults:
            emulator.world.faults.add(Fault(**vars(fault)))
        state = persist(lambda: another().create(spec()))
        for wish in wishes:
            wanted = spec(trust_by_default=wish["trust_by_default"], public_ca_cert=pem(wish["number"]))
            if wish["foreign"]:
                there[foreign.id] = there[foreign.id].model_copy(update={"revision": there[foreign.id].revision + 1})
            state = persist(lambda wanted=wanted, state=state: another().update(state.id, state, wanted))
            assert (there[state.id].trust_by_default, there[state.id].public_ca_cert) == (wanted.trust_by_default, wanted.public_ca_cert)
        left = persist(lambda state=state: another().read(state.id, state))
        persist(lambda: another().delete(state.id, state) or True)
    finally:
        del emulator.world.changed

    assert left == state
    assert list(there) == [foreign.id]
    assert max(most) == 2
