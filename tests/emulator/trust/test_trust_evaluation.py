from datetime import timedelta

import pytest

from crosslink_emulator.world.state.trust import AccountTrust, DirectTrust, ExternalTrust, Trust
from crosslink_emulator.world.trust.certificate import rotate
from crosslink_emulator.world.trust.trust_evaluation import NODE_NAME, accepts
from crosslink_emulator.world.trust.trust_relationship import create

HOSTED, PARTNER = "1000000001", "2000000002"
ENTERPRISE, LABORATORY = "acc00300" * 4, "acc00400" * 4


@pytest.fixture
def judge(emulator, deployments):
    """Does the first deployment accept the second one's certificate?"""

    def ask(holder, other):
        (holder_cloud, one), (other_cloud, two) = (emulator.world.cluster(deployments[name].resource_id) for name in (holder, other))
        return accepts(emulator.world, holder_cloud, one, other_cloud, two)

    return ask


@pytest.fixture
def trust(deployments):
    """Sets the lists of a deployment."""

    def write(holder, **lists):
        deployments[holder].trust = Trust(**lists)

    return write


@pytest.mark.parametrize(
    ("holder", "other", "reason"),
    [
        ("logs-eu", "logs-us", f"accounts[0] trusts all of {HOSTED}"),
        ("orders", "billing", f"accounts[0] trusts all of {ENTERPRISE}"),
    ],
)
def test_default(judge, holder, other, reason):
    """Deployments trust their own organization or environment from birth."""
    assert judge(holder, other) == (True, reason)


@pytest.mark.parametrize(
    ("holder", "other", "reason"),
    [
        ("logs-eu", "shop-eu", f"no entry of accounts names {PARTNER}"),
        ("orders", "trial", f"no entry of external or direct names {LABORATORY}"),
        ("logs-eu", "orders", f"no entry of direct names {ENTERPRISE}"),
        ("orders", "logs-eu", f"no entry of direct names {HOSTED}"),
        ("legacy", "logs-eu", "accounts[0] does not list eeee0101eeee0101eeee0101eeee0101"),
    ],
)
def test_nothing_by_default(judge, holder, other, reason):
    """Others are strangers; the reason names the list in which an entry about them belongs."""
    assert judge(holder, other) == (False, reason)


@pytest.mark.parametrize(
    ("entry", "accepted", "reason"),
    [
        pytest.param({"trust_all": True}, True, f"accounts[0] trusts all of {PARTNER}", id="all"),
        pytest.param({"trust_all": False, "trust_allowlist": ["eeee0201" * 4]}, True, f"accounts[0] lists {'eeee0201' * 4}", id="listed"),
        pytest.param({"trust_all": False, "trust_allowlist": ["dddd0201" * 4]}, False, f"accounts[0] does not list {'eeee0201' * 4}", id="deployment id"),
        pytest.param({"trust_all": False}, False, f"accounts[0] does not list {'eeee0201' * 4}", id="nobody"),
    ],
)
def test_account_of_another_organization(judge, trust, entry, accepted, reason):
    """The hosted service is one platform: no certificate is exchanged; the id in the list is the Elasticsearch's."""
    trust("logs-eu", accounts=[AccountTrust(account_id=PARTNER, **entry)])

    assert judge("logs-eu", "shop-eu") == (accepted, reason)


def test_one_side_is_not_both(judge, trust):
    """Acceptance is asked for each side by itself."""
    trust("logs-eu", accounts=[AccountTrust(account_id=PARTNER, trust_all=True)])

    assert (judge("logs-eu", "shop-eu").accepted, judge("shop-eu", "logs-eu").accepted) == (True, False)


@pytest.mark.parametrize(("holder", "other", "account"), [("orders", "trial", LABORATORY), ("orders", "logs-eu", HOSTED), ("logs-eu", "orders", ENTERPRISE)])
def test_accounts_do_not_reach_another_platform(judge, trust, holder, other, account):
    """An environment, or the other platform, is trusted through its certificate only."""
    trust(holder, accounts=[AccountTrust(account_id=account, trust_all=True)])

    assert not judge(holder, other).accepted


@pytest.fixture
def relationship(emulator, ca_of, deployments):
    """Makes a trust relationship of the enterprise environment with the laboratory, unless told otherwise."""

    def make(**more):
        content = {"name": "lab", "installation_id": LABORATORY, "account_ids": (), "public_ca_cert": ca_of(deployments["trial"])} | more
        return create(emulator.world, emulator.world.clouds["enterprise"], content).id

    return make


@pytest.mark.parametrize("naming", [{}, {"installation_id": "another", "account_ids": (LABORATORY,)}], ids=["by environment", "by account"])
def test_external(judge, trust, relationship, naming):
    """The environment's relationship vouches for the certificate, the deployment's entry says for whom."""
    trust("orders", external=[ExternalTrust(trust_relationship_id=relationship(**naming), trust_all=True)])

    assert judge("orders", "trial") == (True, f"external[0] trusts all of {LABORATORY}")


def test_external_allowlist(judge, trust, relationship, deployments):
    """Only who is listed."""
    entry = {"trust_relationship_id": relationship(), "trust_all": False, "trust_allowlist": [deployments["trial"].resource_id]}
    trust("orders", external=[ExternalTrust(**entry)])

    assert [judge("orders", other).accepted for other in ("trial", "bench")] == [True, False]
    assert judge("orders", "bench").reason == f"external[0] does not list {deployments['bench'].resource_id}"


def test_external_needs_the_relationship(judge, trust):
    """An entry whose relationship is gone trusts nobody, and says so."""
    trust("orders", external=[ExternalTrust(trust_relationship_id="f" * 32, trust_all=True)])

    assert judge("orders", "trial") == (False, f"external[0] names trust relationship {'f' * 32}, which this environment does not have")


def test_external_of_another_environment(judge, trust, relationship):
    """A relationship with somebody else does not help."""
    trust("orders", external=[ExternalTrust(trust_relationship_id=relationship(installation_id="somebody"), trust_all=True)])

    assert judge("orders", "trial") == (False, f"no entry of external or direct names {LABORATORY}")


def test_external_with_a_wrong_certificate(judge, trust, relationship, ca_of, deployments):
    """The certificate must be the active one of that environment."""
    trust("orders", external=[ExternalTrust(trust_relationship_id=relationship(public_ca_cert=ca_of(deployments["logs-eu"])), trust_all=True)])
    place = f"environment {LABORATORY}"

    assert judge("orders", "trial") == (False, f"external[0]: the certificate of trust relationship lab is not the active one of {place}")


def direct(*certificates, **more):
    """An entry about an organization or environment."""
    return DirectTrust(**{"uid": "u", "name": "other side", "trust_all": True, "certificates": certificates} | more)


@pytest.mark.parametrize(("holder", "other", "scope"), [("logs-eu", "orders", ENTERPRISE), ("orders", "logs-eu", HOSTED), ("orders", "trial", LABORATORY)])
def test_direct(judge, trust, ca_of, deployments, holder, other, scope):
    """Scope and certificate together: the routes between the platforms and between environments."""
    trust(holder, direct=[direct(ca_of(deployments[other]), scope_id=scope)])

    assert judge(holder, other) == (True, f"direct[0] (other side) trusts all of {scope}")


def test_direct_needs_the_scope(judge, trust, ca_of, deployments):
    """The right certificate with a wrong scope id trusts nobody."""
    trust("orders", direct=[direct(ca_of(deployments["logs-eu"]), scope_id=PARTNER)])

    assert judge("orders", "logs-eu") == (False, f"no entry of direct names {HOSTED}")


@pytest.mark.parametrize("wrong", ["logs-us", "orders"], ids=["another region's", "another platform's"])
def test_direct_needs_the_certificate(judge, trust, ca_of, deployments, wrong):
    """Each region of the hosted service has its own authority."""
    trust("orders", direct=[direct(ca_of(deployments[wrong]), scope_id=HOSTED)])

    assert judge("orders", "logs-eu") == (False, "direct[0] (other side): none of its certificates is the active one of region aws-eu-west-1")


def test_direct_allowlist(judge, trust, ca_of, deployments):
    """Only who is listed, by the id of the Elasticsearch."""
    listed = deployments["logs-eu"].resource_id
    trust("orders", direct=[direct(ca_of(deployments["logs-eu"]), scope_id=HOSTED, trust_all=False, trust_allowlist=[listed])])

    assert judge("orders", "logs-eu").accepted
    assert judge("orders", "paused") == (False, f"direct[0] (other side) does not list {deployments['paused'].resource_id}")


def test_direct_node_names(judge, trust, ca_of, deployments):
    """Whole names of nodes work without a scope."""
    name = NODE_NAME.format(resource_id=deployments["logs-eu"].resource_id, organization=HOSTED)
    trust("orders", direct=[direct(ca_of(deployments["logs-eu"]), trust_all=False, additional_node_names=[name])])

    assert judge("orders", "logs-eu") == (True, f"direct[0] (other side) names node {name}")
    assert not judge("orders", "paused").accepted


def test_proxy_is_for_keys(judge, trust, ca_of, deployments):
    """Such an entry never accepts a certificate, even where all else fits."""
    trust("orders", direct=[direct(ca_of(deployments["logs-eu"]), scope_id=HOSTED, type="proxy")])

    assert judge("orders", "logs-eu") == (False, "direct[0] (other side) is of type proxy, which is for remotes by API key")


def test_second_entry_counts(judge, trust, ca_of, deployments):
    """One entry that accepts is enough, whatever the others lack."""
    right = direct(ca_of(deployments["logs-eu"]), scope_id=HOSTED)
    trust("orders", direct=[right.model_copy(update={"certificates": (ca_of(deployments["trial"]),)}), right])

    assert judge("orders", "logs-eu") == (True, f"direct[1] (other side) trusts all of {HOSTED}")


def test_rotation(emulator, judge, trust, ca_of, deployments):
    """An entry with both certificates works throughout; one with the old one until the new one is active."""
    cloud, old = emulator.world.clouds["enterprise"], ca_of(deployments["orders"])
    authority = rotate(emulator.world, cloud, None, "announce")
    new = authority.pem(authority.certificates[-1])
    trust("logs-eu", direct=[direct(old, scope_id=ENTERPRISE)])
    trust("logs-us", direct=[direct(old, new, scope_id=ENTERPRISE)])
    trust("metrics-us", direct=[direct(new, scope_id=ENTERPRISE)])
    seen = []
    for step in (None, "activate", "retire"):
        if step:
            rotate(emulator.world, cloud, None, step)
        seen.append([judge(holder, "orders").accepted for holder in ("logs-eu", "logs-us", "metrics-us")])

    assert seen == [[True, True, False], [False, True, True], [False, True, True]]


def test_expired_authority(emulator, judge, trust, ca_of, deployments):
    """When the authority's own time is over, its certificate vouches for nobody."""
    trust("logs-eu", direct=[direct(ca_of(deployments["orders"]), scope_id=ENTERPRISE)])
    emulator.world.clock += timedelta(days=4000)

    assert judge("logs-eu", "orders") == (False, f"direct[0] (other side): the certificate of environment {ENTERPRISE} has expired")
