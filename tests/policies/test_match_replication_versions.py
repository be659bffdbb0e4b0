import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_core.model.version import Version, replicate
from crosslink_policies.rules.match_replication_versions import match_replication_versions as rule
from crosslink_policies.versions import VersionLimits

LOGS, US = f"logs ({1:032x})", f"us ({2:032x})"
VERSIONS = st.builds(Version, st.integers(5, 11), st.integers(0, 19), st.integers(0, 9))


@pytest.fixture
def link(end):
    """A link between two versions that replicates."""

    def make(local, remote, purpose="replication"):
        return {"local": end(1, "logs", version=local), "remote": end(2, "us", version=remote), "alias": "us", "purpose": purpose}

    return make


@pytest.mark.parametrize("token", [REMOTE_CLUSTER, REMOTE_CONNECTION])
def test_violation(violations, link, token):
    """A follower older by a patch is one too many, whichever resource links."""
    assert violations(rule, token, **link("9.0.1", "9.0.2")) == [
        f"remote: {LOGS} at 9.0.1 may not replicate {US} at 9.0.2, because a follower must not be older than its leader, not even by a patch; "
        'upgrade the local cluster, or allow "9.0 -> 9.0" (rule match-replication-versions).'
    ]


def test_violation_of_the_matrix(violations, link):
    """A follower may be too new as well."""
    assert violations(rule, REMOTE_CLUSTER, **link("8.0.0", "7.16.3")) == [
        f"remote: {LOGS} at 8.0.0 may not replicate {US} at 7.16.3, because it cannot read indices that old; "
        'upgrade the remote cluster, or allow "8.0 -> 7.16" (rule match-replication-versions).'
    ]


def test_violation_by_derivation(violations, link):
    """A verdict on versions that the table does not have says so."""
    (found,) = violations(rule, REMOTE_CLUSTER, **link("9.2.0", "7.17.29"))

    assert " (derived: the compatibility table ends at 9.0), because it cannot read indices that old;" in found


@pytest.mark.parametrize(("local", "remote"), [("9.0.2", "9.0.2"), ("9.0.3", "9.0.2"), ("9.1.0", "8.19.4"), ("8.0.0", "7.17.0"), ("9.0.0-SNAPSHOT", "9.0.0")])
def test_closest_legal(violations, link, local, remote):
    """The same version, a newer patch, minor or major, and a pre-release pass."""
    assert violations(rule, REMOTE_CLUSTER, **link(local, remote)) == []


@pytest.mark.parametrize("purpose", ["search", None])
def test_search(violations, link, purpose):
    """A link that searches has a table of its own."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", "9.0.2", purpose)) == []


def test_unknown(violations, link, unknown):
    """A version or a purpose that is unknown cannot be judged; other unknown values do not hide what can."""
    wrong = link("9.0.1", "9.0.2")

    assert violations(rule, REMOTE_CLUSTER, **link(unknown, "9.0.2")) == []
    assert violations(rule, REMOTE_CLUSTER, **wrong | {"remote": unknown}) == []
    assert violations(rule, REMOTE_CLUSTER, **wrong | {"purpose": unknown}) == []
    assert len(violations(rule, REMOTE_CLUSTER, **wrong | {"alias": unknown, "remote": wrong["remote"] | {"name": unknown}})) == 1


@pytest.mark.parametrize("version", [None, "", "nine", 9.0])
def test_no_version(violations, link, version):
    """What is absent, or refused by the resource's own check, is not said a second time."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", version)) == []


def test_clusters(violations, onprem, pods, unknown):
    """Clusters without a control plane are judged by the same table, and called by their names."""
    found = violations(rule, REMOTE_CONNECTION, local=onprem | {"version": "8.19.3"}, remote=pods | {"version": "8.19.4"}, purpose="replication")

    assert [text.partition(",")[0] for text in found] == ["remote: onprem at 8.19.3 may not replicate pods at 8.19.4"]
    assert violations(rule, REMOTE_CONNECTION, local=onprem, remote=pods, purpose="replication") == []
    assert violations(rule, REMOTE_CONNECTION, local=onprem | {"version": unknown}, remote=pods, purpose="replication") == []


def test_foreign_type(violations, link):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, CLUSTER_LINK, **link("9.0.1", "9.0.2")) == []


def test_config_allow(violations, link):
    """`allow` accepts one pair of minor versions in one direction."""
    config = {"allow": ["9.0 -> 9.0", "8.0 -> 7.16"]}

    assert violations(rule, REMOTE_CLUSTER, config, **link("9.0.1", "9.0.2")) == []
    assert violations(rule, REMOTE_CLUSTER, config, **link("8.0.5", "7.16.0")) == []
    assert len(violations(rule, REMOTE_CLUSTER, config, **link("7.16.0", "8.0.5"))) == 1


@pytest.mark.parametrize("entry", ["9.0.1 -> 9.0.2", "9", 9])
def test_wrong_config(violations, link, entry):
    """A pair that cannot be read is reported."""
    found = violations(rule, REMOTE_CLUSTER, {"allow": [entry]}, **link("9.0.1", "9.0.1"))

    assert found == [
        'policy configuration: allow[0]: must be a pair of versions, local -> remote, such as "8.18 -> 9.1"; correct it (rule match-replication-versions).'
    ]


@given(local=VERSIONS, remote=VERSIONS)
def test_agrees_with_the_table(local, remote):
    """The rule speaks exactly where the model says no; and then says "derived" exactly where it is."""
    props = {"purpose": "replication", **{side: {"version": "{}.{}.{}".format(*item)} for side, item in (("local", local), ("remote", remote))}}
    found = list(rule.check(props, VersionLimits()))

    assert len(found) == (not replicate(local, remote).allowed)
    assert all(("derived" in text) == replicate(local, remote).derived for text in found)
