"""The life of a traffic filter on the emulator."""

import pytest

from crosslink_core.api.error import ForbiddenError, NoReplyError, RefusedError
from crosslink_core.connections.session import Session
from crosslink_core.coordination import ATTEMPTS
from crosslink_core.lifecycle import GoneError, HiddenError, InUseError, PlaceTakenError, Tell
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.model.filters.traffic_filter import TrafficFilter
from crosslink_emulator.world.state.traffic_filter import Rule

CREATE, LIST, GET, UPDATE, DELETE = (
    "create-traffic-filter-ruleset",
    "get-traffic-filter-rulesets",
    "get-traffic-filter-ruleset",
    "update-traffic-filter-ruleset",
    "delete-traffic-filter-ruleset",
)
OF, DETACH = "get-traffic-filter-deployment-ruleset-associations", "delete-traffic-filter-ruleset-association"
EU = "dddd0101" * 4


@pytest.fixture
def life(session, said):
    """The life of traffic filters."""
    return TrafficFilterLifecycle(session, Tell.by(said.append))


@pytest.fixture
def spec():
    """A wish."""

    def make(**more):
        rules = [{"source": "10.0.0.0/8", "description": "us"}, {"source": "192.168.132.6/22"}]
        return TrafficFilter(**{"name": "office", "type": "ip", "region": "aws-eu-west-1", "rules": rules, "connection": "hosted"} | more)

    return make


@pytest.fixture
def there(emulator):
    """The rulesets of the hosted organization, without those of the demonstration."""
    before = set(emulator.world.clouds["hosted"].traffic_filters)
    return lambda: {id_: item for id_, item in emulator.world.clouds["hosted"].traffic_filters.items() if id_ not in before}


def test_life(life, spec, there, requests):
    """Create, read, update, delete: what comes back is what was wished, whatever ids the service gives its rules."""
    made = life.create(spec())
    found = life.read(made.id, made)
    longer = life.update(made.id, made, spec(rules=[{"source": "::1"}], description="x", name="new"))
    again = life.read(made.id, longer)
    content = [(item.name, item.description, len(item.rules)) for item in there().values()]
    life.delete(made.id, longer)

    assert found == made
    assert again == longer
    assert content == [("new", "x", 1)]
    assert there() == {}
    assert requests() == [LIST, CREATE, LIST, UPDATE, LIST, DELETE]


def test_another_spelling(life, spec, there, requests, emulator):
    """Addresses that the service writes in another way are no drift, are adopted, and send nothing; another address is drift."""
    mine = spec(rules=[{"source": "2001:DB8:0:0::/32", "description": "us"}, {"source": "10.1.2.3/8"}])
    made = life.create(mine)
    rulesets = emulator.world.clouds["hosted"].traffic_filters
    shown = tuple(Rule(source=source, description=note) for source, note in (("2001:db8::/32", "us"), ("10.0.0.0/8", None)))
    rulesets[made.id] = rulesets[made.id].model_copy(update={"rules": shown})
    found = life.read(made.id, made)
    requests()
    same = life.update(made.id, found, mine)
    sent = requests()
    rulesets[made.id] = rulesets[made.id].model_copy(update={"rules": (shown[0].model_copy(update={"source": "2001:db8::/33"}), shown[1])})
    drifted = life.read(made.id, made)

    assert {rule.source for rule in found.rules} == {"2001:DB8:0:0::/32", "10.1.2.3/8"}
    assert (same.id, sent) == (made.id, [])
    assert {rule.source for rule in drifted.rules} == {"2001:db8::/33", "10.1.2.3/8"}


def test_facts_alone_send_nothing(life, spec, requests):
    """Another platform, connection or wish about others is no request."""
    made = life.create(spec())
    requests()
    now = life.update(made.id, made, spec(platform="ech", detach_others=True))

    assert (now.platform, now.detach_others, requests()) == ("ech", True, [])


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "503", "502", "504", "429"])
def test_lost_reply(life, spec, there, fault, kind, owner):
    """A create without an answer is looked up by its name before it is tried again: no ruleset is there twice, and each is taken once."""
    fault(CREATE, kind, count=2)
    taken = []
    made = life.create(spec(), owner(take=lambda id_: id_ not in taken and (taken.append(id_) or True)))

    assert list(there()) == [made.id]


def test_lost_replies_without_end(life, spec, there, fault):
    """After the last try the failure is the user's; what it made is adopted by the next run."""
    fault(CREATE, "drop-after")
    fault(LIST, "500", count=9, skip=1)
    with pytest.raises(RefusedError):
        life.create(spec())

    assert len(there()) == 1


def test_failure(life, spec, there, fault):
    """What is refused is not tried again, and what never gets through is the user's error."""
    fault(CREATE, "500")
    with pytest.raises(RefusedError):
        life.create(spec())
    fault(CREATE, "drop-before", count=ATTEMPTS)
    with pytest.raises(NoReplyError):
        life.create(spec())

    assert there() == {}


def test_adopt(life, spec, there, said, next_process, owner):
    """One that is exactly alike, rules in another order, is adopted; one that another resource has is not."""
    first = life.create(spec())
    other = TrafficFilterLifecycle(next_process, Tell.by(said.append))
    adopted = other.create(spec(rules=tuple(reversed(spec().rules))))
    second = other.create(spec(), owner(take=lambda id_: id_ != first.id))

    assert adopted.id == first.id
    assert said == [f"adopted traffic filter office ({first.id}), which was there already"]
    assert set(there()) == {first.id, second.id}


def test_adopt_never(life, spec, there, next_process):
    """Where nothing is to be adopted, one that is alike is an error, and nothing is made."""
    life.create(spec())
    with pytest.raises(PlaceTakenError, match="the same filter exists already"):
        TrafficFilterLifecycle(Session(next_process.connections, adopt=False), Tell.by(print)).create(spec())

    assert len(there()) == 1


def test_namesake(life, spec, there, said, next_process):
    """One of the same name with other rules is left alone, and told of."""
    old = life.create(spec(rules=[{"source": "::1"}]))
    TrafficFilterLifecycle(next_process, Tell.by(said.append)).create(spec())

    assert len(there()) == 2
    assert said == [f"traffic filter office: another filter of that name has other rules ({old.id}); remove it if an interrupted run left it"]


def test_taken_meanwhile(life, spec, owner):
    """Two of one name that lose each other's replies are told to have different names."""
    with pytest.raises(PlaceTakenError, match="another resource of this program wants the same"):
        life.create(spec(), owner(take=lambda _: False))


def test_drift(life, spec, there, emulator):
    """What others changed shows, and what they wrote that crosslink would not write does no harm."""
    made = life.create(spec())
    cloud, ((id_, one),) = emulator.world.clouds["hosted"], there().items()
    strange = one.rules[0].model_copy(update={"source": "somewhere", "azure_endpoint_name": "x"})
    cloud.traffic_filters[id_] = one.model_copy(update={"name": "else", "rules": (strange,)})
    found = life.read(made.id, made)

    assert (found.name, found.rules[0].source, found.rules[0].azure_endpoint_name) == ("else", "somewhere", "x")


def test_gone(life, spec, there, emulator, requests):
    """Gone is what a second question confirms; to delete it again is fine."""
    made = life.create(spec())
    emulator.world.clouds["hosted"].traffic_filters.pop(made.id)
    requests()

    assert life.read(made.id, made) is None
    life.delete(made.id, made)
    assert requests() == [LIST, GET, DELETE]
    with pytest.raises(GoneError, match=rf"traffic filter office \({made.id}\) is gone, .*; run `pulumi up --refresh`, which creates it again"):
        life.update(made.id, made, spec(name="new"))


def test_lagging_list(life, spec, fault):
    """One that the list does not show yet is not gone."""
    made = life.create(spec())
    fault(LIST, "lag")

    assert life.read(made.id, made) == made


def test_hidden(life, spec, emulator):
    """403 is not gone: it is said that it may be hidden, and how to forget it."""
    made = life.create(spec())
    emulator.world.clouds["partner"].traffic_filters[made.id] = emulator.world.clouds["hosted"].traffic_filters.pop(made.id)
    for act in (lambda: life.read(made.id, made), lambda: life.update(made.id, made, spec(name="new")), lambda: life.delete(made.id, made)):
        with pytest.raises(HiddenError, match=rf"traffic filter office: .*{made.id} is gone or hidden from this key .*`pulumi state delete`"):
            act()


def test_forbidden(life, spec, emulator):
    """A key that sees it and may not change it says so; nothing is taken for gone."""
    made = life.create(spec())
    cloud = emulator.world.clouds["hosted"]
    cloud.read_only_keys, cloud.api_keys = {"reader": cloud.api_keys["admin"]}, {}
    for act in (lambda: life.update(made.id, made, spec(name="new")), lambda: life.delete(made.id, made)):
        with pytest.raises(ForbiddenError, match="lacks the permission"):
            act()


@pytest.fixture
def used(there, life, spec, emulator):
    """A filter that others put on two deployments, on one of them where no key sees it."""
    made = life.create(spec(detach_others=True))
    cloud = emulator.world.clouds["hosted"]

    def use(*deployments):
        there = [{"deployment_id": id_, "hidden": hidden} for id_, hidden in deployments]
        one = cloud.traffic_filters[made.id]
        cloud.traffic_filters[made.id] = type(one).model_validate(one.model_dump() | {"associations": there})
        return made

    return use


def test_in_use(life, used, there, requests):
    """A filter that others use stays, and they are listed; those that the key may not see are told apart."""
    made = used((EU, False), ("dddd0106" * 4, True))
    requests()
    with pytest.raises(InUseError, match=rf"traffic filter office \({made.id}\) guards deployment {EU}, 1 that this key cannot see; detach it there"):
        life.delete(made.id, made.model_copy(update={"detach_others": False}))

    assert list(there()) == [made.id]
    assert requests() == [DELETE, GET]


def test_detach_others(life, spec, used, there, emulator, requests):
    """Said so, it is taken from the others first; but not from one whose last it is, and not where not all of them can be seen."""
    made = used((EU, True))
    with pytest.raises(InUseError, match="detach it with a key that sees them"):
        life.delete(made.id, made)
    made = used((EU, False))
    with pytest.raises(InUseError, match=f"it is the last filter of {EU}, open to everyone without it: attach another filter there first"):
        life.delete(made.id, made)
    other = life.create(spec(name="other"))
    one = emulator.world.clouds["hosted"].traffic_filters[other.id]
    emulator.world.clouds["hosted"].traffic_filters[other.id] = type(one).model_validate(one.model_dump() | {"associations": [{"deployment_id": EU}]})
    requests()
    life.delete(made.id, made)

    assert list(there()) == [other.id]
    assert requests() == [DELETE, GET, OF, DETACH, DELETE]
    life.delete(made.id, made)  # gone already


def test_not_adopted_again(life, spec, there, next_process, said):
    """One that this process has deleted is not taken for one that is there."""
    old = life.create(spec())
    later = TrafficFilterLifecycle(next_process, Tell.by(said.append))
    later.read(old.id, old)
    list(later.existing("hosted"))  # so that it knows what was there at first
    later.delete(old.id, old)
    new = later.create(spec())

    assert list(there()) == [new.id]
    assert said == []


def test_refused_for_another_reason(life, spec, fault):
    """A refusal that has nothing to do with deployments is said as it came."""
    made = life.create(spec())
    fault(DELETE, "500")
    with pytest.raises(RefusedError, match="500"):
        life.delete(made.id, made)


def test_existing(life, spec, next_process):
    """Whatever a connection sees, with the platform that it has."""
    made = life.create(spec())
    found = {item.name: item for item in TrafficFilterLifecycle(next_process, Tell.by(print)).existing("hosted")}

    assert found["office"].platform == "ech"
    assert made.model_copy(update={"platform": found["office"].platform}) in found.values()
