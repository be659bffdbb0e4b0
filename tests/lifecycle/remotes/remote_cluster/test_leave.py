"""Places that another resource of the same program is about to leave: replacements, and aliases that two resources swap."""

import pytest

from crosslink_core.lifecycle import PlaceTakenError
from crosslink_emulator.world.state.deployment import Remote

US, METRICS = "dddd0102" * 4, "dddd0103" * 4
THERE = Remote(alias="us", deployment_id=US, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=True)
ELSEWHERE = THERE.model_copy(update={"deployment_id": METRICS})
FOREIGN = Remote(alias="foreign", deployment_id=METRICS, elasticsearch_ref_id="main-elasticsearch", skip_unavailable=False)


@pytest.mark.parametrize("there", [ELSEWHERE, THERE.model_copy(update={"skip_unavailable": False})], ids=["to another deployment", "another setting"])
def test_an_entry_of_ours_that_is_about_to_leave(life, spec, requests, logs_eu, said, there, owner):
    """It is overwritten where it stands, without a word: both are this program's."""
    logs_eu.remotes = [there, FOREIGN]

    assert life.create(spec(), owner(leaving=lambda: True)).connected
    assert logs_eu.remotes == [THERE, FOREIGN]
    assert requests() == ["read", "write", "read"]
    assert said == []


def test_it_is_asked_each_time(life, spec, logs_eu, meanwhile, owner):
    """Whether it is about to leave is asked at each look: another program's entry that comes in between is not ours."""
    leaves = iter([True, False])
    logs_eu.remotes = [ELSEWHERE]
    meanwhile(lambda local: setattr(local, "remotes", [ELSEWHERE]))

    with pytest.raises(PlaceTakenError, match=f"deployment {METRICS}"):
        life.create(spec(), owner(leaving=lambda: next(leaves)))

    assert logs_eu.remotes == [ELSEWHERE]


def test_a_place_that_is_left_in_time(life, spec, logs_eu, clock, timings):
    """Whoever is in the place has a moment to leave it."""
    timings(leave_s=3)
    _, at = clock
    at[2] = lambda: setattr(logs_eu, "remotes", [FOREIGN])
    logs_eu.remotes = [ELSEWHERE, FOREIGN]

    assert life.create(spec()).connected
    assert logs_eu.remotes == [FOREIGN, THERE]


def test_a_place_that_is_not_left(life, spec, logs_eu, clock, timings):
    """After that moment the place is taken, and what is in it stays."""
    timings(leave_s=3)
    pauses, _ = clock
    logs_eu.remotes = [ELSEWHERE, FOREIGN]

    with pytest.raises(PlaceTakenError):
        life.create(spec())

    assert sum(pauses) == 3
    assert logs_eu.remotes == [ELSEWHERE, FOREIGN]
