import pytest
from pulumi.output import Unknown

from crosslink_core.model.remotes.remote_cluster import RemoteCluster as Spec
from crosslink_emulator.faults import Fault
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.remote_cluster import RemoteClusterProvider

EU, US, METRICS, AP, PAUSED = (f"dddd010{n}" * 4 for n in (1, 2, 3, 4, 6))
ID = f"{EU}/main-elasticsearch/us"
SET = "set-deployment-es-resource-remote-clusters"


def end(deployment_id, connection="hosted", **facts):
    return {"deployment_id": deployment_id, "connection": connection, **facts}


LINK = {"local": end(EU), "remote": end(US), "alias": "us"}


@pytest.fixture
def provider(configured):
    return configured(RemoteClusterProvider)


@pytest.fixture
def checked(provider):
    return lambda **changes: provider.check({}, LINK | changes | {"__provider": "x"}).inputs


def written(emulator):
    return [request for request in emulator.world.requests.to_json() if request["operation"] == SET]


def test_check_fills_facts_and_defaults(checked):
    """State and policies see what each end is, and every default."""
    inputs = checked()

    assert inputs["remote"]["version"] == "8.19.4"
    assert inputs["remote"]["name"] == "logs-us"
    assert inputs["local"]["resource_id"] == "eeee0101" * 4
    assert inputs["skip_unavailable"] is True
    assert Spec.model_validate(inputs).id == ID


def test_facts_cost_one_request(provider, emulator):
    """Both ends of all resources on a connection are looked up once in the life of the process."""
    for _ in range(3):
        provider.check({}, LINK)

    assert [request["operation"] for request in emulator.world.requests.to_json()] == ["search-deployments"]


def test_facts_given_cost_nothing(provider, emulator):
    """A component has looked them up already."""
    facts = {"platform": "ech", "ref_id": "main-elasticsearch", "version": "8.19.4"}
    result = provider.check({}, LINK | {"local": end(EU, **facts), "remote": end(US, **facts)})

    assert result.failures == []
    assert emulator.world.requests.to_json() == []


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    [
        pytest.param({"alias": "a b"}, "alias", "may hold letters", id="alias"),
        pytest.param({"alias": None}, "alias", "is missing", id="no alias"),
        pytest.param({"remote": end("xyz")}, "remote.deployment_id", "must be a deployment id", id="id"),
        pytest.param({"remote": end("dddd0999" * 4)}, "remote.deployment_id", "is not known to connection hosted", id="unknown"),
        pytest.param({"remote": end("dddd0201" * 4)}, "remote.deployment_id", "of another organization", id="foreign"),
        pytest.param(
            {"remote": end(US, "hostde")}, "remote.connection", "'hostde' is not configured (configured: hosted, partner, enterprise)", id="connection"
        ),
        pytest.param({"remote": end(US) | {"ref_id": "main"}}, "remote.ref_id", "has no Elasticsearch resource 'main'; it has main-elasticsearch", id="ref id"),
        pytest.param({"local": end(US)}, "", "cannot be linked to itself", id="itself"),
        pytest.param({"skip_unavailable": "sometimes"}, "skip_unavailable", "must be true or false", id="boolean"),
        pytest.param({"skpi": True}, "skpi", "is not a known key", id="key"),
    ],
)
def test_check_points_at_the_property(provider, changes, path, text):
    """A failure names the path that the user wrote, and what to do."""
    news = {name: value for name, value in (LINK | changes).items() if value is not None}
    failures = provider.check({}, news).failures

    assert [failure.property for failure in failures] == [path]
    assert text in failures[0].reason


@pytest.mark.parametrize(
    "unknown",
    [
        {"alias": Unknown()},
        {"remote": Unknown()},
        {"remote": end(Unknown())},
        {"local": end(EU, Unknown())},
        {"remote": end(US) | {"ref_id": Unknown()}},
        {"skip_unavailable": Unknown()},
    ],
    ids=["alias", "end", "id", "connection", "ref id", "flag"],
)
def test_check_leaves_unknowns(provider, unknown):
    """What is not known yet is no failure, stays as it is, and hides no failure beside it."""
    name = next(iter(unknown))
    result = provider.check({}, LINK | unknown)
    worse = provider.check({}, LINK | {"connect_timeout_s": -1} | unknown)

    assert result.failures == []
    assert isinstance(result.inputs[name], Unknown) or any(isinstance(value, Unknown) for value in result.inputs[name].values())
    assert [failure.property for failure in worse.failures] == ["connect_timeout_s"]


def test_unreachable_uses_previous_facts(provider, checked, emulator, another_process, capsys):
    """A control plane that is away does not change facts; without previous ones the property fails."""
    olds = checked()
    another_process()
    emulator.world.faults.add(_fault("search-deployments"))
    kept = provider.check(olds, LINK)
    new = provider.check({}, LINK)

    assert kept.inputs["remote"] == olds["remote"]
    assert kept.failures == []
    assert "using the earlier facts" in capsys.readouterr().err
    assert [failure.property for failure in new.failures] == ["local.deployment_id"]  # one cause, one failure


def _fault(operation):
    return Fault(operation=operation, kind="503", count=1000)


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"skip_unavailable": False}, True, [], id="in place"),
        pytest.param({"remote": end(METRICS)}, True, [], id="remote"),
        pytest.param({"alias": "other"}, True, ["alias"], id="alias"),
        pytest.param({"local": end(AP)}, True, ["local.deployment_id"], id="local"),
        pytest.param({"alias": Unknown()}, True, ["alias"], id="unknown identity"),
        pytest.param({"skip_unavailable": Unknown()}, True, [], id="unknown"),
        pytest.param({"connect_timeout_s": 120.0}, False, [], id="the default, as a float"),
    ],
)
def test_diff(provider, checked, emulator, changes, expected, replaces):
    """Pure: computed from old outputs and new inputs alone."""
    olds = provider.create(checked()).outs | {"__provider": "x"}
    news = checked(**changes)
    before = len(emulator.world.requests.to_json())
    result = provider.diff(ID, olds, news)

    assert (result.changes, result.replaces) == (expected, replaces)
    assert len(emulator.world.requests.to_json()) == before


def test_life(provider, checked, emulator):
    """Create, read back, change in place, delete, delete again."""
    made = provider.create(checked())
    read = provider.read(made.id, made.outs)
    changed = provider.update(made.id, made.outs, checked(skip_unavailable=False))
    provider.delete(made.id, changed.outs)
    provider.delete(made.id, changed.outs)
    gone = provider.read(made.id, changed.outs)

    assert made.id == ID
    assert made.outs["connected"] is True
    assert read.inputs == checked()
    assert changed.outs["skip_unavailable"] is False
    assert changed.outs["claim"] == made.outs["claim"]
    assert (gone.id, gone.outs) == (None, {})


def test_rename_keeps_the_entry(provider, checked, emulator, another_process):
    """Pulumi creates the new resource and deletes the old one, with one id: the entry stays."""
    old = provider.create(checked())
    another_process()
    new = provider.create(checked())
    provider.delete(old.id, old.outs)
    after_rename = provider.read(new.id, new.outs)
    provider.delete(new.id, new.outs)

    assert after_rename.id == ID
    assert new.outs["claim"] != old.outs["claim"]
    assert provider.read(new.id, new.outs).id is None
    assert len(written(emulator)) == 2


def test_two_in_one_place(provider, checked):
    """A second resource of the same program in the same place is an error, not an adoption."""
    provider.create(checked())

    with pytest.raises(Failure, match="another resource of this program owns this place"):
        provider.create(checked())


def test_failed_create_gives_the_place_up(provider, checked, emulator):
    """After a create that failed another one may try."""
    emulator.world.faults.add(_fault(SET))
    with pytest.raises(Failure, match="answered 503"):
        provider.create(checked())
    emulator.world.faults.clear()

    assert provider.create(checked()).id == ID


def test_adopt_never(configured, checked, provider, another_process):
    """`crosslink:adopt: never` leaves what is there to whoever made it."""
    inputs = checked()
    provider.create(inputs)
    another_process()
    careful = configured(RemoteClusterProvider, adopt="never")

    with pytest.raises(Failure, match="exists already"):
        careful.create(inputs)


def test_unconnected_is_tried_again(provider, checked, capsys):
    """A link that is not connected is a warning, and a change at the next up."""
    made = provider.create(checked(remote=end(PAUSED), connect_timeout_s=0))

    assert made.outs["connected"] is False
    assert "is not connected: the remote deployment does not answer" in capsys.readouterr().err
    assert provider.diff(made.id, made.outs, checked(remote=end(PAUSED), connect_timeout_s=0)).changes is True


def test_newer_outputs_are_understood(provider, checked):
    """An output that a newer version wrote does not stop this one."""
    made = provider.create(checked())

    assert provider.read(made.id, made.outs | {"from_the_future": 1}).id == ID
