"""Trust restrictions: which names a node's certificate must bear, beside being signed by an authority that is trusted.

Source: `xpack.security.transport.ssl.trust_restrictions`; our digest's §1.3, rows T4, T5, T9 and T10.  The cluster's own nodes are held to them too.
"""

from collections.abc import Sequence
from typing import Final

from crosslink_core.links.installation.file import write
from crosslink_core.links.trust_entry import NAMELESS, NoTrustError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment, Platform

NAME: Final = "trust.yml"
COMMENT: Final = "# Nodes whose certificates have no name that fits one of these are refused, also this cluster's own.\n"


def restrictions(end: Cluster, peers: Sequence[End]) -> tuple[str, ...]:
    """Return the patterns, the cluster's own first; none where no peer needs them; raise :exc:`NoTrustError` where they are needed and names are not known.

    All deployments of a region or of an environment have one authority: without restrictions anybody's could come in.
    Clusters have authorities of their own, so restrictions are a second fence for them, where all have names; the documentation has none on Kubernetes.
    """
    deployment = next((peer for peer in peers if isinstance(peer, Deployment)), None)
    nameless = next((cluster for cluster in (end, *peers) if not cluster.patterns), None)
    if not deployment and (not peers or nameless or end.platform is Platform.ECK):
        return ()
    if nameless:
        reason = f", which it needs for {deployment.label}" if deployment and nameless is not deployment else ""
        msg = f"cluster {end.label} cannot have a {NAME}{reason}: {nameless.label} cannot be named in it, {_why(nameless)}"
        raise NoTrustError(msg)
    return (*end.patterns, *sorted({pattern for peer in peers for pattern in peer.patterns} - {*end.patterns}))


def text(patterns: Sequence[str]) -> str:
    """Return the file of restrictions."""
    return COMMENT + write({"trust.subject_name": [*patterns]})


def _why(end: End) -> str:
    if isinstance(end, Cluster):
        return NAMELESS.format(key=f"crosslink:clusters.{end.cluster}")
    return "because its organization or its Elasticsearch resource id is not known, perhaps hidden from the key of its connection: say both, of the deployment"
