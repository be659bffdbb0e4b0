"""The one judge of trust: the table that it takes from the routes, whom entries let in, what is missing, and what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.links import Trust
from crosslink_core.links.trust_facts import UNKNOWN, entry, peer
from crosslink_core.links.trust_rules import MEANS, Means, Missing, all_of, any_of, judge, same_owner
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.trust.direct_trust import DirectTrustType

ECH, ECE, ECK, SELF = Platform
ID = f"{0x105:032x}"
TRUTHS = st.lists(st.sampled_from([True, False, UNKNOWN]), max_size=4)


def deployment(platform, organization, resource_id="e" * 32):
    return peer({"deployment_id": "d", "platform": platform, "organization": organization, "resource_id": resource_id})


LOGS, SHOP, ORDERS, LAB = (
    deployment(*facts) for facts in (("ech", "1", "a" * 32), ("ech", "2", "b" * 32), ("ece", "acc3", "c" * 32), ("ece", "acc4", "d" * 32))
)
ONPREM = peer({"cluster": "onprem", "node_names": [f"es{number}.node.{ID}.cluster.datacenter1.account" for number in (1, 2)]})
DEPOT = peer({"cluster": "depot", "node_names": ["es1.depot", "es2.depot"]})
PODS = peer({"cluster": "pods", "platform": "eck", "kubernetes": {"name": "logs", "namespace": "search"}})
STOCK = peer({"cluster": "stock"})


def account(whom, *listed, **more):
    return entry({"account_id": whom, "trust_allowlist": list(listed)} | more)


def external(environment, *listed):
    return entry({"trust_relationship_id": "r", "trust_allowlist": list(listed)}, (environment,))


def direct(kind, scope, *listed, **more):
    return entry({"type": kind, "scope_id": scope, "trust_allowlist": list(listed)} | more)


@pytest.mark.parametrize(
    ("holder", "other", "same", "means"),
    [
        (ECH, ECH, True, Means(Trust.DEFAULT)),
        (ECH, ECH, False, Means(Trust.ACCOUNT)),
        (ECE, ECE, True, Means(Trust.DEFAULT)),
        (ECE, ECE, False, Means(Trust.EXTERNAL)),
        (ECH, ECE, False, Means(Trust.DIRECT, DirectTrustType.ECE)),
        (ECE, ECH, False, Means(Trust.DIRECT, DirectTrustType.ESS)),
        (ECH, SELF, False, Means(Trust.DIRECT, DirectTrustType.GENERIC)),
        (ECE, ECK, False, Means(Trust.DIRECT, DirectTrustType.GENERIC)),
        (SELF, ECH, False, Means(Trust.FILES)),
        (ECK, ECK, True, Means(Trust.DEFAULT)),
        (ECK, ECK, False, Means(Trust.FILES)),
    ],
)
def test_means(holder, other, same, means):
    """The table follows the documented routes, in both directions."""
    assert MEANS[holder, other, same] == means


@pytest.mark.parametrize(
    ("entries", "holder", "other", "lets_in", "missing", "ids"),
    [
        pytest.param([], LOGS, SHOP, False, Missing.ENTRY, (), id="nothing"),
        pytest.param([account("2", "b" * 32)], LOGS, SHOP, True, None, (), id="listed"),
        pytest.param([account("2", trust_all=True)], LOGS, SHOP, True, None, (), id="all"),
        pytest.param([account("2", "f" * 32)], LOGS, SHOP, False, Missing.ALLOWLIST, ("b" * 32,), id="others listed"),
        pytest.param([account("2"), account("2", "b" * 32)], LOGS, SHOP, True, None, (), id="one of two"),
        pytest.param([account("3", trust_all=True)], LOGS, SHOP, False, Missing.ENTRY, (), id="another organization"),
        pytest.param([direct("ESS", "2", trust_all=True)], LOGS, SHOP, False, Missing.ENTRY, (), id="another noun"),
        pytest.param([account("acc3", trust_all=True)], LOGS, ORDERS, False, Missing.ENTRY, (), id="account for an environment"),
        pytest.param([direct("ECE", "acc3", "c" * 32)], LOGS, ORDERS, True, None, (), id="direct"),
        pytest.param([direct("generic", "acc3", "c" * 32)], LOGS, ORDERS, True, None, (), id="generic"),
        pytest.param([direct("ESS", "acc3", "c" * 32)], LOGS, ORDERS, False, Missing.ENTRY, (), id="another type"),
        pytest.param([direct("proxy", "acc3", "c" * 32)], LOGS, ORDERS, False, Missing.ENTRY, (), id="proxy"),
        pytest.param([direct("ESS", "1", additional_node_names=["n"])], ORDERS, LOGS, UNKNOWN, None, (), id="nodes of Elastic Cloud"),
        pytest.param([external("acc4", "d" * 32)], ORDERS, LAB, True, None, (), id="external"),
        pytest.param([external("acc5", "d" * 32)], ORDERS, LAB, False, Missing.ENTRY, (), id="external to another environment"),
        pytest.param([external(UNKNOWN, "d" * 32)], ORDERS, LAB, UNKNOWN, None, (), id="external to an unknown environment"),
        pytest.param([external(UNKNOWN, "f" * 32)], ORDERS, LAB, False, Missing.ENTRY, (), id="external that lists others"),
        pytest.param([account("1", trust_all=True)], LOGS, deployment("ech", "1"), True, None, (), id="own organization"),
        pytest.param([direct("generic", "datacenter1", ID)], LOGS, ONPREM, True, None, (), id="own cluster by id"),
        pytest.param([direct("ECE", "datacenter1", ID)], LOGS, ONPREM, False, Missing.ENTRY, (), id="own cluster by another type"),
        pytest.param([direct("generic", "datacenter1")], LOGS, ONPREM, False, Missing.ALLOWLIST, (ID,), id="own cluster not listed"),
        pytest.param([direct("generic", None, additional_node_names=["es1.depot"])], LOGS, DEPOT, False, Missing.NODE_NAMES, ("es2.depot",), id="one name"),
        pytest.param(
            [direct("generic", None, additional_node_names=[name]) for name in ("es1.depot", "es2.depot")], LOGS, DEPOT, True, None, (), id="names in two"
        ),
        pytest.param([direct("generic", "search.es.local", trust_all=True)], LOGS, PODS, True, None, (), id="namespace"),
        pytest.param([direct("generic", "search.es.local")], LOGS, PODS, False, Missing.TRUST_ALL, (), id="namespace without all"),
        pytest.param([direct("generic", "datacenter1", trust_all=True)], LOGS, STOCK, UNKNOWN, None, (), id="names that are not known"),
        pytest.param([], ONPREM, LOGS, UNKNOWN, None, (), id="files"),
    ],
)
def test_judge(entries, holder, other, lets_in, missing, ids):
    """A verdict says whether an end is let in, for sure or not, and what is missing where it surely is not."""
    found = judge(entries, holder, other)

    assert (found.lets_in, found.missing, found.ids) == (lets_in, missing, ids)


@pytest.mark.parametrize("number", [1, 2, 9])
def test_about(number):
    """A name is a node's by its form, also one that is not given: the entry is about the cluster, and lets that node in alone."""
    name = f"es{number}.node.{ID}.cluster.datacenter1.account"
    some = direct("generic", "elsewhere", additional_node_names=[name])

    assert judge([some], LOGS, ONPREM).about == (some,)
    assert judge([some], LOGS, ONPREM).missing is Missing.NODE_NAMES
    assert judge([some], LOGS, PODS).may_be_about == ()


def test_held():
    """An entry that the deployment perhaps does not hold lets nobody in for sure, and is not where something is missing."""
    perhaps = account("2", "b" * 32)._replace(is_held=UNKNOWN)

    assert judge([perhaps], LOGS, SHOP)[:3] == (UNKNOWN, (), (perhaps,))
    assert judge([perhaps._replace(allowlist=())], LOGS, SHOP).missing is Missing.ENTRY
    assert judge([perhaps, account("2", "b" * 32)], LOGS, SHOP).lets_in is True


def test_same_owner():
    """Who belongs together is told by platform and organization; a caller may know more, and then the organization of one is that of both."""
    hidden, own = deployment("ech", None), account("1", trust_all=True)

    assert (same_owner(LOGS, SHOP), same_owner(LOGS, ORDERS), same_owner(LOGS, hidden)) == (False, False, UNKNOWN)
    assert judge([own], LOGS, hidden).lets_in is UNKNOWN
    assert judge([own], LOGS, hidden, same=True).lets_in is True


@given(TRUTHS)
def test_truths(truths):
    """With every value that is not known taken for either, the answer is the same where it is known."""
    chosen = [[value if truth is UNKNOWN else truth for truth in truths] for value in (True, False)]
    for combine, plain in ((all_of, all), (any_of, any)):
        found = combine(*truths)
        assert found in ({plain(values) for values in chosen} if found is not UNKNOWN else {UNKNOWN})
        assert (found is UNKNOWN) == (plain(chosen[0]) != plain(chosen[1]))
