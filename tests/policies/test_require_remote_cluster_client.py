import pytest

from crosslink_core.model.token import CLUSTER_LINK, REMOTE_CLUSTER, REMOTE_CONNECTION
from crosslink_policies.rules.require_remote_cluster_client import require_remote_cluster_client as rule

SENTENCE = (
    "local: no node of onprem has the role remote_cluster_client, which it needs to open connections; "
    "add the role to node.roles of the nodes that take requests (rule require-remote-cluster-client)."
)


@pytest.fixture
def unfit(onprem):
    """A cluster none of whose nodes has the role."""
    return onprem | {"remote_cluster_client": False}


def test_violation(violations, unfit, logs, pods):
    """The local cluster is named, whatever the remote is."""
    assert violations(rule, REMOTE_CONNECTION, local=unfit, remote=logs, alias="logs") == [SENTENCE]
    assert violations(rule, REMOTE_CONNECTION, local=unfit, remote=pods, alias="pods") == [SENTENCE]
    assert violations(rule, REMOTE_CONNECTION, local=pods | {"remote_cluster_client": False}, remote=logs) == [SENTENCE.replace("onprem", "pods")]


@pytest.mark.parametrize("role", [True, None])
def test_closest_legal(violations, onprem, unfit, logs, role):
    """One node with the role is enough; who could not look makes no claim; a remote needs no such node."""
    assert violations(rule, REMOTE_CONNECTION, local=onprem | {"remote_cluster_client": role}, remote=logs) == []
    assert violations(rule, REMOTE_CONNECTION, local=logs, remote=unfit) == []


def test_unknown(violations, unfit, unknown):
    """An unknown fact cannot be judged; whatever else is unknown hides nothing."""
    assert violations(rule, REMOTE_CONNECTION, local=unfit | {"remote_cluster_client": unknown}) == []
    assert violations(rule, REMOTE_CONNECTION, local=unknown) == []
    assert violations(rule, REMOTE_CONNECTION, local=unfit | {"version": unknown, "node_names": unknown}, remote=unknown, alias=unknown) == [SENTENCE]
    assert violations(rule, REMOTE_CONNECTION, local=unfit | {"cluster": unknown}) == [SENTENCE.replace("onprem", "this cluster")]


@pytest.mark.parametrize("token", [CLUSTER_LINK, REMOTE_CLUSTER])
def test_foreign_type(violations, unfit, token):
    """A component repeats what its child says, and the control plane's list has deployments alone."""
    assert violations(rule, token, local=unfit) == []


def test_wrong_config(violations, onprem):
    """There is nothing to configure, and a key says so."""
    found = violations(rule, REMOTE_CONNECTION, {"roles": []}, local=onprem)

    assert found == ["policy configuration: roles: is not a known key; correct it (rule require-remote-cluster-client)."]
