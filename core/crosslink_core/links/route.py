"""The documented ways to link two clusters, as data: components expand a row, rules read it, `docs/routes.md` prints it.

Source: Elastic's pages "Remote clusters with Elastic Cloud Hosted" and "… on Elastic Cloud Enterprise"; the ids are
those of our digest of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crosslink_core.model.deployment import Deployment, Platform
from crosslink_core.model.error import CrosslinkError


class Security(StrEnum):
    """A security model."""

    CERTIFICATE = "certificate"
    """TLS certificates and mutual trust, port 9400; deprecated since Elasticsearch 9.0."""


class Trust(StrEnum):
    """The noun by which one end trusts the other."""

    DEFAULT = "none"
    """Nothing is declared: an organization's deployments trust each other from the beginning, and whoever changed that meant it."""
    ACCOUNT = "account_trust"
    EXTERNAL = "external_trust"
    """After the platforms of both environments know each other by a trust relationship."""
    DIRECT = "direct_trust"
    """With the certificates of the other end's authority."""


class Connection(StrEnum):
    """The noun by which the local end reaches the remote one."""

    REMOTE_CLUSTER = "remote_cluster"
    """Through the control plane's list, which knows one organization or environment."""
    REMOTE_CONNECTION = "remote_connection"
    """Through the local cluster's own REST API."""


@dataclass(frozen=True)
class Route:
    """One documented way from a local to a remote cluster."""

    id: str
    local: Platform
    remote: Platform
    same_organization: bool
    """Whether both ends belong to one organization (ECH) or one environment (ECE)."""
    trust: Trust
    """What each end holds of the other."""
    connection: Connection
    exchange: str
    """What the two sides must tell each other."""
    prerequisites: tuple[str, ...]
    page: str
    """The documentation page."""
    security: Security = Security.CERTIFICATE
    port: int = 9400

    @property
    def steps(self) -> tuple[str, ...]:
        """The nouns it needs, in order."""
        return (*([] if self.trust is Trust.DEFAULT else [self.trust, self.trust]), self.connection)


PAGES: Final = "deploy-manage/remote-clusters/"
COMPATIBLE: Final = "compatible versions"
NO_SYSTEM: Final = "neither end is a system deployment"
PORT_OPEN: Final = "proxies and load balancers of the environment pass port 9400"
OLD_ECH: Final = "a deployment made before February 2021 needs a CrossClusterEnablement"
OLD_ECE: Final = "a deployment made before ECE 2.9.0 needs a CrossClusterEnablement"
CREDENTIALS: Final = "credentials for the local deployment's Elasticsearch (`crosslink:clusters`)"

ROUTES: Final = (
    Route(
        id="T1",
        local=Platform.ECH,
        remote=Platform.ECH,
        same_organization=True,
        trust=Trust.DEFAULT,
        connection=Connection.REMOTE_CLUSTER,
        exchange="nothing",
        prerequisites=(COMPATIBLE, "trust on both sides, which is there by default", OLD_ECH),
        page=f"{PAGES}ec-remote-cluster-same-ess",
    ),
    Route(
        id="T2",
        local=Platform.ECH,
        remote=Platform.ECH,
        same_organization=False,
        trust=Trust.ACCOUNT,
        connection=Connection.REMOTE_CONNECTION,
        exchange="organization ids and Elasticsearch resource ids, which the platform cannot verify; the remote's endpoint",
        prerequisites=(COMPATIBLE, CREDENTIALS, OLD_ECH),
        page=f"{PAGES}ec-remote-cluster-other-ess",
    ),
    Route(
        id="T3",
        local=Platform.ECH,
        remote=Platform.ECE,
        same_organization=False,
        trust=Trust.DIRECT,
        connection=Connection.REMOTE_CONNECTION,
        exchange="organization and environment id, the authorities' certificates, Elasticsearch resource ids, the remote's endpoint",
        prerequisites=(COMPATIBLE, CREDENTIALS, NO_SYSTEM, PORT_OPEN, "Elastic Cloud reaches the environment's proxies", OLD_ECH, OLD_ECE),
        page=f"{PAGES}ec-remote-cluster-ece",
    ),
    Route(
        id="T6",
        local=Platform.ECE,
        remote=Platform.ECE,
        same_organization=True,
        trust=Trust.DEFAULT,
        connection=Connection.REMOTE_CLUSTER,
        exchange="nothing",
        prerequisites=(COMPATIBLE, NO_SYSTEM, PORT_OPEN, "trust on both sides, which is there by default", OLD_ECE),
        page=f"{PAGES}ece-remote-cluster-same-ece",
    ),
    Route(
        id="T7",
        local=Platform.ECE,
        remote=Platform.ECE,
        same_organization=False,
        trust=Trust.EXTERNAL,
        connection=Connection.REMOTE_CONNECTION,
        exchange="environment ids and certificates (a TrustRelationship on both platforms), Elasticsearch resource ids, the remote's endpoint",
        prerequisites=(COMPATIBLE, NO_SYSTEM, "a TrustRelationship in both environments", PORT_OPEN, OLD_ECE),
        page=f"{PAGES}ece-remote-cluster-other-ece",
    ),
    Route(
        id="T8",
        local=Platform.ECE,
        remote=Platform.ECH,
        same_organization=False,
        trust=Trust.DIRECT,
        connection=Connection.REMOTE_CONNECTION,
        exchange="organization and environment id, the authorities' certificates, Elasticsearch resource ids, the remote's endpoint",
        prerequisites=(COMPATIBLE, NO_SYSTEM, "the environment's allocators reach port 9400 of Elastic Cloud", OLD_ECH, OLD_ECE),
        page=f"{PAGES}ece-remote-cluster-ece-ess",
    ),
)
"""Every route that crosslink can make today."""


class NoRouteError(CrosslinkError):
    """There is no route, or none yet, between two ends."""

    def __init__(self, local: Deployment, remote: Deployment) -> None:
        self.local, self.remote = local, remote
        super().__init__(
            f"no route from {_where(local)} to {_where(remote)}: this version of crosslink links deployments of Elastic Cloud and of "
            "Elastic Cloud Enterprise by certificate; choose two such ends, and say their platforms",
        )


def route(local: Deployment, remote: Deployment, security: Security = Security.CERTIFICATE) -> Route:
    """Choose the row for two ends whose facts are known; raise :exc:`NoRouteError` when there is none."""
    for row in ROUTES:
        if (row.local, row.remote, row.security) == (local.platform, remote.platform, security) and row.same_organization == same_organization(local, remote):
            return row
    raise NoRouteError(local, remote)


def same_organization(local: Deployment, remote: Deployment) -> bool:
    """Whether two ends belong to one organization or environment.

    An organization that the key may not see is taken from the connection: one connection sees one organization.
    """
    if local.organization and remote.organization:
        return local.organization == remote.organization
    return local.connection == remote.connection


def _where(end: Deployment) -> str:
    return f"{end.label} on {end.platform or 'an unknown platform'} (connection {end.connection}, organization {end.organization or 'unknown'})"
