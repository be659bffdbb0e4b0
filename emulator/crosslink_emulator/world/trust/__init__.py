"""Who trusts whom.  Here: how others see an end, by the names and the authority of its nodes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import INSTANCE, Deployment
from crosslink_emulator.world.state.trust import DirectTrust

NODE_NAME = INSTANCE + ".node.{resource_id}.cluster.{organization}.account"
"""The name in the certificate of a deployment's only node.  GUESS: that the node's own part of it is the name of its instance."""

Node = tuple[str, ...]
"""The names in the certificate of one node."""


class Verdict(NamedTuple):
    """Accepted or not, and why: the reason names the list, or the setting, and, where it is not accepted, what is missing there."""

    accepted: bool
    reason: str


class Peer(NamedTuple):
    """Who shows its certificates, and what they say."""

    end: End
    certificate: str
    """Fingerprint of the active certificate of its authority."""
    expired: bool
    signer: str
    """Name of its authority."""
    nodes: tuple[Node, ...]

    @property
    def nameless(self) -> str | None:
        """What is said of a node without a name, where there is one."""
        if all(self.nodes):
            return None
        return f"the certificate of {self.end.elasticsearch.name} has no subjectAltName.otherName.commonName, by which nodes are known"


def peer_of(world: World, end: End) -> Peer:
    """Return what an end shows to others now."""
    authority = world.authority_of(end)
    return Peer(end, fingerprint(authority.pem(authority.active)), authority.active.valid_to < world.clock, authority.name, nodes_of(end))


def nodes_of(end: End) -> tuple[Node, ...]:
    """Return the names of its nodes."""
    one = end.elasticsearch
    if isinstance(one, Cluster):
        return one.nodes
    assert isinstance(one, Deployment)  # noqa: S101 - there is no third kind
    assert end.cloud is not None  # noqa: S101 - each deployment is in a cloud
    return ((NODE_NAME.format(resource_id=one.resource_id, organization=end.cloud.organization),),)


ELASTIC_NAME = re.compile(r"[^.]+\.node\.(?P<cluster>[^.]+)\.cluster\.(?P<scope>[^.]+)\.account")
"""Names like those of Elastic Cloud's own nodes; only these have a scope and a cluster id."""

ECK_NAME = re.compile(r"[^.]+\.node\.(?P<cluster>[^.]+)\.(?P<scope>[^.]+\.es\.local)")
"""Names of nodes in Kubernetes.

The documentation has scope ``<namespace>.es.local`` with everything trusted, and corrects the pattern that the platform generates for it.
GUESS: that the platform itself takes the names as they are, and that no allowlist fits them.
"""

ONLY_GENERIC = True
"""GUESS: an entry of type ``ESS`` or ``ECE`` does not admit nodes of others; the documentation has ``generic`` for them."""


def generic_verdicts(holder: Deployment, peer: Peer) -> Iterator[Verdict]:
    """Yield a verdict for each entry that means some of the other side's nodes.  GUESS: a link needs one entry that accepts them all."""
    for index, entry in enumerate(holder.trust.direct):
        found = [verdict for node in peer.nodes if (verdict := _judge(entry, node)) is not None]
        if not found:
            continue
        where = f"direct[{index}] ({entry.name})"
        problem = _entry_problem(entry, peer)
        if problem is not None:
            yield Verdict(False, f"{where}{problem}")
        elif len(found) < len(peer.nodes):
            yield Verdict(False, f"{where} does not mean all {len(peer.nodes)} nodes of {peer.end.elasticsearch.name}")
        else:
            worst = min(found, key=lambda verdict: verdict.accepted)
            yield Verdict(worst.accepted, f"{where} {worst.reason}")


def nothing_generic(peer: Peer) -> str:
    """Return what is missing where no entry means the other side."""
    if peer.nameless is not None:
        return peer.nameless
    name = peer.nodes[0][0]
    scope = _scope(name)
    return f"no entry of direct {f'has scope_id {scope[1]}, and none ' if scope else ''}names node {name}"


def _judge(entry: DirectTrust, node: Node) -> Verdict | None:
    """Judge one node by its names; None: the entry does not mean it."""
    for name in node:
        if name in entry.additional_node_names:
            return Verdict(True, f"names node {name}")
    for name in node:
        found = _scope(name)
        if found is None or entry.scope_id != found[1]:
            continue
        cluster, scope = found
        if entry.trust_all:
            return Verdict(True, f"trusts all of {scope}")
        accepted = ECK_NAME.fullmatch(name) is None and cluster in entry.trust_allowlist
        return Verdict(accepted, f"{'lists' if accepted else 'does not list'} {cluster}")
    return None


def _scope(name: str) -> tuple[str, str] | None:
    """Return the ids of cluster and scope in a name, if it has them."""
    found = ELASTIC_NAME.fullmatch(name) or ECK_NAME.fullmatch(name)
    return (found["cluster"], found["scope"]) if found else None


def _entry_problem(entry: DirectTrust, peer: Peer) -> str | None:
    if entry.type == "proxy":
        return " is of type proxy, which is for remotes by API key"
    if entry.type != "generic" and ONLY_GENERIC:
        return f" is of type {entry.type}; clusters that no platform of Elastic runs need generic"
    if peer.certificate not in map(fingerprint, entry.certificates):
        return f": none of its certificates is the active one of {peer.signer}"
    return f": the certificate of {peer.signer} has expired" if peer.expired else None
