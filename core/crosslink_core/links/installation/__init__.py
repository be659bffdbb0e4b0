"""Pure: what whoever runs a cluster installs there, because no control plane does it for them.

All links of one cluster make one set of files, because it has one list of authorities and one file of restrictions.
"""

from collections.abc import Sequence

from crosslink_core.links.installation import kubernetes, self_managed
from crosslink_core.links.installation.file import File
from crosslink_core.links.installation.peer import Peer
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Platform

__all__ = ["File", "Peer", "files"]


def files(end: Cluster, own: Sequence[str], peers: Sequence[Peer], operated: Sequence[tuple[str, Cluster]] = ()) -> tuple[File, ...]:
    """Return what is to be installed on a cluster, in the order of installation; raise :exc:`NoTrustError` where too little is known.

    :param own: the cluster's own transport authority in PEM, where it is known.
    :param peers: all that the cluster lets in, each once and in an order that does not change by itself.
    :param operated: alias and remote of the links that the operator of Kubernetes makes (T11).
    """
    if end.platform is Platform.ECK:
        return tuple(kubernetes.files(end, peers, operated))
    return tuple(self_managed.files(end, own, peers)) if peers else ()
