"""Trust entries as values: what can be wanted, and how two of them compare."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.trust.account_trust import AccountTrust
from crosslink_core.model.trust.direct_trust import DirectTrust, DirectTrustType
from crosslink_core.model.trust.external_trust import ExternalTrust
from crosslink_emulator.world.state.certificate import issue

HERE = Deployment(deployment_id="a" * 32, ref_id="main-elasticsearch")
PEM, NEXT = (issue("tried", number, datetime(2024, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)) for number in (1, 2))
MAKE = {
    "account": lambda **more: AccountTrust(deployment=HERE, account_id="1", **more),
    "external": lambda **more: ExternalTrust(deployment=HERE, trust_relationship_id="r", **more),
    "direct": lambda **more: DirectTrust(**({"deployment": HERE, "name": "n", "scope_id": "s", "certificates": [PEM]} | more)),
}
IDS = st.integers(0, 15).map(lambda digit: f"{digit:x}" * 32)


@pytest.fixture(params=MAKE)
def make(request):
    """Make an entry of each kind."""
    return MAKE[request.param]


@given(st.sampled_from([*MAKE]), st.lists(IDS), st.randoms())
def test_allowlists(kind, ids, random):
    """An allowlist is a set: neither order nor repetition makes another one."""
    shuffled = [*ids, *ids[:2]]
    random.shuffle(shuffled)

    assert MAKE[kind](trust_allowlist=ids) == MAKE[kind](trust_allowlist=shuffled)
    assert set(MAKE[kind](trust_allowlist=shuffled).trust_allowlist) == set(ids)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        pytest.param("logs-us", "must be an Elasticsearch resource id", id="name"),
        pytest.param("E" * 32, "must be an Elasticsearch resource id", id="upper case"),
        pytest.param("e" * 31, "must be an Elasticsearch resource id", id="short"),
        pytest.param("e" * 32 + "\n", "must be an Elasticsearch resource id", id="line break"),
        pytest.param("PuRnbJIXRXyzCxZFWTqnAg", "is a cluster_uuid", id="cluster_uuid"),
    ],
)
def test_what_an_allowlist_does_not_take(make, wrong, text):
    """It takes Elasticsearch resource ids and nothing else that names a cluster."""
    with pytest.raises(ValidationError, match=text):
        make(trust_allowlist=["e" * 32, wrong])


def test_all_or_some(make):
    """All and some exclude each other; nobody can be wanted, and is an empty list."""
    with pytest.raises(ValidationError, match="exclude each other"):
        make(trust_all=True, trust_allowlist=["e" * 32])

    assert make(trust_all=True).trust_all
    assert make(trust_all=True, trust_allowlist=[]).trust_allowlist == ()
    assert (make(trust_allowlist=[]).trust_all, make(trust_allowlist=[]).trust_allowlist) == (False, ())


@pytest.mark.parametrize(("kind", "whom"), [(AccountTrust, {"account_id": "1"}), (ExternalTrust, {"trust_relationship_id": "r"})], ids=["account", "external"])
def test_neither(kind, whom):
    """An entry that says nothing of whom it lets in is a mistake: it would let in nobody."""
    with pytest.raises(ValidationError, match="needs trust_allowlist or trust_all"):
        kind(deployment=HERE, **whom)


@pytest.mark.parametrize("seconds", [-1, 86401, math.nan, math.inf, "soon"])
def test_time(make, seconds):
    """A wait is between nothing and a day."""
    with pytest.raises(ValidationError):
        make(plan_timeout_s=seconds)


def test_nulls_and_typing_errors(make):
    """Null means that nothing was said; a name that is not known is an error."""
    assert make(trust_allowlist=[], trust_all=None, plan_timeout_s=None) == make(trust_allowlist=[])
    with pytest.raises(ValidationError):
        make(trust_alowlist=[])


@pytest.mark.parametrize("wrong", ["", "a/b", "a b", "x" * 65, "ä"])
def test_relationship(wrong):
    """The id of a relationship is a part of our own id: nothing in it may make that ambiguous."""
    with pytest.raises(ValidationError):
        ExternalTrust(deployment=HERE, trust_relationship_id=wrong)


@pytest.mark.parametrize("wrong", ["", "ACC", "a-b", "1" * 33, None])
def test_account(wrong):
    """An account is an organization's id or an environment's."""
    with pytest.raises(ValidationError):
        AccountTrust(deployment=HERE, account_id=wrong)


# direct: the table of the schema's texts

NOTHING = {"scope_id": None}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param({"type": "ESS"}, None, id="ESS with a scope"),
        pytest.param({"type": "ESS"} | NOTHING, "of type ESS needs a scope_id: the organization's id", id="ESS without"),
        pytest.param({"type": "ECE"} | NOTHING, "of type ECE needs a scope_id: the environment's id", id="ECE without"),
        pytest.param({"type": "ECE", "additional_node_names": ["n"]} | NOTHING, "of type ECE needs a scope_id", id="ECE with names"),
        pytest.param({"type": "ECE", "scope_id": "a.b"}, "has a scope_id that is not the id of an environment", id="ECE with a namespace"),
        pytest.param({"type": "ESS", "scope_id": "1" * 33}, "has a scope_id that is not the id of an organization", id="ESS with a long scope"),
        pytest.param({"scope_id": "elastic.es.local"}, None, id="generic with a namespace"),
        pytest.param({"scope_id": "a" * 254}, "should match", id="generic with an endless scope"),
        pytest.param({"scope_id": "-a"}, "should match", id="scope that begins with a dash"),
        pytest.param({"additional_node_names": ["n"]} | NOTHING, None, id="names alone"),
        pytest.param({"additional_node_names": ["n"], "trust_all": True} | NOTHING, "needs a scope_id, which", id="names and all"),
        pytest.param({"trust_allowlist": ["e" * 32]} | NOTHING, "needs a scope_id, which", id="allowlist without a scope"),
        pytest.param(NOTHING, "needs additional_node_names or a scope_id", id="nobody"),
        pytest.param({"additional_node_names": ["*"]}, "should match", id="wildcard"),
        pytest.param({"additional_node_names": [""]}, "should match", id="empty name"),
        pytest.param({"type": "proxy"} | NOTHING, None, id="proxy"),
        pytest.param({"type": "proxy"}, "of type proxy takes no scope_id: it", id="proxy with a scope"),
        pytest.param({"type": "proxy", "trust_all": True} | NOTHING, "of type proxy takes no trust_all: it", id="proxy of all"),
        pytest.param({"type": "proxy", "trust_allowlist": ["e" * 32]} | NOTHING, "of type proxy takes no trust_allowlist: it", id="proxy of some"),
        pytest.param({"type": "proxy", "additional_node_names": ["n"]} | NOTHING, "takes no additional_node_names: it", id="proxy with names"),
        pytest.param({"type": "ece"}, "should be 'ESS', 'ECE', 'generic' or 'proxy'", id="another type"),
        pytest.param({"name": ""}, "at least 1 character", id="no name"),
        pytest.param({"certificates": []}, "at least 1", id="no certificates"),
    ],
)
def test_rules(given, problem):
    """Each rule of the schema's text is told, and nothing that it allows is refused."""
    if problem is None:
        assert MAKE["direct"](**given).type in DirectTrustType
        return
    with pytest.raises(ValidationError, match=problem):
        MAKE["direct"](**given)


def test_bundles():
    """Certificates in one text or in several are the same entry; the default type is the schema's."""
    assert MAKE["direct"](certificates=[PEM + NEXT]) == MAKE["direct"](certificates=[PEM, NEXT, PEM.replace("\n", "\r\n")])
    assert MAKE["direct"]().type is DirectTrustType.GENERIC
    assert MAKE["direct"](additional_node_names=["b", "a", "b"]) == MAKE["direct"](additional_node_names=["a", "b"])
