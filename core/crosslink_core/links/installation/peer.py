"""Whom a cluster lets in, and the authorities that sign for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crosslink_core.links.trust_entry import NoTrustError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.trust import certificate


@dataclass(frozen=True)
class Peer:
    """The other end of one or more links of a cluster."""

    end: End
    """Whom the cluster shall let in."""
    certificates: tuple[str, ...]
    """The authorities that sign for the peer's nodes, in PEM: the current one and the next."""
    is_local: bool
    """Whether the peer opens the connection: the cluster is the remote one."""


def bundle(end: Cluster, own: Sequence[str], peers: Iterable[Peer]) -> str:
    """Return the certificates of the own authorities and the peers', each once, in PEM and nothing else; raise :exc:`NoTrustError` where one is missing."""
    texts = list(_read(end, end, own))
    for peer in peers:
        if not peer.certificates:
            msg = f"cluster {end.label} cannot let in {peer.end.label}, because the authority that signs for its nodes is not known: {_remedy(peer.end)}"
            raise NoTrustError(msg)
        texts += _read(end, peer.end, peer.certificates)
    return "".join(found.pem for found in certificate.read_all(texts))


def _read(holder: Cluster, whose: End, texts: Sequence[str]) -> Sequence[str]:
    try:
        certificate.read_all(texts)
    except ValueError as error:
        msg = f"cluster {holder.label}: a certificate of the authority of {whose.label} {error}; {_remedy(whose)}"
        raise NoTrustError(msg) from None
    return texts


def _remedy(end: End) -> str:
    if isinstance(end, Cluster):
        return f"name the file with its certificate as crosslink:clusters.{end.cluster}.transportCaFile"
    return "give its certificate as `certificates` of the link"
