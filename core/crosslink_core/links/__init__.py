"""Pure: from links to the objects that they want.  Here: what a route is made of."""

from dataclasses import dataclass
from enum import StrEnum

from crosslink_core.model.deployments.deployment import HOSTED, Platform
from crosslink_core.model.remotes.remote_connection import CERTIFICATE_PORT, TRANSPORT_PORT


class Side(StrEnum):
    """A side of a link."""

    LOCAL = "local"
    REMOTE = "remote"


class Security(StrEnum):
    """The security models; the route table says which of them have routes."""

    CERTIFICATE = "certificate"
    """TLS certificates and mutual trust, port 9400, or 9300 without a control plane; deprecated since Elasticsearch 9.0."""


class Trust(StrEnum):
    """The noun by which an end trusts the other."""

    DEFAULT = "none"
    """Nothing is declared: an organization's deployments trust each other from the beginning; crosslink leaves existing trust settings alone."""
    ACCOUNT = "account_trust"
    EXTERNAL = "external_trust"
    """Needs a trust relationship between the two environments."""
    DIRECT = "direct_trust"
    """With the certificates of the other end's authority."""
    FILES = "files"
    """Whoever runs the cluster installs files: see `links/installation/`."""


class Mechanism(StrEnum):
    """The noun by which the local end reaches the remote one."""

    REMOTE_CLUSTER = "remote_cluster"
    """Through the control plane's list, which covers a single organization or environment."""
    REMOTE_CONNECTION = "remote_connection"
    """Through the local cluster's own REST API."""
    OPERATOR = "operator"
    """By ECK's operator, from `spec.remoteClusters` of the local Elasticsearch object."""


@dataclass(frozen=True)
class Route:
    """A documented route from a local to a remote cluster."""

    id: str
    local: Platform
    remote: Platform
    same_organization: bool | None
    """Whether both ends belong to one organization (ECH), one environment (ECE) or one operator (ECK); None where nothing but the platforms counts."""
    trust: Trust
    """The noun by which each end trusts the other; an end without a control plane gets files instead."""
    mechanism: str
    exchange: str
    """What the two sides must exchange."""
    prerequisites: tuple[str, ...]
    page: str
    """The documentation page."""
    security: str = Security.CERTIFICATE

    @property
    def port(self) -> int:
        """The port of the remote."""
        return CERTIFICATE_PORT if self.remote in HOSTED else TRANSPORT_PORT

    @property
    def steps(self) -> tuple[tuple[Side, str], ...]:
        """The side and the noun of each object that the route needs, in order."""
        trust = (Side.LOCAL, self.held_by(self.local)), (Side.REMOTE, self.held_by(self.remote))
        return (*(step for step in trust if step[1] != Trust.DEFAULT), (Side.LOCAL, self.mechanism))

    def held_by(self, platform: Platform) -> Trust:
        """Return the noun by which an end on a platform trusts the other."""
        return self.trust if platform in HOSTED or self.trust is Trust.DEFAULT else Trust.FILES
