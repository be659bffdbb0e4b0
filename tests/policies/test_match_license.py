import pytest

from crosslink_core.model.deployments.cluster import WITHOUT_REPLICATION
from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_policies.rules.match_license import match_license as rule


@pytest.fixture
def link(onprem, pods):
    """A link that replicates between clusters with these licences."""

    def make(local, remote, purpose="replication"):
        return {"local": onprem | {"license": local}, "remote": pods | {"license": remote}, "alias": "pods", "purpose": purpose}

    return make


def sentence(side, name, found):
    return f"{side}: {name} has a {found} licence, without cross-cluster replication; use platinum or enterprise, or set purpose: search (rule match-license)."


@pytest.mark.parametrize("found", sorted(WITHOUT_REPLICATION))
def test_violation(violations, link, found):
    """Each end is reported by itself, with its licence."""
    assert violations(rule, REMOTE_CONNECTION, **link(found, "enterprise")) == [sentence("local", "onprem", found)]
    assert violations(rule, REMOTE_CONNECTION, **link("platinum", found)) == [sentence("remote", "pods", found)]
    assert violations(rule, REMOTE_CONNECTION, **link(found, "basic")) == [sentence("local", "onprem", found), sentence("remote", "pods", "basic")]


@pytest.mark.parametrize("found", ["trial", "platinum", "enterprise", None])
def test_closest_legal(violations, link, logs, found):
    """Any other licence replicates, or cannot be seen; a deployment's is the platform's."""
    assert violations(rule, REMOTE_CONNECTION, **link(found, found)) == []
    assert violations(rule, REMOTE_CONNECTION, **link(found, found) | {"remote": logs}) == []


@pytest.mark.parametrize("purpose", ["search", None])
def test_search(violations, link, purpose):
    """By certificate, a search needs no licence."""
    assert violations(rule, REMOTE_CONNECTION, **link("basic", "basic", purpose)) == []


def test_unknown(violations, link, unknown):
    """An unknown licence or purpose cannot be judged, and hides nothing at the other end."""
    wrong = link("basic", "enterprise")

    assert violations(rule, REMOTE_CONNECTION, **link(unknown, "basic")) == [sentence("remote", "pods", "basic")]
    assert violations(rule, REMOTE_CONNECTION, **wrong | {"remote": unknown, "alias": unknown}) == [sentence("local", "onprem", "basic")]
    assert violations(rule, REMOTE_CONNECTION, **wrong | {"purpose": unknown}) == []
    assert violations(rule, REMOTE_CONNECTION, **wrong | {"local": unknown}) == []


@pytest.mark.parametrize("token", [CLUSTER_LINK, REMOTE_CLUSTER])
def test_foreign_type(violations, link, token):
    """A component repeats what its child says, and the control plane's list has deployments alone."""
    assert violations(rule, token, **link("basic", "basic")) == []


def test_wrong_config(violations, link):
    """There is nothing to configure, and a key says so."""
    found = violations(rule, REMOTE_CONNECTION, {"licenses": []}, **link("trial", "trial"))

    assert found == ["policy configuration: licenses: is not a known key; correct it (rule match-license)."]
