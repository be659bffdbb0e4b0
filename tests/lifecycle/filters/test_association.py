"""Filters on deployments: what is open stays open, what is closed stays closed, except as planned."""

import pytest

from crosslink_core.api.error import ForbiddenError, RefusedError
from crosslink_core.connections import Connections
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import HiddenError, InUseError, LeftOpenError, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociation
from crosslink_emulator.control.fault_request import FaultRequest

ATTACH, DETACH, OF, LIST = (
    "create-traffic-filter-ruleset-association",
    "delete-traffic-filter-ruleset-association",
    "get-traffic-filter-deployment-ruleset-associations",
    "get-traffic-filter-rulesets",
)


@pytest.fixture
def stage(estate, run, new_state, emulator):
    """Three deployments without filters, and three filters that are on none: `a`, `b` and `egress`."""
    estate.begin(())
    one = run(type("Program", (), {"filters": dict.fromkeys(("a", "b", "egress"), 0), "attached": {}}), new_state())[0]
    emulator.world.requests.clear()
    return one


@pytest.fixture
def spec(stage, estate):
    """A wish: a filter by its name on the first deployment, or another."""

    def make(name, number=0, **more):
        known = stage.state.filters.get(name)
        end = {"deployment_id": f"dddd010{number + 1}" * 4, "connection": "hosted", "name": f"logs-{number}"}
        found = {"ruleset_id": known.ruleset_id if known else estate.foreign, "name": name, "type": known.type if known else "ip"}
        return TrafficFilterAssociation(**{"traffic_filter": found, "deployment": end} | more)

    return make


@pytest.fixture
def life(stage, next_process, said):
    """The life of associations, in the next run's process."""
    return TrafficFilterAssociationLifecycle(next_process, Tell.by(said.append))


@pytest.fixture
def together(stage, next_process, said):
    """Create or delete several at once; return what each came back with, or failed with."""
    life = TrafficFilterAssociationLifecycle(next_process, Tell.by(said.append))

    def act(method, *specs):
        outcomes = {}

        def one(spec):
            try:
                outcomes[spec.id] = life.create(spec) if method == "create" else life.delete(spec.id, spec)
            except CrosslinkError as error:
                outcomes[spec.id] = error

        stage.at_once(specs[0].deployment.deployment_id, [lambda spec=spec: one(spec) for spec in specs], next_process)
        return [outcomes[spec.id] for spec in specs]

    return act


def test_life(life, spec, estate, requests, said):
    """Create, read, update and delete, with the last one's removal asked for."""
    made = life.create(spec("a"))
    found = life.read(made.id, made)
    asked = life.update(made.id, found, spec("a", open_on_delete=True))
    there = estate.on(0)
    life.delete(made.id, asked)

    assert (found, there, estate.on(0), said) == (made, {"a"}, set(), [])
    assert requests() == [LIST, ATTACH, LIST, OF, DETACH]
    assert life.read(made.id, asked) is None
    life.delete(made.id, asked)  # gone already


def test_adopt(life, spec, estate, said, next_process, owner):
    """One that is there already is adopted, unless nothing is to be."""
    estate.begin({0})
    adopted = life.create(spec("foreign"))
    never = TrafficFilterAssociationLifecycle(Session(next_process.connections, adopt=False), Tell.by(said.append))
    with pytest.raises(PlaceTakenError, match="is on the deployment already"):
        never.create(spec("foreign"))

    assert said == [f"adopted {adopted.id}, which was there already"]
    assert never.create(spec("foreign"), owner(leaving=lambda: True)).id == adopted.id


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "503", "429"])
def test_lost_reply(life, spec, estate, fault, said, kind):
    """An association without an answer is made again, and is not taken for somebody else's."""
    fault(ATTACH, kind, count=2)
    life.create(spec("a"))

    assert (estate.on(0), said) == ({"a"}, [])


def test_last_one_stays(life, spec, estate):
    """The last filter of a deployment goes only when asked: the error says what would happen and what to do."""
    made = life.create(spec("a"))
    with pytest.raises(InUseError) as caught:
        life.delete(made.id, made)

    assert str(caught.value) == (
        f"{made.id}: deployment logs-0 ({'dddd0101' * 4}) would be open to everyone without its last traffic filter, so it stays; attach another one, "
        "or set open_on_delete=True and run `pulumi up` first, or `pulumi state delete` the resource to leave it in place"
    )
    assert estate.on(0) == {"a"}


def test_removed_together(together, spec, estate, requests):
    """Several that are all of a deployment's go together or stay together; one that asked is enough, and goes last."""
    together("create", spec("a"), spec("b"))
    refused = together("delete", spec("a"), spec("b"))
    there = estate.on(0)
    requests()
    done = together("delete", spec("a", open_on_delete=True), spec("b"))

    assert [type(item) for item in refused] == [InUseError, InUseError]
    assert (there, done, estate.on(0)) == ({"a", "b"}, [None, None], set())
    assert requests() == [OF, DETACH, DETACH]
    assert estate.history[-2:] == [[True, False, False], [False, False, False]]


def test_another_one_stays(life, spec, estate):
    """A filter goes where another one keeps the deployment closed; an egress firewall does not."""
    for name in ("a", "b", "egress"):
        life.create(spec(name))
    life.delete("", spec("b"))
    with pytest.raises(InUseError):
        life.delete("", spec("a"))
    life.delete("", spec("egress"))

    assert estate.on(0) == {"a"}


def test_egress_opens_nothing(life, spec, estate):
    """An egress firewall alone may go: it never closed the deployment."""
    life.create(spec("egress"))
    life.delete("", spec("egress"))

    assert estate.on(0) == set()


def test_left_open(together, spec, estate, fault):
    """If one of several fails on a deployment that was open, none of them stays, and each says why."""
    fault(ATTACH, "500", skip=1)
    outcomes = together("create", spec("a"), spec("b"))
    failed = next(outcome for outcome in outcomes if isinstance(outcome, RefusedError))
    other = next(item for item in outcomes if item is not failed)

    assert isinstance(other, LeftOpenError)
    assert "could not be put on deployment logs-0" in str(other)
    assert "it is left open, without the filters that belong together" in str(other)
    assert estate.doors() == [False, False, False]


def test_left_closed(together, spec, estate, fault):
    """If one of several fails on a deployment that was closed, the others stay."""
    together("create", spec("a"))
    fault(ATTACH, "500")
    outcomes = together("create", spec("b"), spec("egress"))

    assert [isinstance(outcome, RefusedError) for outcome in outcomes].count(True) == 1
    assert len(estate.on(0)) == 2


def test_carried_out_without_an_answer(together, spec, estate, fault):
    """One whose answers all got lost, but that is there, is no failure."""
    fault(ATTACH, "drop-after", count=5)
    outcomes = together("create", spec("a"))

    assert outcomes[0].id == spec("a").id
    assert estate.on(0) == {"a"}


@pytest.mark.parametrize("operation", [OF, DETACH], ids=["to look", "to take it away again"])
def test_nothing_can_be_done(together, spec, estate, fault, operation):
    """Where not even the look afterwards gets through, or the way back, what was made is reported as made: it is there."""
    fault(ATTACH, "500", skip=1)
    fault(operation, "500", count=9)
    outcomes = together("create", spec("a"), spec("b"))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RefusedError", "TrafficFilterAssociationState"]
    assert len(estate.on(0)) == 1


def test_swap(stage, next_process, spec, estate):
    """Who attaches and who detaches at the same moment are served together: the deployment is never open in between."""
    life = TrafficFilterAssociationLifecycle(next_process, Tell.by(print))
    old, new = life.create(spec("a")), spec("b")
    estate.history.clear()
    stage.at_once(old.deployment.deployment_id, [lambda: life.delete(old.id, old), lambda: life.create(new)], next_process)

    assert estate.on(0) == {"b"}
    assert all(moment[0] for moment in estate.history)


def test_delete_fails(life, spec, estate, fault):
    """A removal that does not get through is the user's error; the filter stays."""
    life.create(spec("a"))
    fault(DETACH, "500")
    with pytest.raises(RefusedError):
        life.delete("", spec("a", open_on_delete=True))

    assert estate.on(0) == {"a"}


def test_second_writer(life, spec, estate, emulator):
    """What somebody else puts on the deployment while ours comes stays there."""
    foreign = [{"ruleset_id": estate.foreign, "deployment_id": "dddd0101" * 4}]
    emulator.world.faults.add(FaultRequest(operation=ATTACH, kind="another-writer", attach=foreign).fault())
    life.create(spec("a"))
    life.delete("", spec("a"))

    assert estate.on(0) == {"foreign"}


def test_lagging_reading(life, together, spec, estate, fault):
    """A reading that still shows what has left opens nothing, and one that does not show what came closes nothing."""
    together("create", spec("a"), spec("b"))
    life.delete("", spec("b"))
    fault(OF, "lag")
    with pytest.raises(InUseError):
        life.delete("", spec("a"))
    fault(ATTACH, "500", skip=1)
    fault(OF, "lag")
    together("create", spec("a", 1), spec("b", 1))

    assert [estate.on(0), estate.on(1)] == [{"a"}, set()]


def test_attached_by_one_that_belongs_to_it(next_process, spec, estate, requests, said):
    """The first of those that belong together attaches all of them; the others find theirs done, and take it for nobody else's."""
    life = TrafficFilterAssociationLifecycle(Session(next_process.connections, adopt=False), Tell.by(said.append))
    ids = [spec(name).traffic_filter.ruleset_id for name in ("a", "b")]
    life.create(spec("a", together=ids))
    there = estate.on(0)
    requests()
    life.create(spec("b", together=ids))

    assert (there, estate.on(0), said) == ({"a", "b"}, {"a", "b"}, [])
    assert requests() == []


def test_two_connections(next_process, together, spec, estate, emulator):
    """Two names for one organization, of which one has a wrong key: the other one's wish comes true."""
    configured = {name: {"endpoint": emulator.cloud_url("hosted"), "apiKey": key} for name, key in (("good", "emulated-hosted-key"), ("wrong", "nonsense"))}
    next_process.connections._configured |= Connections(configured, {})._configured
    outcomes = together(
        "create", *(spec(name, deployment={"deployment_id": "dddd0101" * 4, "connection": end}) for name, end in (("a", "wrong"), ("b", "good")))
    )

    assert [type(outcome).__name__ for outcome in outcomes] == ["UnauthenticatedError", "TrafficFilterAssociationState"]
    assert estate.on(0) == {"b"}


@pytest.mark.parametrize(
    ("end", "traffic_filter", "message"),
    [
        pytest.param({"system_owned": True}, {}, r"logs-0 \(.*\) is a system deployment, which has no traffic filters", id="system"),
        pytest.param({"region": "aws-us-east-1"}, {"region": "aws-eu-west-1"}, r"a \(.*\) is for region aws-eu-west-1, .* is in aws-us-east-1", id="region"),
    ],
)
def test_refused(life, spec, requests, end, traffic_filter, message):
    """What the service would refuse is refused before anything is sent."""
    wish = spec("a")
    ends = {"deployment": wish.deployment.model_dump() | end, "traffic_filter": wish.traffic_filter.model_dump() | traffic_filter}
    with pytest.raises(RefusedLinkError, match=message):
        life.create(TrafficFilterAssociation(**ends))

    assert requests() == []


def test_unknown_connection(together, spec):
    """Whoever is served by one that cannot even begin gets the error too, and nobody waits for ever."""
    end = {"deployment_id": "dddd0101" * 4, "connection": "nobody"}
    outcomes = together("create", spec("a", deployment=end), spec("b", deployment=end))

    assert ["is not configured" in str(outcome) for outcome in outcomes] == [True, True]


def test_read(life, spec, estate, emulator, requests):
    """A reading is one list for all; where associations are hidden from the key, the deployment is asked itself."""
    made = [life.create(spec(name, number)) for number in (0, 1, 2) for name in ("a", "b")]
    requests()
    found = [life.read(item.id, item) for item in made]
    one = estate.cloud.traffic_filters[made[0].traffic_filter.ruleset_id]
    hidden = [*one.model_dump()["associations"], {"deployment_id": "dddd0101" * 4, "hidden": True}]
    counted = requests()
    estate.cloud.traffic_filters[one.id] = type(one).model_validate(one.model_dump() | {"associations": hidden[1:]})

    assert found == made
    assert set(counted) == {LIST}
    assert life.read(made[0].id, made[0]) is None
    assert requests() == [LIST, OF]


def test_hidden(life, spec, estate, emulator):
    """403 is not gone: it is said that the filter may be hidden, and how to forget it."""
    made = life.create(spec("a"))
    cloud = estate.cloud
    cloud.traffic_filters.pop(made.traffic_filter.ruleset_id)
    gone = cloud.deployments.pop("logs-0")
    other = cloud.model_copy(update={"name": "partner", "organization": "2000000002", "deployments": {"logs-0": gone}, "traffic_filters": {}})
    emulator.world.clouds["partner"] = other
    for act in (life.read, life.delete):
        with pytest.raises(HiddenError, match=r"is gone or hidden from this key .*`pulumi state delete`"):
            act(made.id, made)


def test_forbidden(life, spec, estate):
    """A key that sees it and may not remove it says so."""
    made = life.create(spec("a", open_on_delete=True))
    estate.cloud.read_only_keys, estate.cloud.api_keys = {"reader": estate.cloud.api_keys["admin"]}, {}
    with pytest.raises(ForbiddenError, match="lacks the permission"):
        life.delete(made.id, made)


def test_foresee(life, spec, estate):
    """Before the first filter of an open deployment it is said that everyone else will be shut out; not before a second, nor before an egress firewall."""
    estate.begin({2})
    ends = [spec("a", number).deployment for number in (0, 1, 2)]

    assert list(life.foresee("egress_firewall", ends[0])) == []
    assert [bool(list(life.foresee("ip", end))) for end in ends] == [True, True, False]


def test_facts_and_existing(life, spec, estate, next_process):
    """A filter by its id alone is looked up; so is what a deployment has."""
    estate.begin({0})
    found = life.facts(estate.foreign, "hosted")
    (there,) = life.existing(spec("a", 0).deployment)

    assert (found.name, found.type, found.region) == ("foreign", "ip", "aws-eu-west-1")
    assert there.id == f"{estate.foreign}/{'dddd0101' * 4}"
