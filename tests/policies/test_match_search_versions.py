import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_core.model.version import LAST_MINORS, SEARCHABLE, Version, search
from crosslink_policies.rules.match_search_versions import match_search_versions as rule
from crosslink_policies.rules.match_search_versions import searchable
from crosslink_policies.versions import VersionLimits

LOGS, US = f"logs ({1:032x})", f"us ({2:032x})"
MINORS = [*SEARCHABLE, (7, 10), (9, 4), (9, 5), (10, 0), (10, 1)]


@pytest.fixture
def link(end):
    """A link between two versions."""
    return lambda local, remote: {"local": end(1, "logs", version=local), "remote": end(2, "us", version=remote), "alias": "us"}


def test_violation(violations, link):
    """The message says who may not search whom, what would do, and how to accept it."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", "8.19.4")) == [
        f"remote: {LOGS} at 9.0.1 may not search {US} at 8.19.4, because 9.0 searches 8.18, 9.0 and newer 9.x; "
        'upgrade the remote cluster, set purpose: replication if the link only replicates, or allow "9.0 -> 8.19" (rule match-search-versions).'
    ]


def test_violation_by_connection(violations, link):
    """A link by the cluster's own settings searches as well."""
    assert len(violations(rule, REMOTE_CONNECTION, **link("9.0.1", "8.19.4"))) == 1


def test_violation_by_derivation(violations, link):
    """A verdict on versions that the table does not have says so."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.5.0", "9.1.0")) == [
        f"remote: {LOGS} at 9.5.0 may not search {US} at 9.1.0 (derived: the compatibility table lacks 9.5), because 9.5 searches 9.4 and newer 9.x; "
        'upgrade the remote cluster, set purpose: replication if the link only replicates, or allow "9.5 -> 9.1" (rule match-search-versions).'
    ]


def test_violation_names_the_older_side(violations, link):
    """The advice is to upgrade the older one, here the local."""
    assert "; upgrade the local cluster, " in violations(rule, REMOTE_CLUSTER, **link("8.18.0", "9.1.0"))[0]


@pytest.mark.parametrize(("local", "remote"), [("8.19.4", "9.0.1"), ("9.0.0", "8.18.8"), ("9.1.0-SNAPSHOT", "9.1.0"), ("9.4.0", "9.3.0")])
def test_closest_legal(violations, link, local, remote):
    """The other direction, the special pair of 8.18 and 9.0, a pre-release and a derived "yes" pass."""
    assert violations(rule, REMOTE_CLUSTER, **link(local, remote)) == []


def test_replication(violations, link):
    """A link that only replicates has a table of its own."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", "8.19.4"), purpose="replication") == []


def test_unknown(violations, link, unknown):
    """An unknown version cannot be judged; other unknown values do not hide what can."""
    wrong = link("9.0.1", "8.19.4")
    hidden = wrong | {"alias": unknown, "remote": wrong["remote"] | {"name": unknown, "deployment_id": unknown}}

    assert violations(rule, REMOTE_CLUSTER, **wrong | {"remote": unknown}) == []
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", unknown)) == []
    assert "may not search this deployment at 8.19.4" in violations(rule, REMOTE_CLUSTER, **hidden)[0]


@pytest.mark.parametrize("version", [None, "", "nine", 9.0])
def test_no_version(violations, link, version):
    """What is absent, or refused by the resource's own check, is not said a second time."""
    assert violations(rule, REMOTE_CLUSTER, **link("9.0.1", version)) == []


def test_clusters(violations, onprem, pods, logs, unknown):
    """Clusters without a control plane are judged by the same table, and called by their names."""
    found = violations(rule, REMOTE_CONNECTION, local=onprem | {"version": "8.15.0"}, remote=logs, alias="logs")

    assert [text.partition(",")[0] for text in found] == [f"remote: onprem at 8.15.0 may not search logs ({1:032x}) at 9.1.0"]
    assert [text.partition(",")[0] for text in violations(rule, REMOTE_CONNECTION, local=logs, remote=pods | {"version": "8.15.0"})] == [
        f"remote: logs ({1:032x}) at 9.1.0 may not search pods at 8.15.0"
    ]
    assert violations(rule, REMOTE_CONNECTION, local=onprem, remote=pods) == []
    assert violations(rule, REMOTE_CONNECTION, local=onprem | {"version": unknown}, remote=pods) == []
    assert violations(rule, REMOTE_CONNECTION, local=onprem, remote={"cluster": "elsewhere"}) == []


def test_foreign_type(violations, link):
    """Other resources are left alone, whatever they look like."""
    assert violations(rule, CLUSTER_LINK, **link("9.0.1", "8.19.4")) == []


def test_config_allow(violations, link):
    """`allow` accepts one pair of minor versions in one direction."""
    config = {"allow": ["8.18 -> 9.1", "9.0 -> 8.19"]}

    assert violations(rule, REMOTE_CLUSTER, config, **link("9.0.1", "8.19.4")) == []
    assert violations(rule, REMOTE_CLUSTER, config, **link("8.18.9", "9.1.2")) == []
    assert len(violations(rule, REMOTE_CLUSTER, config, **link("9.1.2", "8.18.9"))) == 1


@pytest.mark.parametrize("entry", ["9.0 => 8.19", "9.0.1 -> 8.19.4", "9 -> 8", "", 9])
def test_wrong_config(violations, link, entry):
    """A pair that cannot be read is reported; a schema's pattern, which the engine prints, refuses it as well."""
    found = violations(rule, REMOTE_CLUSTER, {"allow": ["9.0 -> 8.19", entry]}, **link("9.0.1", "8.19.4"))

    assert found == [
        'policy configuration: allow[1]: must be a pair of versions, local -> remote, such as "8.18 -> 9.1"; correct it (rule match-search-versions).'
    ]
    assert not re.search(rule.schema["allow"]["items"]["pattern"], str(entry))


def test_misspelt_config(violations, link):
    """The engine lets unknown keys pass; a limit that is not in force must not look as if it were."""
    found = violations(rule, REMOTE_CLUSTER, {"alow": []}, **link("9.0.1", "9.0.1"))

    assert found == ["policy configuration: alow: is not a known key; correct it (rule match-search-versions)."]


@given(local=st.sampled_from(MINORS), remote=st.sampled_from(MINORS), patch=st.integers(0, 30))
def test_agrees_with_the_table(local, remote, patch):
    """The rule speaks exactly where the model's table, or the rule behind it, says no; and then says "derived" exactly where it is."""
    here, there = Version(*local, patch), Version(*remote)
    props = {"local": {"version": "{}.{}.{}".format(*here)}, "remote": {"version": "{}.{}.{}".format(*there)}}
    found = list(rule.check(props, VersionLimits()))

    assert len(found) == (not search(here, there).allowed)
    assert all(("derived" in text) == search(here, there).derived for text in found)


@given(local=st.sampled_from(MINORS), remote=st.sampled_from([*MINORS, (8, 19), (9, 9), (10, 5)]))
def test_advice_is_true(local, remote):
    """The versions that a message names are those that the local version may search."""
    ranges = searchable(local).partition(" searches ")[2]

    assert any(inside(part, remote) for part in filter(None, ranges.split(", "))) == search(Version(*local), Version(*remote)).allowed


def inside(part, minor):
    """Whether `9.0`, `8.0 to 8.19` or `9.0 and newer 9.x` includes a version."""
    low, *high = (tuple(map(int, text.split("."))) for text in re.findall(r"\d+\.\d+", part))
    high = high[0] if high else (low[0], LAST_MINORS.get(low[0], 9999)) if "newer" in part else low
    return low <= minor <= high
