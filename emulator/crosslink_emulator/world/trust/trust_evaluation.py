"""Whether one Elasticsearch accepts the certificate of another one, computed from the state each time somebody looks.

A link by certificate works only if both sides accept: ask twice.
Source: the documentation's pages on trust; Elastic Cloud API 3.8.0.
"""

from collections.abc import Iterator
from typing import NamedTuple

from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.cloud import Cloud, End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.trust import AccountTrust, DirectTrust, ExternalTrust, TrustRelationship
from crosslink_emulator.world.trust import NODE_NAME as NODE_NAME
from crosslink_emulator.world.trust import Peer, Verdict, generic_verdicts, nothing_generic, peer_of
from crosslink_emulator.world.trust.cluster_trust import cluster_accepts

ECE_SHARES_NO_ACCOUNTS = True
"""GUESS: ``accounts`` of an ECE deployment never reaches beyond its environment, even where it names the id of another one."""


def accepts(world: World, holder_cloud: Cloud | None, holder: Elasticsearch, other_cloud: Cloud | None, other: Elasticsearch) -> Verdict:
    """Say whether ``holder`` accepts the certificate of ``other``: of a deployment one entry of one list is enough."""
    peer = peer_of(world, End(other_cloud, other))
    if isinstance(holder, Cluster):
        return cluster_accepts(world, holder, peer)
    assert isinstance(holder, Deployment)  # noqa: S101 - there is no third kind
    assert holder_cloud is not None  # noqa: S101 - each deployment is in a cloud
    missing = []
    for verdict in generic_verdicts(holder, peer) if other_cloud is None else _verdicts(holder_cloud, holder, _Hosted.of(peer)):
        if verdict.accepted:
            return verdict
        missing.append(verdict.reason)
    if other_cloud is None:
        return Verdict(False, "; ".join(missing) or nothing_generic(peer))
    return Verdict(False, "; ".join(missing) or f"no entry of {_proper_list(holder_cloud, other_cloud)} names {other_cloud.organization}")


class _Hosted(NamedTuple):
    """A deployment that shows its certificate."""

    cloud: Cloud
    deployment: Deployment
    certificate: str
    expired: bool
    signer: str
    node: str

    @classmethod
    def of(cls, peer: Peer) -> "_Hosted":
        cloud, deployment = peer.end
        assert cloud is not None  # noqa: S101 - who is in none is judged elsewhere
        assert isinstance(deployment, Deployment)  # noqa: S101 - nothing else is in a cloud
        return cls(cloud, deployment, peer.certificate, peer.expired, peer.signer, peer.nodes[0][0])


def _verdicts(holder_cloud: Cloud, holder: Deployment, peer: _Hosted) -> Iterator[Verdict]:
    """Yield a verdict for each entry that means the other side's organization or environment, or one of its nodes."""
    if _share_accounts(holder_cloud, peer.cloud):
        for index, account in enumerate(holder.trust.accounts):
            if account.account_id == peer.cloud.organization:
                yield _listed(f"accounts[{index}]", account, peer)
    for index, external in enumerate(holder.trust.external):
        relationship = holder_cloud.trust_relationships.get(external.trust_relationship_id)
        where = f"external[{index}]"
        if relationship is None:
            yield Verdict(False, f"{where} names trust relationship {external.trust_relationship_id}, which this environment does not have")
        elif _means(relationship, peer.cloud):
            problem = _certificate_problem(f"the certificate of trust relationship {relationship.name} is not", (relationship.public_ca_cert,), peer)
            yield Verdict(False, f"{where}: {problem}") if problem else _listed(where, external, peer)
    for index, direct in enumerate(holder.trust.direct):
        yield from _direct(f"direct[{index}] ({direct.name})", direct, peer)


def _direct(where: str, entry: DirectTrust, peer: _Hosted) -> Iterator[Verdict]:
    named = peer.node in entry.additional_node_names
    if not named and entry.scope_id != peer.cloud.organization:
        return
    problem = _certificate_problem("none of its certificates is", entry.certificates, peer)
    if entry.type == "proxy":
        yield Verdict(False, f"{where} is of type proxy, which is for remotes by API key")
    elif problem:
        yield Verdict(False, f"{where}: {problem}")
    else:
        yield Verdict(True, f"{where} names node {peer.node}") if named else _listed(where, entry, peer)


def _listed(where: str, entry: AccountTrust | ExternalTrust | DirectTrust, peer: _Hosted) -> Verdict:
    """Judge an entry that means the right organization: all of it, or this cluster."""
    if entry.trust_all:
        return Verdict(True, f"{where} trusts all of {peer.cloud.organization}")
    accepted = peer.deployment.resource_id in entry.trust_allowlist
    return Verdict(accepted, f"{where} {'lists' if accepted else 'does not list'} {peer.deployment.resource_id}")


def _certificate_problem(what: str, pems: tuple[str, ...], peer: _Hosted) -> str | None:
    """Return why these certificates do not vouch for the other side's nodes, or None."""
    if peer.certificate not in map(fingerprint, pems):
        return f"{what} the active one of {peer.signer}"
    return f"the certificate of {peer.signer} has expired" if peer.expired else None


def _share_accounts(cloud: Cloud, other: Cloud) -> bool:
    """Whether entries about accounts can mean the other side: all of the hosted service is one platform, each environment is one of its own."""
    if cloud.platform != other.platform:
        return False
    return cloud.platform == "ech" or cloud.organization == other.organization or not ECE_SHARES_NO_ACCOUNTS


def _means(relationship: TrustRelationship, cloud: Cloud) -> bool:
    return cloud.platform == "ece" and cloud.organization in (relationship.installation_id, *relationship.account_ids)


def _proper_list(holder: Cloud, other: Cloud) -> str:
    """Return the list or lists in which an entry about the other side would work."""
    if _share_accounts(holder, other):
        return "accounts"
    return "external or direct" if holder.platform == other.platform == "ece" else "direct"
