"""Whom the nodes of a named cluster accept, computed at each look from their files or from their Kubernetes objects.

Source: the documentation of ``xpack.security.transport.ssl``; Elasticsearch 8.19.21, tried.
"""

from crosslink_emulator.world import matches
from crosslink_emulator.world.deployments.kubernetes_operator import partners
from crosslink_emulator.world.deployments.node_set import file_trust, node_set_trusts
from crosslink_emulator.world.deployments.transport_ssl import AUTHORITIES, InstallationError, NodeTrust
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.trust import Node, Peer, Verdict

OWN_IS_KEPT = True
"""GUESS: who rotates a cluster's own authority sees to it that its nodes trust the next and the last certificate among each other."""


def trusts_of(world: World, cluster: Cluster) -> list[NodeTrust]:
    """Return whom the nodes trust, with what the operator, or whoever rotates the own authority, adds."""
    more = _pems(world.authority_of(End(None, cluster))) if OWN_IS_KEPT or cluster.platform == "eck" else ()
    for partner in partners(world.clusters, cluster):
        more += _pems(world.authority_of(End(None, partner)))
    return [trust._replace(authorities=(*trust.authorities, *more)) for trust in _installed(cluster)]


def cluster_accepts(world: World, holder: Cluster, peer: Peer) -> Verdict:
    """Say whether the nodes of ``holder`` accept the other side's certificates: all node sets must, and of the other side all nodes are looked at."""
    verdict = Verdict(False, "it has no nodes")
    for trust in trusts_of(world, holder):
        verdict = _judge(trust, peer)
        if not verdict.accepted:
            return verdict._replace(reason=f"{trust.place}: {verdict.reason}" if trust.place else verdict.reason)
    return verdict


def check_own_nodes(world: World, cluster: Cluster) -> None:
    """Raise where a cluster's nodes would not start, or not accept each other."""
    authority = world.authority_of(End(None, cluster))
    own = fingerprint(authority.pem(authority.active))
    for trust in _installed(cluster):
        where = f"{trust.place}: " if trust.place else ""
        if cluster.platform == "self" and own not in map(fingerprint, trust.authorities):
            raise InstallationError(f"{where}{AUTHORITIES} lacks the cluster's own authority, {authority.name}: its nodes would refuse each other")
        for node in cluster.nodes:
            problem = _restriction_problem(trust, node, cluster.name)
            if problem is not None:
                raise InstallationError(f"{where}{problem}: the cluster's own nodes would refuse each other")


def _installed(cluster: Cluster) -> list[NodeTrust]:
    return [file_trust(cluster)] if cluster.platform == "self" else [*node_set_trusts(cluster)]


def _judge(trust: NodeTrust, peer: Peer) -> Verdict:
    if peer.certificate not in map(fingerprint, trust.authorities):
        return Verdict(False, f"its certificate_authorities lack the active one of {peer.signer}")
    if peer.expired:
        return Verdict(False, f"the certificate of {peer.signer} has expired")
    for node in peer.nodes:
        problem = _restriction_problem(trust, node, peer.end.elasticsearch.name)
        if problem is not None:
            return Verdict(False, problem)
    return Verdict(True, f"its certificate_authorities have {peer.signer}{', and its trust restrictions match' if trust.restrictions is not None else ''}")


def _restriction_problem(trust: NodeTrust, node: Node, whose: str) -> str | None:
    """Return why the restrictions refuse a node, or None."""
    if trust.restrictions is None or any(matches(pattern, name) for pattern in trust.restrictions for name in node):
        return None
    if not node:
        return f"the certificate of {whose} has no subjectAltName.otherName.commonName, which its trust restrictions ask for"
    return f"{node[0]} matches none of its trust restrictions ({', '.join(trust.restrictions) or 'which are empty'})"


def _pems(authority: CertificateAuthority) -> tuple[str, ...]:
    return tuple(authority.pem(certificate) for certificate in authority.certificates)
