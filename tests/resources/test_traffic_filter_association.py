import pytest
from pulumi import Output
from pulumi.output import Unknown

from crosslink_emulator.faults import Fault
from pulumi_crosslink import Deployment, TrafficFilter, TrafficFilterAssociation, process
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.traffic_filter import TrafficFilterProvider
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociationProvider

EU, AP, PAUSED = (f"dddd010{n}" * 4 for n in (1, 4, 6))
LIST, GET = "get-traffic-filter-rulesets", "get-traffic-filter-ruleset"
OPEN = f"deployment logs-eu ({EU}) was open to everyone until now: its first traffic filter shuts out all whom no filter admits"


def end(deployment_id, **facts):
    return {"deployment_id": deployment_id, "connection": "hosted", **facts}


@pytest.fixture
def provider(configured):
    process.warn_once.cache_clear()
    return configured(TrafficFilterAssociationProvider)


@pytest.fixture
def made(configured):
    """Make a filter in the region of logs-eu, and return its id."""
    filters = configured(TrafficFilterProvider)

    def make(name="f", kind="ip", rule=None):
        wanted = {"type": kind, "region": "aws-eu-west-1", "name": name, "connection": "hosted", "rules": [rule or {"source": "192.0.2.1"}]}
        return filters.create(filters.check({}, wanted).inputs).id

    return make


@pytest.fixture
def office(emulator):
    """The filter that guards security-ap from the beginning."""
    return next(iter(emulator.world.clouds["hosted"].traffic_filters))


@pytest.fixture
def checked(provider):
    return lambda ruleset_id, deployment_id=EU, **more: provider.check({}, wanted(ruleset_id, deployment_id) | more).inputs


def wanted(ruleset_id, deployment_id=EU):
    return {"traffic_filter": {"ruleset_id": ruleset_id}, "deployment": end(deployment_id), "__provider": "x"}


def on(emulator, deployment_id):
    return set(emulator.world.clouds["hosted"].rulesets_of(deployment_id))


def asked(emulator):
    return [request["operation"] for request in emulator.world.requests.to_json()]


def test_check_fills_facts_and_defaults(checked, office):
    """State and policies see what the filter and the deployment are, and that nothing is opened by itself."""
    inputs = checked(office, AP)

    assert inputs["traffic_filter"] == {"ruleset_id": office, "name": "office", "type": "ip", "region": "azure-japaneast"}
    assert (inputs["deployment"]["name"], inputs["deployment"]["region"]) == ("security-ap", "azure-japaneast")
    assert inputs["open_on_delete"] is False


def test_facts_cost_one_request_of_each_kind(provider, emulator, office):
    """Deployments are looked up once, filters listed once, however many associations there are."""
    for _ in range(3):
        provider.check({}, wanted(office, AP))

    assert sorted(asked(emulator)) == [LIST, "search-deployments"]


def test_facts_given_cost_nothing(provider, emulator):
    """A filter and a deployment of the same program bring their facts; only whether the deployment is open is asked, when it is new."""
    news = {"traffic_filter": {"ruleset_id": "f" * 32, "region": "r"}, "deployment": end(EU, platform="ech", ref_id="main", version="8.19.4")}
    inputs = provider.check({"any": 1}, news).inputs

    assert (inputs["traffic_filter"], asked(emulator)) == ({"ruleset_id": "f" * 32, "region": "r"}, [])

    provider.check({}, news)

    assert asked(emulator) == [LIST]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        pytest.param("ip", None, id="ip"),
        pytest.param("remote_cluster", {"remote_cluster_org_id": "1000000001"}, id="remote_cluster"),
        pytest.param("egress_firewall", {"egress_rule": {"target": "192.0.2.1", "protocol": "all"}}, id="egress_firewall"),
    ],
)
def test_first_filter_is_warned_of(provider, made, capsys, kind, rule):
    """Before the first filter on an open deployment everybody is told, once; an egress firewall shuts nobody out."""
    filters = [made("a", kind, rule), made("b", kind, rule)]
    for item in filters:
        provider.check({}, wanted(item))

    assert capsys.readouterr().err.count(OPEN) == (kind != "egress_firewall")


def test_known_filters_are_not_warned_of(provider, checked, made, office, capsys):
    """Nobody is told of a deployment that is closed already, nor of an association that exists."""
    provider.check({}, wanted(office, AP))
    one = made()
    olds = checked(one)
    capsys.readouterr()
    process.warn_once.cache_clear()
    provider.check(olds, wanted(one))

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "traffic_filter",
    [Unknown(), {"ruleset_id": Unknown()}, {"ruleset_id": Unknown(), "type": "ip", "region": "aws-eu-west-1"}, {"ruleset_id": Unknown(), "type": Unknown()}],
    ids=["filter", "id", "id beside facts", "id and type"],
)
def test_warned_of_a_filter_that_does_not_exist_yet(provider, capsys, traffic_filter):
    """At the first preview the filter has no id: it is warned of all the same."""
    result = provider.check({}, {"traffic_filter": traffic_filter, "deployment": end(EU)})

    assert (result.failures, OPEN in capsys.readouterr().err) == ([], True)


def test_filters_that_cannot_be_listed(provider, emulator, capsys):
    """Where nobody can say whether the deployment is open, that is a warning and no failure."""
    emulator.world.faults.add(Fault(operation=LIST, kind="503", count=1000))
    result = provider.check({}, {"traffic_filter": {"ruleset_id": "f" * 32, "region": "r"}, "deployment": end(EU)})

    assert result.failures == []
    assert "whether this is the deployment's first traffic filter cannot be told: connection hosted" in capsys.readouterr().err


def test_unreachable_uses_previous_facts(provider, checked, emulator, office, another_process, capsys):
    """A control plane that is away does not change facts; without previous ones, or with another filter's, the property fails."""
    olds = checked(office, AP)
    another_process()
    for operation in (LIST, GET, "search-deployments"):
        emulator.world.faults.add(Fault(operation=operation, kind="503", count=1000))
    kept = provider.check(olds, wanted(office, AP))
    another = provider.check(olds, wanted("f" * 32, AP))
    new = provider.check({}, wanted(office) | {"deployment": olds["deployment"]})

    assert (kept.failures, kept.inputs) == ([], olds)
    assert "traffic_filter: using the earlier facts, because connection hosted" in capsys.readouterr().err
    assert [failure.property for failure in another.failures + new.failures] == ["traffic_filter.ruleset_id"] * 2
    assert "answered 503" in new.failures[0].reason


def test_read_does_not_need_facts(provider, checked, emulator, office):
    """What was checked once is read back the same: facts stay as they were."""
    inputs = checked(office, AP)
    outs = inputs | {"claim": "c", "__provider": "x"}
    read = provider.read(f"{office}/{AP}", outs)

    assert (read.id, read.inputs, read.outs) == (f"{office}/{AP}", inputs, inputs | {"claim": "c"})


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"open_on_delete": None}, False, [], id="null"),
        pytest.param({"open_on_delete": True}, True, [], id="open_on_delete"),
        pytest.param({"traffic_filter": {"ruleset_id": "f" * 32, "region": "r"}}, True, ["traffic_filter.ruleset_id"], id="filter"),
        pytest.param({"traffic_filter": {"ruleset_id": Unknown()}}, True, ["traffic_filter.ruleset_id"], id="unknown filter"),
        pytest.param({"deployment": end(PAUSED)}, True, ["deployment.deployment_id"], id="deployment"),
        pytest.param({"deployment": end(Unknown())}, True, ["deployment.deployment_id"], id="unknown deployment"),
        pytest.param({"deployment": end(EU, connection="partner", platform="ech", ref_id="main-elasticsearch")}, True, [], id="connection"),
    ],
)
def test_diff(provider, checked, made, emulator, changes, expected, replaces):
    """Pure: the two ids replace, the new one first, as the deployment must not be open in between; facts and options change in place."""
    one = provider.create(checked(made()))
    news = checked(one.outs["traffic_filter"]["ruleset_id"], **changes)
    emulator.world.requests.clear()
    result = provider.diff(one.id, one.outs | {"__provider": "x"}, news)

    assert (result.changes, result.replaces, result.delete_before_replace) == (expected, replaces, False)
    assert asked(emulator) == []


def test_a_renamed_filter_is_a_change_without_a_request(provider, checked, made, emulator):
    """A fact that has changed shows, and is taken over."""
    one = provider.create(checked(made()))
    news = one.outs | {"traffic_filter": one.outs["traffic_filter"] | {"name": "Office"}}
    emulator.world.requests.clear()
    changed = provider.update(one.id, one.outs, news)

    assert provider.diff(one.id, one.outs, news).changes is True
    assert (changed.outs, asked(emulator)) == (news, [])


def test_life(provider, checked, made, emulator):
    """Attach, read back, and detach one of two; again, as it is gone."""
    first, second = provider.create(checked(made("a"))), provider.create(checked(made("b")))
    both = on(emulator, EU)
    provider.delete(second.id, second.outs)
    provider.delete(second.id, second.outs)
    gone = provider.read(second.id, second.outs)

    assert both == {item.outs["traffic_filter"]["ruleset_id"] for item in (first, second)}
    assert first.id == f"{first.outs['traffic_filter']['ruleset_id']}/{EU}"
    assert provider.read(first.id, first.outs).outs == first.outs
    assert (gone.id, gone.outs, len(on(emulator, EU))) == (None, {}, 1)


def test_the_last_one_stays_unless_asked(provider, checked, made, emulator):
    """The last filter of a deployment is not taken from it, because everyone could come in; where somebody asked for that it is."""
    one = provider.create(checked(made()))
    with pytest.raises(Failure, match="open_on_delete") as caught:
        provider.delete(one.id, one.outs)
    stayed = on(emulator, EU)
    opened = provider.update(one.id, one.outs, checked(one.outs["traffic_filter"]["ruleset_id"], open_on_delete=True))
    provider.delete(one.id, opened.outs)

    assert "\n" not in str(caught.value)
    assert (len(stayed), on(emulator, EU)) == (1, set())


def test_two_in_one_place(provider, checked, made):
    """A second resource of the same program in the same place is an error, not an adoption."""
    inputs = checked(made())
    provider.create(inputs)

    with pytest.raises(Failure, match=r"another resource of this program owns this place; drop one of the two, or give it a place of its own$"):
        provider.create(inputs)


def test_rename_keeps_the_association(provider, checked, office, emulator, another_process, capsys):
    """Pulumi creates the new resource and deletes the old one, with one id: the deployment stays guarded all the time."""
    old = provider.create(checked(office, AP))
    another_process()
    new = provider.create(checked(office, AP))
    provider.delete(old.id, old.outs)

    assert on(emulator, AP) == {office}
    assert new.outs["claim"] != old.outs["claim"]
    assert f"adopted {new.id}, which was there already" in capsys.readouterr().err


def test_adopt_never(configured, checked, office):
    """`crosslink:adopt: never` leaves what is there to whoever made it."""
    inputs = checked(office, AP)
    process._session.connections.close()
    process._session = None
    careful = configured(TrafficFilterAssociationProvider, adopt="never")

    with pytest.raises(Failure, match="the traffic filter is on the deployment already"):
        careful.create(inputs)


def test_failed_create_gives_the_place_up(provider, checked, made, emulator):
    """After a create that failed another one may try."""
    inputs = checked(made())
    emulator.world.faults.add(Fault(operation="create-traffic-filter-ruleset-association", kind="429", count=1000))
    with pytest.raises(Failure, match="answered 429"):
        provider.create(inputs)
    emulator.world.faults.clear()

    assert provider.create(inputs).id == f"{inputs['traffic_filter']['ruleset_id']}/{EU}"


def test_declared(declared):
    """Whatever way the two ends are given, each of their fields is an input of its own, and the old one leaves last."""

    def program():
        office = TrafficFilter("office", type="ip", region="aws-eu-west-1", rules=[{"source": "10.0.0.1"}], name="Office")
        TrafficFilterAssociation("filter", traffic_filter=office, deployment=EU)
        TrafficFilterAssociation("id", traffic_filter="f" * 32, deployment=Deployment(deployment_id=EU, connection="hosted"), open_on_delete=True)
        TrafficFilterAssociation("output", traffic_filter=office.id, deployment=Output.from_input(Deployment(deployment_id=EU, connection="hosted")))

    found = declared(program)
    full = {"ruleset_id": "id-of-office", "name": "Office", "type": "ip", "region": "aws-eu-west-1"}
    given = {name: {field: value for field, value in each.props.get("deployment", {}).items() if value is not None} for name, each in found.items()}

    assert found["filter"].props["traffic_filter"] == full
    assert [found[name].props["traffic_filter"] for name in ("id", "output")] == [{"ruleset_id": "f" * 32}, {"ruleset_id": "id-of-office"}]
    assert given["filter"] == {"deployment_id": EU}
    assert given["id"] == given["output"] == end(EU)
    assert found["id"].props["open_on_delete"] is True
    assert "open_on_delete" not in found["filter"].props
    assert not any(item.deletes_first for item in found.values())
