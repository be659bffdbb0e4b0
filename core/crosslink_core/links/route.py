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


@dataclass(frozen=True)
class Route:
    """One documented way from a local to a remote cluster."""

    id: str
    local: Platform
    remote: Platform
    same_organization: bool
    """Whether both ends belong to one organization (ECH) or one environment (ECE)."""
    security: Security
    port: int
    steps: tuple[str, ...]
    """The nouns it needs, in order."""
    prerequisites: tuple[str, ...]
    page: str
    """The documentation page."""


ROUTES: Final = (
    Route(
        id="T1",
        local=Platform.ECH,
        remote=Platform.ECH,
        same_organization=True,
        security=Security.CERTIFICATE,
        port=9400,
        steps=("remote_cluster",),
        prerequisites=(
            "compatible versions",
            "trust on both sides; on by default, but a deployment made before February 2021 trusts only itself",
        ),
        page="deploy-manage/remote-clusters/ec-remote-cluster-same-ess",
    ),
    Route(
        id="T6",
        local=Platform.ECE,
        remote=Platform.ECE,
        same_organization=True,
        security=Security.CERTIFICATE,
        port=9400,
        steps=("remote_cluster",),
        prerequisites=(
            "compatible versions",
            "neither end is a system deployment",
            "proxies and load balancers pass port 9400",
            "trust on both sides; on by default, but a deployment made before ECE 2.9.0 trusts only itself",
        ),
        page="deploy-manage/remote-clusters/ece-remote-cluster-same-ece",
    ),
)
"""Every route that crosslink can make today."""


class NoRouteError(CrosslinkError):
    """There is no route, or none yet, between two ends."""

    def __init__(self, local: Deployment, remote: Deployment) -> None:
        self.local, self.remote = local, remote
        super().__init__(
            f"no route from {_where(local)} to {_where(remote)}: this version of crosslink links deployments of one "
            "organization or environment by certificate; choose two ends there",
        )


def route(local: Deployment, remote: Deployment, security: Security = Security.CERTIFICATE) -> Route:
    """Choose the row for two ends whose facts are known; raise :exc:`NoRouteError` when there is none."""
    for row in ROUTES:
        if (row.local, row.remote, row.security) == (local.platform, remote.platform, security) and row.same_organization == _same(local, remote):
            return row
    raise NoRouteError(local, remote)


def _same(local: Deployment, remote: Deployment) -> bool:
    """An organization that the key may not see is taken from the connection: one connection sees one organization."""
    if local.organization and remote.organization:
        return local.organization == remote.organization
    return local.connection == remote.connection


def _where(end: Deployment) -> str:
    return f"{end.label} on {end.platform or 'an unknown platform'} (connection {end.connection}, organization {end.organization or 'unknown'})"
