"""Which clusters a stack links, and what it says of them: two types of resource are links, and more have ends.

The facts of an end are those of a deployment or a cluster (`crosslink_core.model.deployments`); any of them may be unknown.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple

from crosslink_core.links.trust_facts import Peer, peer
from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.token import (
    ACCOUNT_TRUST,
    BRIDGED_DEPLOYMENT,
    CROSS_CLUSTER_ENABLEMENT,
    DIRECT_TRUST,
    EXTERNAL_TRUST,
    REMOTE_CLUSTER,
    REMOTE_CONNECTION,
    TRAFFIC_FILTER_ASSOCIATION,
)
from crosslink_policies import Resource
from crosslink_policies.plain import Props, at

LINKS: Final = (REMOTE_CLUSTER, REMOTE_CONNECTION)
"""By the control plane's list, and by the cluster's own settings."""
ENDS: Final = {
    **dict.fromkeys(LINKS, ("local", "remote")),
    **dict.fromkeys((ACCOUNT_TRUST, EXTERNAL_TRUST, DIRECT_TRUST, CROSS_CLUSTER_ENABLEMENT, TRAFFIC_FILTER_ASSOCIATION), ("deployment",)),
}
"""The properties of our types that hold a deployment's facts."""


class Model(Enum):
    """How the two ends of a link know each other."""

    CERTIFICATE = "certificate"
    API_KEY = "API key"


PORTS: Final = {"9300": Model.CERTIFICATE, "9400": Model.CERTIFICATE, "9443": Model.API_KEY}
"""The ports of the two models (our digest's P8); any other port may serve either."""


def model(props: Props) -> Model | None:
    """Return a link's security model, by the ports of its addresses; without an address it is by certificate.  None where it is not certain."""
    addresses = [address] if (address := at(props, "proxy_address")) else at(props, "seeds") or []
    if not addresses:
        return Model.CERTIFICATE
    found = {_model(address, at(props, "remote")) for address in addresses} if isinstance(addresses, list) else {None}
    return found.pop() if len(found) == 1 else None


def _model(address: Any, remote: Any) -> Model | None:
    """A cluster's transport layer accepts only links by certificate, whatever its port is: a load balancer may have any."""
    if not isinstance(address, str):
        return None
    transport = at(remote, "transport_addresses") if isinstance(remote, dict) and is_cluster(remote) else None
    return Model.CERTIFICATE if isinstance(transport, list) and address in transport else PORTS.get(address.rpartition(":")[2])


class End(NamedTuple):
    """What a resource says of an end."""

    path: str
    """The property that says it."""
    facts: Props
    peer: Peer
    """The end as trust sees it."""


class CertificateLink(NamedTuple):
    """A link of a stack that surely is by certificate."""

    resource: Resource
    local: End
    remote: End

    @property
    def directions(self) -> tuple[tuple[End, End], ...]:
        """Each end that must trust, and the other one."""
        return (self.local, self.remote), (self.remote, self.local)


def certificate_links(resources: Sequence[Resource]) -> Iterator[CertificateLink]:
    """Yield the links by certificate of whose two ends something is known, in an order that stays the same from run to run."""
    for resource in sorted(resources, key=lambda resource: resource.urn):
        found = list(_ends(resource)) if resource.token in LINKS else []
        if len(found) == len(ENDS[REMOTE_CONNECTION]) and model(resource.props) is Model.CERTIFICATE:
            yield CertificateLink(resource, *found)


def ends(resources: Sequence[Resource]) -> Iterator[tuple[Resource, End]]:
    """Yield everything that the stack says of an end.  Of deployments of pulumi-ec, which are no ends, it yields the ids."""
    for resource in sorted(resources, key=lambda resource: resource.urn):
        yield from ((resource, end) for end in _ends(resource))
        if resource.token == BRIDGED_DEPLOYMENT:
            ids = {"deployment_id": at(resource.props, "id"), "name": at(resource.props, "name")}
            facts = ids | {"resource_id": at(resource.props, "elasticsearch", "resourceId")}
            yield resource, End("id", facts, peer(facts))


def _ends(resource: Resource) -> Iterator[End]:
    for path in ENDS.get(resource.token, ()):
        if isinstance(facts := at(resource.props, path), dict):
            yield End(path, facts, peer(facts))
