import pytest
from pulumi import ResourceOptions
from pulumi.output import Unknown

from crosslink_emulator.faults import Fault
from pulumi_crosslink import TrafficFilter, named
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.traffic_filter import TrafficFilterProvider

OFFICE = {
    "type": "ip",
    "region": "aws-eu-west-1",
    "connection": "hosted",
    "auto_name": "office-1234567",
    "rules": [{"source": "192.0.2.1", "description": "a"}, {"source": "2001:db8::/32"}],
}
EGRESS = {"type": "egress_firewall", "rules": [{"egress_rule": {"target": "192.0.2.1", "protocol": "tcp", "ports": [443.0, 80.0]}}]}
CREATE = "create-traffic-filter-ruleset"


@pytest.fixture
def provider(configured):
    return configured(TrafficFilterProvider)


@pytest.fixture
def checked(provider):
    return lambda olds=None, **changes: provider.check(olds or {}, OFFICE | changes | {"__provider": "x"}).inputs


@pytest.fixture
def requests(emulator):
    """The operations since the last call."""

    def requests():
        found = [request["operation"] for request in emulator.world.requests.to_json()]
        emulator.world.requests.clear()
        return found

    return requests


def rulesets(emulator):
    return [item for item in emulator.world.clouds["hosted"].traffic_filters.values() if item.name != "office"]


def engine(value):
    """A value as it comes from the engine: every number is a float, what is null is absent."""
    if isinstance(value, dict):
        return {name: engine(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [engine(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize(
    ("olds", "given", "name"),
    [
        pytest.param({}, {}, "office-1234567", id="the constructor's"),
        pytest.param({}, {"name": None}, "office-1234567", id="null"),
        pytest.param({}, {"name": ""}, "office-1234567", id="empty"),
        pytest.param({}, {"name": "Office"}, "Office", id="the user's"),
        pytest.param({"name": "old"}, {}, "old", id="the one that it has"),
        pytest.param({"name": "old"}, {"name": "Office"}, "Office", id="the user's, instead of the one that it has"),
    ],
)
def test_name(checked, olds, given, name):
    """The user's name wins, else the one that it has stays, else it is the constructor's."""
    inputs = checked(olds, **given)

    assert inputs["name"] == name
    assert "auto_name" not in inputs


@pytest.mark.parametrize(("connection", "platform"), [("hosted", "ech"), ("enterprise", "ece")])
def test_check_fills_in(checked, requests, connection, platform):
    """State and policies see the platform and every default; it costs no request."""
    assert checked(connection=connection) == {name: value for name, value in OFFICE.items() if name != "auto_name"} | {
        "name": "office-1234567",
        "connection": connection,
        "platform": platform,
        "include_by_default": False,
        "detach_others": False,
    }
    assert requests() == []


@pytest.mark.parametrize(
    "wanted", [OFFICE, OFFICE | EGRESS, OFFICE | {"type": "remote_cluster", "rules": [{"remote_cluster_org_id": "1"}]}], ids=lambda item: item["type"]
)
def test_check_of_what_it_returned(provider, wanted):
    """What was checked stays the same when it is checked again, on its way from the engine too."""
    inputs = provider.check({}, wanted).inputs

    assert provider.check(inputs, engine(inputs)).inputs == inputs


def test_deployment_ids_are_looked_for_where_they_can_be(provider, emulator, requests):
    """The deployments are listed once, for filters with ids of clusters alone; a control plane that does not answer is no failure of a filter."""
    cluster = OFFICE | {"type": "remote_cluster", "rules": [{"remote_cluster_id": "eeee0101" * 4}]}
    emulator.world.faults.add(Fault(operation="search-deployments", kind="503"))
    unanswered = provider.check({}, cluster)
    provider.check({}, OFFICE | {"type": "remote_cluster", "rules": [{"remote_cluster_org_id": "1"}]})

    assert (unanswered.failures, requests()) == ([], ["search-deployments"])

    for _ in range(3):
        provider.check({}, cluster)

    assert requests() == ["search-deployments"]


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"rules": OFFICE["rules"][::-1]}, False, [], id="rules in another order"),
        pytest.param({"rules": [OFFICE["rules"][0], {"source": "2001:db8::/32", "description": ""}]}, False, [], id="an empty description"),
        pytest.param({"description": "", "include_by_default": None, "detach_others": False}, False, [], id="defaults"),
        pytest.param({"rules": OFFICE["rules"][:1]}, True, [], id="a rule less"),
        pytest.param({"rules": [*OFFICE["rules"], {"source": "::1"}]}, True, [], id="a rule more"),
        pytest.param({"rules": [OFFICE["rules"][0], {"source": "2001:DB8::/32"}]}, True, [], id="a rule otherwise written"),
        pytest.param({"name": "Office"}, True, [], id="name"),
        pytest.param({"description": "x"}, True, [], id="description"),
        pytest.param({"include_by_default": True}, True, [], id="include_by_default"),
        pytest.param({"detach_others": True}, True, [], id="detach_others"),
        pytest.param({"connection": "partner"}, True, [], id="connection"),
        pytest.param({"region": "aws-us-east-1"}, True, ["region"], id="region"),
        pytest.param({"type": "vpce", "rules": [{"source": "vpce-01234567"}]}, True, ["type"], id="type"),
        pytest.param({"type": Unknown()}, True, ["type"], id="unknown type"),
        pytest.param({"rules": Unknown()}, True, [], id="unknown rules"),
        pytest.param({"rules": [OFFICE["rules"][0], {"source": Unknown()}]}, True, [], id="unknown source"),
    ],
)
def test_diff(provider, checked, requests, changes, expected, replaces):
    """Pure: type and region replace, the new filter first; the rest changes in place; order, defaults and floats are no change."""
    made = provider.create(checked())
    news = checked(made.outs, **changes)
    requests()
    result = provider.diff(made.id, engine(made.outs) | {"__provider": "x"}, news)

    assert (result.changes, result.replaces, result.delete_before_replace) == (expected, replaces, False)
    assert requests() == []


def test_ports_are_no_change(provider, checked):
    """Ports in another order, twice, or as floats are the same ports."""
    made = provider.create(checked(**EGRESS))
    ports = [80, 443.0, 443]
    news = checked(made.outs, type="egress_firewall", rules=[{"egress_rule": {"target": "192.0.2.1", "protocol": "tcp", "ports": ports}}])

    assert made.outs["rules"][0]["egress_rule"]["ports"] == [80, 443]
    assert provider.diff(made.id, engine(made.outs), news).changes is False
    assert provider.diff(made.id, made.outs, engine(news)).changes is False


@pytest.mark.parametrize("wanted", [{}, EGRESS, {"description": "x", "include_by_default": True}], ids=["ip", "egress_firewall", "everything"])
def test_read_shows_no_change(provider, checked, wanted):
    """The ids that the service gives rules are in no state: what is read is what was wanted."""
    made = provider.create(checked(**wanted))
    read = provider.read(made.id, made.outs)

    assert read.outs == made.outs
    assert read.inputs == checked(**wanted)
    assert "id" not in read.outs["rules"][0]
    assert provider.diff(made.id, read.outs, read.inputs).changes is False


def test_life(provider, checked, emulator):
    """Create, change in place, read what others changed, delete, delete again."""
    made = provider.create(checked())
    changed = provider.update(made.id, made.outs, checked(made.outs, name="Office", rules=OFFICE["rules"][:1]))
    (there,) = rulesets(emulator)
    emulator.world.clouds["hosted"].traffic_filters[made.id] = there.model_copy(update={"description": "by hand"})
    drifted = provider.read(made.id, changed.outs)
    provider.delete(made.id, drifted.outs)
    provider.delete(made.id, drifted.outs)
    gone = provider.read(made.id, drifted.outs)

    assert made.id == made.outs["ruleset_id"] == there.id
    assert (there.name, len(there.rules)) == ("Office", 1)
    assert changed.outs["claim"] == made.outs["claim"]
    assert drifted.inputs["description"] == "by hand"
    assert (gone.id, gone.outs) == (None, {})


def test_a_lost_state_is_found_again(provider, checked, emulator, another_process, capsys):
    """The name of a run that was killed finds what it made; nothing is made twice."""
    first = provider.create(checked())
    another_process()
    second = provider.create(checked())

    assert second.id == first.id
    assert second.outs["claim"] != first.outs["claim"]
    assert f"adopted traffic filter office-1234567 ({first.id})" in capsys.readouterr().err


def test_two_alike(provider, checked, emulator):
    """Two resources of one program that want the same get one each, and delete their own alone."""
    first, second = provider.create(checked()), provider.create(checked())
    provider.delete(second.id, second.outs)

    assert [ruleset.id for ruleset in rulesets(emulator)] == [first.id]


def test_adopt_never(configured, provider, checked, another_process):
    """`crosslink:adopt: never` leaves what is there to whoever made it."""
    inputs = checked()
    provider.create(inputs)
    another_process()
    careful = configured(TrafficFilterProvider, adopt="never")

    with pytest.raises(Failure, match="the same filter exists already"):
        careful.create(inputs)


def test_rename_keeps_the_filter(provider, checked, emulator, another_process):
    """Where the engine creates what it adopts and then deletes the old resource of the same id, the filter stays."""
    old = provider.create(checked())
    another_process()
    new = provider.create(checked())
    provider.delete(old.id, old.outs)

    assert [ruleset.id for ruleset in rulesets(emulator)] == [new.id]


def test_failed_create_gives_the_claim_up(provider, checked, emulator):
    """After a create that failed another one may try."""
    emulator.world.faults.add(Fault(operation=CREATE, kind="429", count=1000))
    with pytest.raises(Failure, match="answered 429"):
        provider.create(checked())
    emulator.world.faults.clear()

    assert [provider.create(checked()).id] == [ruleset.id for ruleset in rulesets(emulator)]


def test_facts_alone_send_nothing(provider, checked, requests):
    """What is ours alone changes without a request."""
    made = provider.create(checked())
    requests()
    changed = provider.update(made.id, made.outs, checked(made.outs, detach_others=True))

    assert (changed.outs["detach_others"], requests()) == (True, [])


def test_refusal_is_one_line(provider, checked):
    """What the service refuses is one line that names the filter or the connection."""
    with pytest.raises(Failure, match=r"connection hosted: create-traffic-filter-ruleset answered 500 .*unknown region mars") as caught:
        provider.create(checked(region="mars"))

    assert "\n" not in str(caught.value)


def test_auto_name(monkeypatch):
    """It is the same in every run, and another for another project, stack, parent or logical name."""
    made = set()
    for project, stack in (("p", "s"), ("p", "t"), ("q", "s")):
        monkeypatch.setattr(named, "get_project", lambda project=project: project)
        monkeypatch.setattr(named, "get_stack", lambda stack=stack: stack)
        made |= {named.auto_name(name, opts) for name in ("a", "b") for opts in (None, ResourceOptions()) for _ in range(2)}

    assert len(made) == 6


def test_declared(declared):
    """Names differ by parent; the old filter leaves last; outputs of other resources stay inputs."""

    def program():
        first = TrafficFilter("office", type="ip", region="aws-eu-west-1", rules=[{"source": "10.0.0.1"}], name="Office")
        TrafficFilter("copy", type=first.type, region=first.region, rules=[{"source": "10.0.0.2"}], opts=ResourceOptions(parent=first))

    found = declared(program)

    assert found["office"].props["name"] == "Office"
    assert (found["copy"].parent, found["copy"].depends_on) == ("office", {"office"})
    assert found["copy"].props["region"] == "aws-eu-west-1"
    assert found["copy"].props["auto_name"].startswith("copy-")
    assert not any(item.deletes_first for item in found.values())
