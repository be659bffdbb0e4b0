"""``require-remote-cluster-client``.  Source: Elastic's page on node roles; our digest's P16."""

from collections.abc import Iterator

from crosslink_core.model.token import REMOTE_CONNECTION
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.plain import Props, at, label


@ResourceRule.of(severity=Severity.HIGH, tokens=(REMOTE_CONNECTION,))  # the control plane's list is of deployments, whose nodes have it
def require_remote_cluster_client(props: Props, _limits: Limits) -> Iterator[str]:
    """The local cluster of a link has a node with the role remote_cluster_client.

    Why: without that role the cluster accepts the settings of the link and never opens a connection.
    """
    if at(props, "local", "remote_cluster_client") is False:
        yield (
            f"local: no node of {label(props, 'local')} has the role remote_cluster_client, which it needs to open connections;"
            " add the role to node.roles of the nodes that take requests"
        )
