"""Who trusts whom."""

from typing import NamedTuple

from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import INSTANCE, Deployment

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
