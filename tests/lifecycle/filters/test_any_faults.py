"""Any faults, at any step, of attaching, changing and detaching over several deployments and rulesets."""

from dataclasses import dataclass

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from crosslink_emulator.world.state.fault import Fault

OPERATIONS = (
    "get-traffic-filter-rulesets",
    "create-traffic-filter-ruleset",
    "update-traffic-filter-ruleset",
    "delete-traffic-filter-ruleset",
    "create-traffic-filter-ruleset-association",
    "delete-traffic-filter-ruleset-association",
    "get-traffic-filter-deployment-ruleset-associations",
)
NAMES = ("a", "b", "egress")
NUMBERS = (0, 1, 2)
INGRESS = {"a", "b", "foreign"}


@dataclass
class Program:
    """What is wanted: filters by name with a version of their content, and the filters of each deployment by its number."""

    filters: dict
    attached: dict
    open_on_delete: bool


@dataclass
class Trouble:
    """What happens in a run: faults, and after how many requests the process is killed; whether the state is written step by step."""

    faults: list
    dies_after: int | None
    checkpoints: bool
    parallel: int
    """How many steps the engine takes at a time."""


@st.composite
def programs(draw):
    filters = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 1), max_size=3))
    names = st.sets(st.sampled_from(sorted(filters))) if filters else st.just(set())
    return Program(filters, {number: draw(names) for number in NUMBERS}, draw(st.booleans()))


faults = st.builds(
    Fault,
    operation=st.sampled_from(OPERATIONS),
    kind=st.sampled_from(["429", "500", "503", "drop-before", "drop-after"]),
    count=st.integers(1, 2),
    skip=st.integers(0, 3),
    retry_after_s=st.just(0),
)
troubles = st.builds(
    Trouble,
    faults=st.lists(faults, max_size=4),
    dies_after=st.none() | st.integers(0, 14),
    checkpoints=st.booleans(),
    parallel=st.sampled_from([1, 2, 64]),
)


def left_over(estate, state, program):
    """By deployment: the filters that stay because their removal would open it, and nobody asked for that."""
    found = {}
    for number in NUMBERS:
        there = estate.on(number)
        going = {name for name in state.ours(number) - program.attached[number] if name in there}
        left = (there | program.attached[number]) - going
        asked = any(state.associations[name, number].open_on_delete for name in going & INGRESS)
        refused = going & INGRESS and not left & INGRESS and not asked
        found[number] = going if refused else set()
    return found


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(programs(), troubles), min_size=1, max_size=3), foreign=st.sets(st.sampled_from(NUMBERS), max_size=2))
def test_any_faults(estate, run, new_state, steps, foreign):
    """No deployment is closed that was open, or open that was closed, except as planned; no ruleset is there twice, and none is lost.

    Each step is a program that is run twice: once with up to four faults, one or two requests each, and perhaps a kill between
    or within two requests, after which the state may know nothing of the run; then again without any.

    1. At no moment is a deployment open that was closed, unless the program took its last filter away and had asked for that.
    2. At no moment is a deployment closed for which the program wants no filter, and that was open.
    3. A run that fails leaves each deployment that was open either open or with every filter that it was to have.
    4. The second run ends as the program wants it, or refuses to open what nobody asked to be opened: every filter is there once,
       with its content; every filter that there is, is known to the stack; what others made is as it was.
    """
    estate.begin(foreign)
    state = new_state()
    for program, trouble in steps:
        before, stays = estate.doors(), left_over(estate, state, program)
        wanted = {number: program.attached[number] | stays[number] | ({"foreign"} & estate.on(number)) for number in NUMBERS}
        estate.history.clear()
        for fault in trouble.faults:
            estate.world.faults.add(Fault(**vars(fault)))
        kept = state.copy()
        first, killed = run(program, state, trouble.dies_after, trouble.parallel)
        estate.world.faults.clear()
        event(f"first run: {'killed' if killed else 'failed' if first.errors else 'done'}")
        if not killed:
            for number in NUMBERS:
                assert before[number] or not estate.doors()[number] or estate.on(number) >= wanted[number], first.errors
        elif not trouble.checkpoints:
            state = kept
        second, _ = run(program, state, parallel=trouble.parallel)

        assert not second.errors or any(stays.values()), second.errors
        for number in NUMBERS:  # an egress firewall of those that stay may go: it opens nothing
            assert wanted[number] - ({"egress"} & stays[number]) <= estate.on(number) <= wanted[number]
        for moment in estate.history:
            for number in NUMBERS:
                assert moment[number] >= (before[number] and bool(wanted[number] & INGRESS))
                assert moment[number] <= (before[number] or bool(wanted[number] & INGRESS))
        there = estate.filters()
        assert set(there) == {each.ruleset_id for each in state.filters.values()}
        assert len({item.name for item in there.values()}) == len(there)
        for name, version in program.filters.items():
            one = there[state.filters[name].ruleset_id]
            assert (one.description == f"version {version}") if name == "egress" else (len(one.rules) == 1 + version)
    assert {number for number in NUMBERS if "foreign" in estate.on(number)} == foreign
