import pytest

from crosslink_emulator.world.state.trust import AccountTrust, Trust

ORGANIZATION = "1000000001"


@pytest.fixture
def info(http, deployments, remotes_path, ref):
    """Link two deployments and say what the service says of it."""

    def look(local, remote):
        path = remotes_path(deployments[local])
        assert http.put(path, json={"resources": [ref(deployments[remote])]}).status_code == 202
        return http.get(path).json()["resources"][0]["info"]

    return look


def verdict(info):
    """The names of what is true."""
    return {name for name, value in info.items() if value}


ALL = {"healthy", "connected", "compatible", "trusted", "trusted_back"}
WORKING = [("logs-eu", "logs-us"), ("logs-us", "logs-eu"), ("logs-eu", "metrics-us"), ("security-ap", "metrics-us"), ("archive", "logs-eu")]


@pytest.mark.parametrize(("local", "remote"), WORKING)
def test_working_links(info, local, remote):
    """Within one organization, versions alone decide: each trusts all by default."""
    assert verdict(info(local, remote)) == ALL


@pytest.mark.parametrize(("local", "remote"), [("metrics-us", "logs-eu"), ("logs-eu", "archive")])
def test_incompatible_versions(info, local, remote):
    """The table is not symmetric."""
    assert verdict(info(local, remote)) == {"trusted", "trusted_back"}


def test_stopped_remote(info):
    """Accepted, not connected."""
    assert verdict(info("logs-eu", "paused")) == ALL - {"healthy", "connected"}


def test_local_stopped_later(info, http, deployments, remotes_path):
    """The state is looked at on each read, not kept from the write."""
    info("logs-eu", "logs-us")
    deployments["logs-eu"].status = "stopped"
    entry = http.get(remotes_path(deployments["logs-eu"])).json()["resources"][0]

    assert verdict(entry["info"]) == ALL - {"healthy", "connected"}


def test_old_remote_trusts_only_itself(info):
    """A deployment from before February 2021 does not trust back."""
    assert verdict(info("archive", "legacy")) == {"compatible", "trusted"}


def test_target_gone(info, emulator, http, deployments, remotes_path):
    """A dangling entry stays in the list and shows nothing good."""
    info("logs-eu", "logs-us")
    del emulator.world.clouds["hosted"].deployments["logs-us"]
    entry = http.get(remotes_path(deployments["logs-eu"])).json()["resources"][0]

    assert verdict(entry["info"]) == set()


@pytest.mark.parametrize(
    ("account_id", "trust_all", "allowlist", "trusted"),
    [
        pytest.param(ORGANIZATION, True, (), True, id="all"),
        pytest.param(ORGANIZATION, True, ("f" * 32,), True, id="all in spite of a list"),
        pytest.param(ORGANIZATION, False, ("eeee0102" * 4,), True, id="listed"),
        pytest.param(ORGANIZATION, False, ("dddd0102" * 4,), False, id="deployment id listed"),
        pytest.param(ORGANIZATION, False, (), False, id="nobody listed"),
        pytest.param("2000000002", True, (), False, id="another organization"),
    ],
)
def test_trust_of_either_side(info, deployments, account_id, trust_all, allowlist, trusted):
    """Both sides must accept the other's Elasticsearch resource id; each side shows by its own name."""
    deployments["logs-eu"].trust = Trust(accounts=[AccountTrust(account_id=account_id, trust_all=trust_all, trust_allowlist=allowlist)])
    working = {"healthy", "connected"} if trusted else set()

    assert verdict(info("logs-eu", "logs-us")) == {"compatible", "trusted_back"} | ({"trusted"} if trusted else set()) | working
    assert verdict(info("logs-us", "logs-eu")) == {"compatible", "trusted"} | ({"trusted_back"} if trusted else set()) | working


def test_no_trust_at_all(info, deployments):
    """An empty list trusts nobody."""
    deployments["logs-eu"].trust = Trust()

    assert verdict(info("logs-eu", "logs-us")) == {"compatible", "trusted_back"}


def test_default_trust(client, deployments):
    """The entry that real deployments are born with, and the one of those older than trust by default."""
    http = client("hosted")
    shown = {
        name: http.get(f"/deployments/{deployments[name].id}?show_settings=true").json()["resources"]["elasticsearch"][0]["info"]["settings"]["trust"]
        for name in ("logs-eu", "legacy")
    }
    name = "Default trust for own organization"

    assert shown["logs-eu"] == {"accounts": [{"account_id": ORGANIZATION, "name": name, "trust_all": True}]}
    itself = {"account_id": ORGANIZATION, "name": name, "trust_all": False, "trust_allowlist": [deployments["legacy"].resource_id]}
    assert shown["legacy"] == {"accounts": [itself]}


def test_within_an_ece_environment(client, deployments, remotes_path, ref):
    """The environment is the one account that its deployments trust."""
    http, path = client("enterprise"), remotes_path(deployments["orders"])
    http.put(path, json={"resources": [ref(deployments["billing"])]})

    assert verdict(http.get(path).json()["resources"][0]["info"]) == ALL
