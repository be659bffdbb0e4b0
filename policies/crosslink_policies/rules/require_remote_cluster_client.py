"""``require-remote-cluster-client``.  Source: Elastic's page on node roles; our digest's P16."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.token import REMOTE_CONNECTION
from crosslink_policies.plain import Props, at, label
from crosslink_policies.rule import Limits, ResourceRule, Severity


def require_remote_cluster_client(props: Props, _limits: Limits) -> Iterator[str]:
    """A cluster that searches or replicates another one has a node that may connect to it.

    Why: without the role the settings of the link are taken, and no connection is ever opened.
    """
    if at(props, "local", "remote_cluster_client") is False:
        yield (
            f"local: no node of {label(props, 'local')} has the role remote_cluster_client, without which none opens a connection;"
            " add it to node.roles of those that take requests"
        )


REQUIRE_REMOTE_CLUSTER_CLIENT: Final = ResourceRule(
    name="require-remote-cluster-client",
    check=require_remote_cluster_client,
    severity=Severity.HIGH,
    tokens=(REMOTE_CONNECTION,),  # the control plane's list is of deployments, whose nodes have it
    limits=Limits,
)
