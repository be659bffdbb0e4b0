"""The documented routes between two clusters, as data, and the choice among them.

Components and `crosslink show` choose a row, `docs/routes.md` prints all.  Source: Elastic's pages "Remote clusters with Elastic Cloud Hosted" and
"… on Elastic Cloud Enterprise"; the ids are those of our digest of them.
"""

from typing import Final

from crosslink_core.links import Mechanism, Route, Security, Trust
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End, same_organization
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Platform

PAGES: Final = "deploy-manage/remote-clusters/"

ECH, ECE, ECK, SELF = Platform.ECH, Platform.ECE, Platform.ECK, Platform.SELF

SAME, OTHER, ANY = True, False, None
"""Whether both ends belong to the same organization, environment or operator."""

Terms = tuple[Trust, Mechanism, str]
"""How the ends trust each other and connect, and what the two sides must exchange."""

SETTINGS: Final = Mechanism.REMOTE_CONNECTION
INSIDE: Final[Terms] = Trust.DEFAULT, Mechanism.REMOTE_CLUSTER, "nothing"
OPERATOR: Final[Terms] = Trust.DEFAULT, Mechanism.OPERATOR, "nothing: the operator copies the certificates"
ACCOUNT: Final[Terms] = Trust.ACCOUNT, SETTINGS, "organization ids and Elasticsearch resource ids, which the platform cannot verify; the remote's endpoint"
EXTERNAL: Final[Terms] = (
    Trust.EXTERNAL,
    SETTINGS,
    "environment ids and certificates (a TrustRelationship on both platforms), Elasticsearch resource ids, the remote's endpoint",
)
DIRECT: Final[Terms] = (
    Trust.DIRECT,
    SETTINGS,
    "organization and environment id, the authorities' certificates, Elasticsearch resource ids, the remote's endpoint",
)
MIXED: Final[Terms] = Trust.DIRECT, SETTINGS, "the certificates of both transport authorities, the names of both sides' nodes, the files"
FILES: Final[Terms] = Trust.FILES, SETTINGS, "the certificates of both transport authorities, the files"

VERSIONS: Final = "compatible versions"
TRUSTING: Final = "trust on both sides, which is there by default"
RELATED: Final = "a TrustRelationship in both environments"
NO_SYSTEM: Final = "neither end is a system deployment"
PORT_OPEN: Final = "proxies and load balancers of the environment pass port 9400"
REACHES_ECE: Final = "Elastic Cloud reaches the environment's proxies"
REACHES_ECH: Final = "the environment's allocators reach port 9400 of Elastic Cloud"
OLD_ECH: Final = "a deployment made before February 2021 needs a CrossClusterEnablement"
OLD_ECE: Final = "a deployment made before ECE 2.9.0 needs a CrossClusterEnablement"
CREDENTIALS: Final = "credentials for the local cluster's Elasticsearch (`crosslink:clusters`)"
NAMES: Final = "names in the certificates of the other nodes (`subjectAltName.otherName`, `elasticsearch-certutil cert` with a `cn`)"
REACHED: Final = "the remote's transport layer is reached from the local cluster"
EXPOSED: Final = "a load balancer before the transport layer on Kubernetes"
LICENSE: Final = "an Enterprise licence"
APPLIED: Final = "the object of `crosslink show --files LINK` is applied"
INSTALLED: Final = "the files of `crosslink show --files LINK` are installed on the other side"

ROUTES: Final = (
    Route("T1", ECH, ECH, SAME, *INSIDE, (VERSIONS, TRUSTING, OLD_ECH), f"{PAGES}ec-remote-cluster-same-ess"),
    Route("T2", ECH, ECH, OTHER, *ACCOUNT, (VERSIONS, CREDENTIALS, OLD_ECH), f"{PAGES}ec-remote-cluster-other-ess"),
    Route("T3", ECH, ECE, OTHER, *DIRECT, (VERSIONS, CREDENTIALS, NO_SYSTEM, PORT_OPEN, REACHES_ECE, OLD_ECH, OLD_ECE), f"{PAGES}ec-remote-cluster-ece"),
    Route("T4", ECH, SELF, ANY, *MIXED, (VERSIONS, CREDENTIALS, NAMES, REACHED, OLD_ECH, INSTALLED), f"{PAGES}ec-remote-cluster-self-managed"),
    Route("T5", ECH, ECK, ANY, *MIXED, (VERSIONS, CREDENTIALS, EXPOSED, OLD_ECH, INSTALLED), f"{PAGES}ec-enable-ccs-for-eck"),
    Route("T5b", ECK, ECH, ANY, *MIXED, (VERSIONS, CREDENTIALS, OLD_ECH, INSTALLED), f"{PAGES}ec-enable-ccs-for-eck"),
    Route("T6", ECE, ECE, SAME, *INSIDE, (VERSIONS, NO_SYSTEM, PORT_OPEN, TRUSTING, OLD_ECE), f"{PAGES}ece-remote-cluster-same-ece"),
    Route("T7", ECE, ECE, OTHER, *EXTERNAL, (VERSIONS, NO_SYSTEM, RELATED, PORT_OPEN, OLD_ECE), f"{PAGES}ece-remote-cluster-other-ece"),
    Route("T8", ECE, ECH, OTHER, *DIRECT, (VERSIONS, NO_SYSTEM, REACHES_ECH, OLD_ECH, OLD_ECE), f"{PAGES}ece-remote-cluster-ece-ess"),
    Route("T9", ECE, SELF, ANY, *MIXED, (VERSIONS, NO_SYSTEM, NAMES, REACHED, OLD_ECE, INSTALLED), f"{PAGES}ece-remote-cluster-self-managed"),
    Route("T10", ECE, ECK, ANY, *MIXED, (VERSIONS, NO_SYSTEM, EXPOSED, OLD_ECE, INSTALLED), f"{PAGES}ece-enable-ccs-for-eck"),
    Route("T10b", ECK, ECE, ANY, *MIXED, (VERSIONS, CREDENTIALS, NO_SYSTEM, PORT_OPEN, OLD_ECE, INSTALLED), f"{PAGES}ece-enable-ccs-for-eck"),
    Route("T11", ECK, ECK, SAME, *OPERATOR, (VERSIONS, LICENSE, APPLIED), f"{PAGES}eck-remote-clusters"),
    Route("T12", ECK, ECK, OTHER, *FILES, (VERSIONS, CREDENTIALS, EXPOSED, INSTALLED), f"{PAGES}eck-remote-clusters-to-other-eck"),
    Route("T13", ECK, SELF, ANY, *FILES, (VERSIONS, CREDENTIALS, REACHED, INSTALLED), f"{PAGES}eck-remote-clusters-to-external"),
    Route("T13b", SELF, ECK, ANY, *FILES, (VERSIONS, CREDENTIALS, EXPOSED, INSTALLED), f"{PAGES}self-remote-cluster-eck"),
    Route("T14", SELF, ECH, ANY, *MIXED, (VERSIONS, CREDENTIALS, NAMES, OLD_ECH, INSTALLED), f"{PAGES}ec-remote-cluster-self-managed"),
    Route("T14b", SELF, ECE, ANY, *MIXED, (VERSIONS, CREDENTIALS, NO_SYSTEM, NAMES, PORT_OPEN, OLD_ECE, INSTALLED), f"{PAGES}ece-remote-cluster-self-managed"),
    Route("T15", SELF, SELF, ANY, *FILES, (VERSIONS, CREDENTIALS, REACHED, INSTALLED), f"{PAGES}remote-clusters-cert"),
)
"""Every route that crosslink can make today, in the order of the docs: id, ends and whose they are, trust, mechanism and exchange, prerequisites, page."""


def security_models() -> tuple[str, ...]:
    """Return the security models that have a route."""
    return tuple(dict.fromkeys(str(row.security) for row in ROUTES))


class NoRouteError(CrosslinkError):
    """There is no route, or none yet, between two ends."""

    def __init__(self, local: End, remote: End) -> None:
        self.local, self.remote = local, remote
        super().__init__(
            f"no route from {_where(local)} to {_where(remote)}: crosslink links deployments of Elastic Cloud and of "
            "Elastic Cloud Enterprise, self-managed clusters and those on Kubernetes by certificate; choose two such ends, and say their platforms",
        )


def route(local: End, remote: End, security: str = Security.CERTIFICATE) -> Route:
    """Choose the row for two ends whose facts are known; raise :exc:`NoRouteError` when there is none."""
    for row in ROUTES:
        if (row.local, row.remote, row.security) == (local.platform, remote.platform, security) and row.same_organization in {
            None,
            same_organization(local, remote),
        }:
            return row
    raise NoRouteError(local, remote)


def _where(end: End) -> str:
    if isinstance(end, Cluster):
        return f"{end.label} on {end.platform}"
    return f"{end.label} on {end.platform or 'an unknown platform'} (connection {end.connection}, organization {end.organization or 'unknown'})"
