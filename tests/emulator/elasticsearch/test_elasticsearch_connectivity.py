import pytest

from crosslink_emulator.world.state.trust import AccountTrust, DirectTrust, Trust

HOSTED, PARTNER = "1000000001", "2000000002"


@pytest.fixture
def trust(deployments):
    """Lets a deployment trust all of the organizations, in the list for them."""

    def write(name, *organizations):
        deployments[name].trust = Trust(accounts=tuple(AccountTrust(account_id=organization, trust_all=True) for organization in organizations))

    return write


@pytest.fixture
def linked(eu, link, trust):
    """A link from one organization to another, with trust on both sides."""
    link(eu, "shop-eu")
    trust("logs-eu", HOSTED, PARTNER)
    trust("shop-eu", PARTNER, HOSTED)


@pytest.fixture
def connected(eu, state):
    """Whether the link is connected and why not; Elasticsearch itself says only the first."""

    def look():
        found = state("logs-eu")
        shown = eu.get("/_remote/info").json()["remote"]
        assert shown["connected"] is found["connected"]
        assert shown["num_proxy_sockets_connected"] == (18 if found["connected"] else 0)
        return found["connected"], found["reason"]

    return look


@pytest.mark.usefixtures("linked")
def test_between_organizations(connected):
    """Address, server name, versions and trust on both sides are all that a link by certificate needs."""
    assert connected() == (True, "")


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"proxy_address": "nowhere.example:9400"}, "no deployment has the endpoint nowhere.example, and no cluster the address nowhere.example:9400"),
        ({"server_name": None}, "server_name is empty; the proxy needs {host} there"),
        ({"server_name": "other.example"}, "server_name other.example is not the endpoint {host}"),
        ({"proxy_address": "{host}:9300"}, "nothing of shop-eu listens on port 9300; links by certificate use 9400"),
        ({"proxy_address": "{host}:9443"}, "port 9443 is for links by API key, and the keystore of logs-eu has no cluster.remote.remote.credentials"),
    ],
)
def test_wrong_settings(emulator, deployments, eu, put, connected, values, reason):
    """Each setting is looked at, and the reason names it."""
    host = emulator.world.clouds["partner"].endpoint(deployments["shop-eu"])
    written = {name: value and value.format(host=host) for name, value in values.items()}

    assert put(eu, persistent={"cluster": {"remote": {"remote": written}}}).status_code == 200
    assert connected() == (False, reason.format(host=host))


@pytest.mark.usefixtures("linked")
def test_names_without_case(emulator, deployments, eu, put, connected):
    """Host names have no case."""
    host = emulator.world.clouds["partner"].endpoint(deployments["shop-eu"]).upper()
    put(eu, persistent={"cluster.remote.remote.proxy_address": f"{host}:9400"})

    assert connected() == (True, "")


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(("holder", "other"), [("logs-eu", "shop-eu"), ("shop-eu", "logs-eu")])
def test_trust_of_both_sides(deployments, trust, connected, holder, other):
    """Trust that is missing on one side is named with that side, and both sides are looked at again at each look."""
    before = deployments[holder].trust
    trust(holder)
    found, reason = connected()
    deployments[holder].trust = before

    assert found is False
    assert reason.startswith(f"{holder} does not trust {other}: ")
    assert connected() == (True, "")


@pytest.mark.usefixtures("linked")
def test_stopped_target(deployments, connected):
    """A deployment that is stopped answers nobody."""
    deployments["shop-eu"].status = "stopped"

    assert connected() == (False, "shop-eu is stopped")


def test_stopped_local(deployments, eu, link, state):
    """A stopped cluster has no connections either; only the control API can say so."""
    link(eu, "logs-us")
    deployments["logs-eu"].status = "stopped"

    assert state("logs-eu") == {"connected": False, "reason": "logs-eu is stopped"}


@pytest.mark.usefixtures("linked")
def test_versions(deployments, connected):
    """The table of cross-cluster search decides."""
    deployments["shop-eu"].version = "7.17.28"

    assert connected() == (False, "version 8.19.4 of logs-eu cannot search version 7.17.28 of shop-eu")


def test_traffic_filters(http, eu, link, state, deployments, create, attach):
    """Traffic filters have no part in links by certificate."""
    link(eu, "logs-us")
    attach(create(region="aws-us-east-1"), deployments["logs-us"])

    assert state("logs-eu") == {"connected": True, "reason": ""}


def test_sniff(eu, put, state, emulator, deployments):
    """The nodes of a deployment cannot be reached, only its proxy."""
    host = emulator.world.clouds["hosted"].endpoint(deployments["logs-us"])
    put(eu, persistent={"cluster.remote.remote.seeds": [f"{host}:9400"]})

    assert state("logs-eu") == {"connected": False, "reason": "mode is sniff: the nodes of a deployment cannot be reached, only its proxy can; use mode proxy"}
    assert eu.get("/_remote/info").json()["remote"]["num_nodes_connected"] == 0


@pytest.mark.parametrize(("local", "target", "system"), [("orders", "logging-and-metrics", "logging-and-metrics"), ("security", "trial", "security")])
def test_system_deployments(elasticsearch, link, state, local, target, system):
    """ECE's own deployments are no end of any link, whoever wrote the settings."""
    link(elasticsearch(local), target)

    assert state(local) == {"connected": False, "reason": f"{system} is a system deployment"}


def test_old_deployment(elasticsearch, link, state, deployments):
    """Without cross-cluster features there is no link; with them, the old trust is what is missing."""
    link(elasticsearch("legacy"), "archive")
    before = state("legacy")
    deployments["legacy"].cross_cluster_enabled = True

    assert before == {"connected": False, "reason": "legacy is from before cross-cluster features: they must be enabled first"}
    assert state("legacy")["reason"].startswith("legacy does not trust archive: ")


@pytest.mark.parametrize("scope", ["right", "wrong"])
def test_between_platforms(emulator, elasticsearch, link, state, deployments, scope):
    """A hosted deployment and one of an environment need direct trust on both sides, with the other's authority and scope."""
    world, ends = emulator.world, {"logs-eu": ("enterprise", "orders", "ECE"), "orders": ("hosted", "logs-eu", "ESS")}
    for holder, (cloud, other, kind) in ends.items():
        authority = world.authority(world.clouds[cloud], deployments[other].region)
        scope_id = world.clouds[cloud].organization if scope == "right" or holder == "orders" else "acc00400acc00400acc00400acc00400"
        one = {"uid": holder, "name": other, "type": kind, "scope_id": scope_id, "trust_all": True, "certificates": (authority.pem(authority.active),)}
        deployments[holder].trust = Trust(direct=(DirectTrust(**one),))
    link(elasticsearch("logs-eu"), "orders")
    found = state("logs-eu")

    assert found["connected"] is (scope == "right")
    assert found["reason"].startswith("" if scope == "right" else "logs-eu does not trust orders: ")


def test_unknown_cluster(control):
    """The control API knows clusters by their resource ids."""
    reply = control.get("/clusters/nope/remotes")

    assert (reply.status_code, reply.json()) == (404, {"error": "this emulator has no cluster nope"})
