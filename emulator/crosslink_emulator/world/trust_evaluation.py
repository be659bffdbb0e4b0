"""Whether one deployment's trust accepts the certificate of another one, computed from the state each time somebody looks.

A link by certificate works only if both sides accept: ask twice.
Source: the documentation's pages on trust; Elastic Cloud API 3.8.0.
"""

from collections.abc import Iterator
from typing import NamedTuple

from crosslink_emulator.world.certificate import fingerprint
from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment
from crosslink_emulator.world.direct_trust import DirectTrust
from crosslink_emulator.world.external_trust import ExternalTrust
from crosslink_emulator.world.trust import AccountTrust
from crosslink_emulator.world.trust_relationship import TrustRelationship
from crosslink_emulator.world.world import World

NODE_NAME = "instance-0000000000.node.{resource_id}.cluster.{organization}.account"
"""The name in the certificate of a deployment's only node.  GUESS: that the node's own part of it is the name of its instance."""

ECE_SHARES_NO_ACCOUNTS = True
"""GUESS: ``accounts`` of an ECE deployment never reaches beyond its environment, even where it names the id of another one."""


class Verdict(NamedTuple):
    """Accepted or not, and why: the reason names the list and, where it is not accepted, what is missing there."""

    accepted: bool
    reason: str


class Peer(NamedTuple):
    """The deployment that shows its certificate, with its cloud and what its certificate is signed with."""

    cloud: Cloud
    deployment: Deployment
    certificate: str
    """Fingerprint of the active certificate of its authority."""
    expired: bool

    @property
    def place(self) -> str:
        """What its authority signs for, in words."""
        return f"region {self.deployment.region}" if self.cloud.platform == "ech" else f"environment {self.cloud.organization}"


def accepts(world: World, holder_cloud: Cloud, holder: Deployment, other_cloud: Cloud, other: Deployment) -> Verdict:
    """Say whether ``holder`` accepts the certificate of ``other``: one entry of one list is enough."""
    peer = _peer(world, other_cloud, other)
    missing = []
    for verdict in _verdicts(holder_cloud, holder, peer):
        if verdict.accepted:
            return verdict
        missing.append(verdict.reason)
    return Verdict(False, "; ".join(missing) or f"no entry of {_proper_list(holder_cloud, other_cloud)} names {other_cloud.organization}")


def _peer(world: World, cloud: Cloud, deployment: Deployment) -> Peer:
    authority = world.authority(cloud, deployment.region)
    return Peer(cloud, deployment, fingerprint(authority.pem(authority.active)), authority.active.valid_to < world.clock)


def _verdicts(holder_cloud: Cloud, holder: Deployment, peer: Peer) -> Iterator[Verdict]:
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


def _direct(where: str, entry: DirectTrust, peer: Peer) -> Iterator[Verdict]:
    node = NODE_NAME.format(resource_id=peer.deployment.resource_id, organization=peer.cloud.organization)
    named = node in entry.additional_node_names
    if not named and entry.scope_id != peer.cloud.organization:
        return
    problem = _certificate_problem("none of its certificates is", entry.certificates, peer)
    if entry.type == "proxy":
        yield Verdict(False, f"{where} is of type proxy, which is for remotes by API key")
    elif problem:
        yield Verdict(False, f"{where}: {problem}")
    else:
        yield Verdict(True, f"{where} names node {node}") if named else _listed(where, entry, peer)


def _listed(where: str, entry: AccountTrust | ExternalTrust | DirectTrust, peer: Peer) -> Verdict:
    """Judge an entry that means the right organization: all of it, or this cluster."""
    if entry.trust_all:
        return Verdict(True, f"{where} trusts all of {peer.cloud.organization}")
    accepted = peer.deployment.resource_id in entry.trust_allowlist
    return Verdict(accepted, f"{where} {'lists' if accepted else 'does not list'} {peer.deployment.resource_id}")


def _certificate_problem(what: str, pems: tuple[str, ...], peer: Peer) -> str | None:
    """Return why these certificates do not vouch for the other side's nodes, or None."""
    if peer.certificate not in map(fingerprint, pems):
        return f"{what} the active one of {peer.place}"
    return f"the certificate of {peer.place} has expired" if peer.expired else None


def _share_accounts(one: Cloud, other: Cloud) -> bool:
    """Whether entries about accounts can mean the other side: all of the hosted service is one platform, each environment is one of its own."""
    if one.platform != other.platform:
        return False
    return one.platform == "ech" or one.organization == other.organization or not ECE_SHARES_NO_ACCOUNTS


def _means(relationship: TrustRelationship, cloud: Cloud) -> bool:
    return cloud.platform == "ece" and cloud.organization in (relationship.installation_id, *relationship.account_ids)


def _proper_list(holder: Cloud, other: Cloud) -> str:
    """Return the list or lists in which an entry about the other side would work."""
    if _share_accounts(holder, other):
        return "accounts"
    return "external or direct" if holder.platform == other.platform == "ece" else "direct"
