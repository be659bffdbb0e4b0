import pytest

from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_policies.rules.no_duplicate_alias import no_duplicate_alias as rule


@pytest.fixture
def link(end):
    """A link from logs to one of two remotes, as the SDK shows it in a stack."""

    def make(name, remote=2, alias="us", token=REMOTE_CLUSTER, **local):
        return token, name, {"local": end(1, "logs", **local), "remote": end(remote, "us"), "alias": alias, "connected": True}

    return make


def test_violation(stack_violations, link):
    """The later of two is reported, on its own resource, and names the first; the order of arrival does not matter."""
    sentence = f"alias: us on logs ({1:032x}) is already the alias of a; choose another alias or remove one of the two (rule no-duplicate-alias)."

    assert stack_violations(rule, [link("a"), link("b", 3)]) == [("b", sentence)]
    assert stack_violations(rule, [link("b", 3), link("a")]) == [("b", sentence)]


def test_violation_of_three(stack_violations, link):
    """Every one after the first is reported."""
    assert [name for name, _ in stack_violations(rule, [link("a"), link("b"), link("c"), link("d", alias="de")])] == ["b", "c"]


@pytest.mark.parametrize("ref", ["main-elasticsearch", "_main", None])
def test_violation_by_connection(stack_violations, link, ref):
    """The deployment's list and the cluster's settings are one place; a connection may not know the ref id, and a deployment has one."""
    some = [link("a"), link("b", token=REMOTE_CONNECTION, ref_id=ref), link("c", token=REMOTE_CONNECTION, alias="de", ref_id=ref)]

    assert [name for name, _ in stack_violations(rule, some)] == ["b"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"alias": "US"}, id="another alias"),
        pytest.param({"deployment_id": "f" * 32}, id="another local deployment"),
        pytest.param({"ref_id": "second"}, id="another Elasticsearch resource of it"),
    ],
)
def test_closest_legal(stack_violations, link, other):
    """The place is deployment, ref and alias together."""
    assert stack_violations(rule, [link("a"), link("b", **other)]) == []


def test_unknown(stack_violations, link, unknown):
    """A link whose place is unknown is left alone, and hides nothing between the others."""
    some = [
        link("a"),
        link("b", deployment_id=unknown),
        link("c", alias=unknown),
        link("c2", ref_id=unknown),
        (REMOTE_CLUSTER, "d", {"local": unknown, "alias": "us"}),
        link("e", version=unknown),
    ]

    assert [name for name, _ in stack_violations(rule, some)] == ["e"]


def test_absent(stack_violations):
    """Resources without a place have nothing in common."""
    assert stack_violations(rule, [(REMOTE_CLUSTER, "a", {}), (REMOTE_CLUSTER, "b", {"local": None})]) == []


def test_violation_of_clusters(stack_violations, connection, onprem, pods, logs):
    """The place of a cluster without a control plane is its name, whatever is known of it besides."""
    some = [connection("a", onprem, logs, alias="us"), connection("b", {"cluster": "onprem"}, pods, alias="us"), connection("c", onprem, logs, alias="de")]

    assert stack_violations(rule, some) == [
        ("b", "alias: us on onprem is already the alias of a; choose another alias or remove one of the two (rule no-duplicate-alias).")
    ]


def test_closest_legal_of_clusters(stack_violations, connection, onprem, pods, logs, unknown):
    """Another cluster has places of its own, so has a deployment of that name or with those credentials, and an unknown one may have."""
    holders = [onprem, pods, logs | {"name": "onprem", "cluster": "onprem"}, onprem | {"cluster": unknown}, {"cluster": logs["deployment_id"]}]

    assert stack_violations(rule, [connection(f"{number}", holder, logs, alias="us") for number, holder in enumerate(holders)]) == []


def test_foreign_type(stack_violations, link):
    """A component repeats what its child says; only the child counts."""
    assert stack_violations(rule, [link("a", token=CLUSTER_LINK), link("b")]) == []


def test_wrong_config(stack_violations, link):
    """There is nothing to configure, and a key says so."""
    found = stack_violations(rule, [link("a")], {"allow": ["us"]})

    assert found == [("a", "policy configuration: allow: is not a known key; correct it (rule no-duplicate-alias).")]
