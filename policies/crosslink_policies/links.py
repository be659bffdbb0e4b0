"""Which clusters a stack links, and what it knows of them: two types of resource are links, and more have ends.

An end's facts are those of a deployment or a cluster (`crosslink_core.model.deployments`); any of them may be unknown.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple

from crosslink_core.model.deployments.deployment import MAIN
from crosslink_core.model.deployments.end import is_cluster
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
from crosslink_policies.clusters import seen
from crosslink_policies.plain import UNKNOWN, Props, at
from crosslink_policies.rule import Resource

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
"""The ports of the two models (our digest's P8); behind another one may be either."""


def model(props: Props) -> Model | None:
    """Tell a link's security model by its addresses' ports; without an address it is by certificate.  None where it cannot be told."""
    addresses = [one] if (one := at(props, "proxy_address")) else at(props, "seeds") or []
    if not addresses:
        return Model.CERTIFICATE
    found = {_model(one, at(props, "remote")) for one in addresses} if isinstance(addresses, list) else {None}
    return found.pop() if len(found) == 1 else None


def _model(address: Any, remote: Any) -> Model | None:
    """A cluster's transport layer takes links by certificate alone, whatever its port is: a load balancer may have any."""
    if not isinstance(address, str):
        return None
    transport = at(remote, "transport_addresses") if isinstance(remote, dict) and is_cluster(remote) else None
    return Model.CERTIFICATE if isinstance(transport, list) and address in transport else PORTS.get(address.rpartition(":")[2])


class Link(NamedTuple):
    """One link of a stack, by certificate for sure; of ends without a control plane, what :func:`crosslink_policies.clusters.seen` says besides."""

    resource: Resource
    local: Props
    remote: Props

    @property
    def directions(self) -> tuple[tuple[str, Props, Props], ...]:
        """Each side that must trust: its property, its end, the other end."""
        return ("local", self.local, self.remote), ("remote", self.remote, self.local)


def certificate_links(resources: Sequence[Resource]) -> Iterator[Link]:
    """Yield the links by certificate whose two ends are known, each in part at least, in an order that stays the same from run to run."""
    for one in sorted(resources, key=lambda one: one.urn):
        local, remote = at(one.props, "local"), at(one.props, "remote")
        if one.token in LINKS and isinstance(local, dict) and isinstance(remote, dict) and model(one.props) is Model.CERTIFICATE:
            yield Link(one, seen(local), seen(remote))


def ends(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str, Props]]:
    """Yield everything that the stack says of an end: the resource, the property, the facts.  Of pulumi-ec's deployments, which are none, the ids."""
    for one in sorted(resources, key=lambda one: one.urn):
        for key in ENDS.get(one.token, ()):
            if isinstance(end := at(one.props, key), dict):
                yield one, key, seen(end)
        if one.token == BRIDGED_DEPLOYMENT:
            yield one, "id", {"deployment_id": at(one.props, "id"), "name": at(one.props, "name"), "resource_id": at(one.props, "elasticsearch", "resourceId")}


def same_place(one: Any, other: Any) -> bool:
    """Whether two ref ids mean the same resource: a deployment has one, so a missing one means it, too."""
    return one is not UNKNOWN and other is not UNKNOWN and (one == other or not {one, other}.isdisjoint({None, MAIN}))
