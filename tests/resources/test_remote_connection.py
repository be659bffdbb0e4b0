import json

import pytest
from pulumi.output import Unknown

from crosslink_core.model.remotes.remote_connection import RemoteConnection as Spec
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings
from pulumi_crosslink import RemoteConnection
from pulumi_crosslink.provider import Failure
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

EU, US, SHOP, ORDERS = "dddd0101" * 4, "dddd0102" * 4, "dddd0201" * 4, "dddd0302" * 4
ID = f"{EU}/shop"
HOST = f"{'eeee0201' * 4}.eu-west-1.aws.found.io"
UNSEEN = {"deployment_id": "f" * 32, "platform": "ech", "resource_id": "e" * 32, "endpoint": "unseen.example"}


def end(deployment_id, connection="hosted", **facts):
    return {"deployment_id": deployment_id, "connection": connection, **facts}


LINK = {"local": end(EU), "remote": end(SHOP, "partner"), "alias": "shop", "connect_timeout_s": 0}


@pytest.fixture
def clusters(configuration_of):
    """Credentials for one hosted deployment, as the configuration has them."""
    return {"logs-eu": configuration_of("logs-eu", insecure=True)}


@pytest.fixture
def provider(configured, clusters, organizations_trust):
    """A provider with those credentials, and two organizations that trust each other."""
    return configured(RemoteConnectionProvider, clusters=json.dumps(clusters))


@pytest.fixture
def checked(provider):
    return lambda **changes: provider.check({}, LINK | changes | {"__provider": "x"}).inputs


def settings(emulator):
    return emulator.world.clouds["hosted"].deployments["logs-eu"].persistent


def test_check_fills_facts_and_defaults(checked):
    """State and policies see what each end is, every default, and where the remote is."""
    inputs = checked()

    assert inputs["remote"]["name"] == "shop-eu"
    assert inputs["local"]["resource_id"] == "eeee0101" * 4
    assert (inputs["proxy_address"], inputs["server_name"]) == (f"{HOST}:9400", HOST)
    assert (inputs["mode"], inputs["skip_unavailable"]) == ("proxy", True)
    assert Spec.model_validate(inputs).id == ID


def test_a_remote_that_no_connection_sees(provider, emulator):
    """What is said of it suffices: it is not looked up."""
    result = provider.check({}, LINK | {"remote": UNSEEN})

    assert result.failures == []
    assert result.inputs["proxy_address"] == "unseen.example:9400"
    assert [request["cloud"] for request in emulator.world.requests.to_json()] == ["hosted"]


@pytest.mark.parametrize(
    ("changes", "path", "text"),
    [
        pytest.param({"alias": "a b"}, "alias", "may hold letters", id="alias"),
        pytest.param({"alias": None}, "alias", "is missing", id="no alias"),
        pytest.param({"remote": end("xyz")}, "remote.deployment_id", "must be a deployment id", id="id"),
        pytest.param({"remote": end("dddd0999" * 4)}, "remote.deployment_id", "is not known to connection hosted", id="unknown"),
        pytest.param({"remote": end(SHOP)}, "remote.deployment_id", "of another organization", id="foreign"),
        pytest.param({"remote": end(SHOP, "partnr")}, "remote.connection", "'partnr' is not configured", id="connection"),
        pytest.param({"local": end(EU, "hostde")}, "local.connection", "'hostde' is not configured", id="connection of the local end"),
        pytest.param({"local": end(US)}, "local.cluster", "set crosslink:clusters.logs-us.username and .password", id="no credentials"),
        pytest.param({"local": end(EU, cluster="logs")}, "local.cluster", "cluster 'logs' is not configured (configured: logs-eu)", id="cluster"),
        pytest.param({"remote": end(EU)}, "", "cannot be linked to itself", id="itself"),
        pytest.param({"remote": UNSEEN | {"endpoint": None, "ref_id": "main"}}, "remote", "has no endpoint that is known", id="no endpoint"),
        pytest.param({"proxy_address": "https://a.example:9400"}, "proxy_address", "must be a host and port", id="scheme"),
        pytest.param({"proxy_address": "a.example:99999"}, "proxy_address", "must be a host and port", id="port"),
        pytest.param({"server_name": "10.0.0.1"}, "server_name", "must be a host name", id="server_name"),
        pytest.param({"mode": "sniff"}, "mode", "must be proxy", id="mode"),
        pytest.param({"skip_unavailable": "sometimes"}, "skip_unavailable", "must be true or false", id="boolean"),
        pytest.param({"compress": True}, "compress", "is not a known key", id="key"),
        pytest.param({"seeds": ["a:1"]}, "seeds", "does not belong to mode proxy", id="the other mode"),
    ],
)
def test_check_points_at_the_property(provider, changes, path, text):
    """A failure names the path that the user wrote, and what to do; one mistake is one failure."""
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
        {"remote": {**UNSEEN, "endpoint": Unknown()}},
        {"local": Unknown()},
        {"local": end(Unknown())},
        {"local": end(EU, Unknown())},
        {"proxy_address": Unknown()},
        {"skip_unavailable": Unknown()},
    ],
    ids=["alias", "remote", "remote id", "endpoint", "local", "local id", "connection", "address", "flag"],
)
def test_check_leaves_unknowns(provider, unknown):
    """What is not known yet is no failure, stays as it is, and hides no failure beside it."""
    name = next(iter(unknown))
    result = provider.check({}, LINK | unknown)
    worse = provider.check({}, LINK | {"mode": "sniff"} | unknown)

    assert result.failures == []
    assert isinstance(result.inputs[name], Unknown) or any(isinstance(value, Unknown) for value in result.inputs[name].values())
    assert [failure.property for failure in worse.failures] == ([] if isinstance(unknown.get("remote"), Unknown) else ["mode"])


def test_the_address_of_an_unknown_remote_is_unknown(provider):
    """What follows from a remote that is not known yet is not known either; what is said is."""
    one = provider.check({}, LINK | {"remote": Unknown()}).inputs
    other = provider.check({}, LINK | {"remote": Unknown(), "server_name": "a.example"}).inputs

    assert isinstance(one["proxy_address"], Unknown)
    assert isinstance(one["server_name"], Unknown)
    assert other["server_name"] == "a.example"


@pytest.mark.parametrize(
    ("changes", "expected", "replaces"),
    [
        pytest.param({}, False, [], id="nothing"),
        pytest.param({"skip_unavailable": False}, True, [], id="in place"),
        pytest.param({"remote": UNSEEN}, True, [], id="remote"),
        pytest.param({"alias": "other"}, True, ["alias"], id="alias"),
        pytest.param({"local": end(ORDERS, "enterprise")}, True, ["local.deployment_id"], id="local"),
        pytest.param({"alias": Unknown()}, True, ["alias"], id="unknown identity"),
        pytest.param({"remote": Unknown()}, True, [], id="unknown remote"),
        pytest.param({"proxy_address": f"{HOST}:9400"}, False, [], id="the default, said"),
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
    written = settings(emulator)["cluster.remote.shop.skip_unavailable"]
    provider.delete(made.id, changed.outs)
    provider.delete(made.id, changed.outs)
    gone = provider.read(made.id, changed.outs)

    assert (made.id, made.outs["connected"], made.outs["reason"]) == (ID, True, "")
    assert read.inputs == checked()
    assert (changed.outs["skip_unavailable"], written) == (False, "false")
    assert changed.outs["claim"] == made.outs["claim"]
    assert (gone.id, gone.outs) == (None, {})


def test_drift_is_in_the_inputs(provider, checked, emulator):
    """What somebody changed comes back as an input, or it would not count."""
    made = provider.create(checked())
    hosted = emulator.world.clouds["hosted"]
    write_settings(emulator.world, hosted, hosted.deployments["logs-eu"], {"cluster.remote.shop.proxy_address": "a.example:9400"})
    read = provider.read(made.id, made.outs)

    assert read.inputs == checked() | {"proxy_address": "a.example:9400"}
    assert provider.diff(made.id, read.outs, checked()).changes is True


def test_rename_keeps_the_settings(provider, checked, emulator, another_process):
    """Pulumi creates the new resource and deletes the old one, with one id: the settings stay."""
    old = provider.create(checked())
    there = dict(settings(emulator))
    another_process()
    new = provider.create(checked())
    provider.delete(old.id, old.outs)
    kept = dict(settings(emulator))
    provider.delete(new.id, new.outs)

    assert kept == there
    assert settings(emulator) == {}


def test_two_in_one_place(provider, checked):
    """A second resource of the same program in the same place is an error, not an adoption."""
    provider.create(checked())

    with pytest.raises(Failure, match="another resource of this program owns this place"):
        provider.create(checked())


def test_unconnected_is_tried_again(provider, checked, capsys):
    """A link that is not connected is a warning with its cause, and a change at the next up."""
    made = provider.create(checked(remote=UNSEEN))

    assert made.outs["connected"] is False
    assert "is not connected: " in capsys.readouterr().err
    assert provider.diff(made.id, made.outs, checked(remote=UNSEEN)).changes is True


def test_warnings_of_the_configuration(provider, checked, capsys):
    """What is configured dangerously of a cluster is told like that of a connection."""
    checked()

    assert "cluster logs-eu is insecure" in capsys.readouterr().err


def test_malformed_clusters(configured):
    """A configuration that is no object is one line, with the key."""
    with pytest.raises(Failure, match="crosslink:clusters must be an object in the stack's configuration"):
        configured(RemoteConnectionProvider, clusters="[]").check({}, LINK)


@pytest.mark.parametrize("end_", [EU, {"deployment_id": EU}], ids=["id", "facts"])
def test_declared(declared, end_):
    """A program's resource says where it is by its ends, and leaves its place before another comes."""

    def program():
        RemoteConnection("link", local=EU, remote=SHOP, alias="shop")

    one = declared(program)["link"]

    assert (one.kind, one.deletes_first) == ("RemoteConnection", True)
    assert one.props == {"local": {"deployment_id": EU}, "remote": {"deployment_id": SHOP}, "alias": "shop"}
