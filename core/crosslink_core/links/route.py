"""The documented ways to link two clusters, as data: components expand a row, rules read it, `docs/routes.md` prints it.

Source: Elastic's pages "Remote clusters with Elastic Cloud Hosted" and "… on Elastic Cloud Enterprise"; the ids are
those of our digest of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crosslink_core.model.cluster import Cluster
from crosslink_core.model.deployment import HOSTED, Platform
from crosslink_core.model.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remote_connection import CERTIFICATE_PORT, TRANSPORT_PORT


class Security(StrEnum):
    """A security model."""

    CERTIFICATE = "certificate"
    """TLS certificates and mutual trust, port 9400, or 9300 without a control plane; deprecated since Elasticsearch 9.0."""


class Trust(StrEnum):
    """The noun by which one end trusts the other."""

    DEFAULT = "none"
    """Nothing is declared: an organization's deployments trust each other from the beginning, and whoever changed that meant it."""
    ACCOUNT = "account_trust"
    EXTERNAL = "external_trust"
    """After the platforms of both environments know each other by a trust relationship."""
    DIRECT = "direct_trust"
    """With the certificates of the other end's authority."""
    FILES = "files"
    """Whoever runs the cluster installs files: see `links/installation/`."""


class Connection(StrEnum):
    """The noun by which the local end reaches the remote one."""

    REMOTE_CLUSTER = "remote_cluster"
    """Through the control plane's list, which knows one organization or environment."""
    REMOTE_CONNECTION = "remote_connection"
    """Through the local cluster's own REST API."""
    OPERATOR = "operator"
    """By the operator of Kubernetes, which is told by `spec.remoteClusters` of the local Elasticsearch object."""


@dataclass(frozen=True)
class Route:
    """One documented way from a local to a remote cluster."""

    id: str
    local: Platform
    remote: Platform
    same_organization: bool | None
    """Whether both ends belong to one organization (ECH), one environment (ECE) or one operator (ECK); None where nothing but the platforms counts."""
    trust: Trust
    """What each end holds of the other; whatever a control plane does not know gets files in its place."""
    connection: Connection
    exchange: str
    """What the two sides must tell each other."""
    prerequisites: tuple[str, ...]
    page: str
    """The documentation page."""
    security: Security = Security.CERTIFICATE

    @property
    def port(self) -> int:
        """Where the remote takes the connection."""
        return CERTIFICATE_PORT if self.remote in HOSTED else TRANSPORT_PORT

    @property
    def steps(self) -> tuple[str, ...]:
        """The nouns it needs, in order."""
        return (*(trust for trust in map(self.held_by, (self.local, self.remote)) if trust is not Trust.DEFAULT), self.connection)

    def held_by(self, platform: Platform) -> Trust:
        """Return by what an end on a platform trusts the other."""
        return self.trust if platform in HOSTED or self.trust is Trust.DEFAULT else Trust.FILES


PAGES: Final = "deploy-manage/remote-clusters/"
COMPATIBLE: Final = "compatible versions"
NO_SYSTEM: Final = "neither end is a system deployment"
PORT_OPEN: Final = "proxies and load balancers of the environment pass port 9400"
OLD_ECH: Final = "a deployment made before February 2021 needs a CrossClusterEnablement"
OLD_ECE: Final = "a deployment made before ECE 2.9.0 needs a CrossClusterEnablement"
CREDENTIALS: Final = "credentials for the local cluster's Elasticsearch (`crosslink:clusters`)"
NAMES: Final = "names in the certificates of the other nodes (`subjectAltName.otherName`, `elasticsearch-certutil cert` with a `cn`)"
REACHED: Final = "the remote's transport layer is reached from the local cluster"
EXPOSED: Final = "a load balancer before the transport layer on Kubernetes"
LICENSE: Final = "an Enterprise licence"
FILES: Final = "the files of `crosslink show --files LINK` are installed on the other side"

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
    *(
        Route(
            id=id_,
            local=local,
            remote=remote,
            same_organization=None,
            trust=Trust.DIRECT,
            connection=Connection.REMOTE_CONNECTION,
            exchange="the certificates of both transport authorities, the names of both sides' nodes, the files",
            prerequisites=(COMPATIBLE, CREDENTIALS, *more, FILES),
            page=f"{PAGES}{page}",
        )
        for id_, local, remote, more, page in (
            ("T4", Platform.ECH, Platform.SELF, (NAMES, REACHED, OLD_ECH), "ec-remote-cluster-self-managed"),
            ("T5", Platform.ECH, Platform.ECK, (EXPOSED, OLD_ECH), "ec-enable-ccs-for-eck"),
            ("T5b", Platform.ECK, Platform.ECH, (OLD_ECH,), "ec-enable-ccs-for-eck"),
            ("T9", Platform.ECE, Platform.SELF, (NO_SYSTEM, NAMES, REACHED, OLD_ECE), "ece-remote-cluster-self-managed"),
            ("T10", Platform.ECE, Platform.ECK, (NO_SYSTEM, EXPOSED, OLD_ECE), "ece-enable-ccs-for-eck"),
            ("T10b", Platform.ECK, Platform.ECE, (NO_SYSTEM, PORT_OPEN, OLD_ECE), "ece-enable-ccs-for-eck"),
            ("T14", Platform.SELF, Platform.ECH, (NAMES, OLD_ECH), "ec-remote-cluster-self-managed"),
            ("T14b", Platform.SELF, Platform.ECE, (NO_SYSTEM, NAMES, PORT_OPEN, OLD_ECE), "ece-remote-cluster-self-managed"),
        )
    ),
    Route(
        id="T11",
        local=Platform.ECK,
        remote=Platform.ECK,
        same_organization=True,
        trust=Trust.DEFAULT,
        connection=Connection.OPERATOR,
        exchange="nothing: the operator copies the certificates",
        prerequisites=(COMPATIBLE, LICENSE, "the object of `crosslink show --files LINK` is applied"),
        page=f"{PAGES}eck-remote-clusters",
    ),
    *(
        Route(
            id=id_,
            local=local,
            remote=remote,
            same_organization=False if local is remote is Platform.ECK else None,
            trust=Trust.FILES,
            connection=Connection.REMOTE_CONNECTION,
            exchange="the certificates of both transport authorities, the files",
            prerequisites=(COMPATIBLE, CREDENTIALS, *more, FILES),
            page=f"{PAGES}{page}",
        )
        for id_, local, remote, more, page in (
            ("T12", Platform.ECK, Platform.ECK, (EXPOSED,), "eck-remote-clusters-to-other-eck"),
            ("T13", Platform.ECK, Platform.SELF, (REACHED,), "eck-remote-clusters-to-external"),
            ("T13b", Platform.SELF, Platform.ECK, (EXPOSED,), "self-remote-cluster-eck"),
            ("T15", Platform.SELF, Platform.SELF, (REACHED,), "remote-clusters-cert"),
        )
    ),
)
"""Every route that crosslink can make today."""


class NoRouteError(CrosslinkError):
    """There is no route, or none yet, between two ends."""

    def __init__(self, local: End, remote: End) -> None:
        self.local, self.remote = local, remote
        super().__init__(
            f"no route from {_where(local)} to {_where(remote)}: crosslink links deployments of Elastic Cloud and of "
            "Elastic Cloud Enterprise, self-managed clusters and those on Kubernetes by certificate; choose two such ends, and say their platforms",
        )


def route(local: End, remote: End, security: Security = Security.CERTIFICATE) -> Route:
    """Choose the row for two ends whose facts are known; raise :exc:`NoRouteError` when there is none."""
    for row in ROUTES:
        if (row.local, row.remote, row.security) == (local.platform, remote.platform, security) and row.same_organization in {
            None,
            same_organization(local, remote),
        }:
            return row
    raise NoRouteError(local, remote)


def same_organization(local: End, remote: End) -> bool:
    """Whether two ends belong to one organization, environment or operator.

    An organization that the key may not see is taken from the connection: one connection sees one organization.
    """
    if isinstance(local, Cluster) or isinstance(remote, Cluster):
        here, there = (one.kubernetes.operator if isinstance(one, Cluster) and one.kubernetes else None for one in (local, remote))
        return here is not None and here == there
    if local.organization and remote.organization:
        return local.organization == remote.organization
    return local.connection == remote.connection


def _where(end: End) -> str:
    if isinstance(end, Cluster):
        return f"{end.label} on {end.platform}"
    return f"{end.label} on {end.platform or 'an unknown platform'} (connection {end.connection}, organization {end.organization or 'unknown'})"
