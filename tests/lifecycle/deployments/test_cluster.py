"""Facts of clusters that no control plane knows, and of a topology's members."""

import pytest

from crosslink_core.api.error import NoReplyError
from crosslink_core.connections import Connections, ConnectionsError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.cluster import cluster
from crosslink_core.lifecycle.deployments.member import members
from crosslink_core.links.topology import read
from crosslink_core.model import CrosslinkError
from crosslink_emulator.world.state.fault import Fault

LOGS_EU = "dddd0101" * 4


def said(emulator, name="onprem", **more):
    return {"url": f"{emulator.url}/clusters/{name}", "username": "crosslink", "password": f"emulated-{name}-password"} | more


@pytest.fixture
def connect():
    """Make connections that are closed in the end."""
    made = []

    def connect(clusters, configured=None):
        made.append(Session(Connections(configured or {}, {}, clusters=clusters)))
        return made[-1]

    yield connect
    for item in made:
        item.connections.close()


@pytest.fixture
def found(connect):
    """Return the facts of a cluster that is configured so."""
    return lambda clusters, name="onprem": cluster(connect(clusters), name)


def test_facts(emulator, connect):
    """A cluster says its name, ids, version and licence, and whether a node opens connections; three requests, once per process."""
    session = connect({"onprem": said(emulator, transportAddress="a:9300")})
    one, again = cluster(session, "onprem"), cluster(session, "onprem")

    assert one is again
    assert (one.name, one.version, one.license, one.remote_cluster_client, one.transport_addresses) == ("onprem", "8.19.4", "basic", True, ("a:9300",))
    assert one.cluster_uuid == emulator.world.clusters["onprem"].cluster_uuid
    assert [entry["operation"] for entry in emulator.world.requests.to_json()] == ["info", "nodes-info", "license-get"]


def test_no_node_opens_connections(emulator, found):
    """A cluster none of whose nodes has the role says so."""
    emulator.world.clusters["onprem"].node_roles = ("master", "data")

    assert found({"onprem": said(emulator)}).remote_cluster_client is False


def test_without_a_url(emulator, found):
    """A cluster that cannot be asked is known by what is configured alone."""
    one = found({"onprem": {"transportAddress": "a:9300", "nodeNames": ["x"]}})

    assert (one.known, one.node_names, emulator.world.requests.to_json()) == (False, ("x",), [])


def test_what_may_not_be_seen(emulator, found):
    """Facts that the user has no privilege for are not known, and no error."""
    emulator.world.clusters["onprem"].users["crosslink"] = emulator.world.clusters["onprem"].users["crosslink"].model_copy(update={"cluster": ("none",)})
    with pytest.raises(CrosslinkError, match="cluster onprem: info answered 403"):
        found({"onprem": said(emulator)})


def test_unknown(emulator, found):
    """A name that is not configured is an error that says which are."""
    with pytest.raises(ConnectionsError, match=r"cluster 'onprm' is not configured \(configured: onprem\)"):
        found({"onprem": said(emulator)}, "onprm")


def test_away(found):
    """A cluster that does not answer is an error, and is asked again next time."""
    with pytest.raises(NoReplyError, match=r"cluster onprem: info got no answer from http://127\.0\.0\.1:9"):
        found({"onprem": {"url": "http://127.0.0.1:9", "username": "a", "password": "b"}})


def wanted(**members_):
    return read({"deployments": members_})


def hosted(emulator):
    return {"hosted": {"endpoint": emulator.cloud_url("hosted"), "apiKey": "emulated-hosted-key"}}


def test_members(emulator, connect):
    """Members of a topology are found in one search, clusters by asking themselves; credentials are those that have a member's name, or are named."""
    session = connect({"onprem": said(emulator), "eu": said(emulator)}, hosted(emulator))
    ends = members(session, wanted(eu={"id": LOGS_EU}, own={"cluster": "onprem"}))
    named = members(session, wanted(logs={"id": LOGS_EU, "cluster": "eu"}))

    assert (ends["eu"].name, ends["eu"].cluster, ends["own"].id, ends["own"].version) == ("logs-eu", "eu", "onprem", "8.19.4")
    assert named["logs"].cluster == "eu"


def test_a_member_that_is_away(emulator, connect):
    """A cluster that does not answer is what is configured of it, and is not waited for again; one that refuses is an error, with its path."""
    session = connect({"onprem": said(emulator, transportAddress="a:9300"), "stock": said(emulator, "stock")})
    emulator.world.faults.add(Fault("info", "503", count=1))
    ends = [members(session, wanted(own={"cluster": "onprem"}))["own"] for _ in range(2)]

    assert [(end.version, end.transport_addresses) for end in ends] == [(None, ("a:9300",))] * 2
    assert len(emulator.world.requests.to_json()) == 1

    emulator.world.clusters["stock"].users.clear()
    with pytest.raises(CrosslinkError, match=r"^crosslink:topology\.deployments\.other\.cluster: cluster stock: info answered 401"):
        members(session, wanted(other={"cluster": "stock"}))


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ({"id": LOGS_EU, "connection": "nowhere"}, "crosslink:topology.deployments.a.connection: connection 'nowhere' is not configured"),
        ({"id": "dddd0999" * 4}, "crosslink:topology.deployments.a.id: deployment dddd0999"),
        ({"cluster": "nowhere"}, "crosslink:topology.deployments.a.cluster: cluster 'nowhere' is not configured"),
    ],
)
def test_members_that_are_not_there(emulator, connect, member, text):
    """An error about a member begins with its path."""
    session = connect({"onprem": said(emulator)}, hosted(emulator))

    with pytest.raises(CrosslinkError) as caught:
        members(session, wanted(a=member))
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    ("member", "text"),
    [
        ({}, "needs an id, or as cluster the name"),
        ({"cluster": "a", "connection": "hosted"}, "is a cluster, which has no connection and no organization"),
        ({"cluster": "a", "organization": "1"}, "is a cluster, which has no connection and no organization"),
        ({"cluster": ""}, "must not be empty"),
    ],
)
def test_malformed_members(member, text):
    """A member is a deployment or a cluster, and says nothing that the other kind has."""
    with pytest.raises(CrosslinkError, match=text):
        wanted(a=member)
