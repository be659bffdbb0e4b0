"""Deployments, and clusters without a control plane: the ends of links."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Discriminator, Tag

from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment

DEPLOYMENT: Final = "<deployment>"
CLUSTER: Final = "<cluster>"


def is_cluster(props: Any) -> bool:
    """Whether an end, as a value or as properties, is a cluster: `cluster` beside a `deployment_id` names the deployment's credentials."""
    if isinstance(props, Mapping):
        return props.get("deployment_id") is None and props.get("cluster") is not None
    return isinstance(props, Cluster)


def _tag(props: Any) -> str:
    return CLUSTER if is_cluster(props) else DEPLOYMENT


End = Annotated[Annotated[Deployment, Tag(DEPLOYMENT)] | Annotated[Cluster, Tag(CLUSTER)], Discriminator(_tag)]
"""An end as a property of a model; errors do not show the tag (see :mod:`crosslink_core.model.problem`)."""


def same_organization(local: End, remote: End) -> bool:
    """Whether two ends belong to the same organization, environment or operator.

    Where the key cannot see the organization, the connection decides: it sees a single organization.
    """
    if isinstance(local, Cluster) or isinstance(remote, Cluster):
        here, there = (cluster.kubernetes.operator if isinstance(cluster, Cluster) and cluster.kubernetes else None for cluster in (local, remote))
        return here is not None and here == there
    if local.organization and remote.organization:
        return local.organization == remote.organization
    return local.connection == remote.connection
