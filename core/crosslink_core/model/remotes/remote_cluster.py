"""A remote cluster: an entry of a deployment's certificate-based remote list.

Source: operations `get-` and `set-deployment-es-resource-remote-clusters`, schema `RemoteResourceRef`.
"""

from crosslink_core.model.deployments.deployment import MAIN, Deployment
from crosslink_core.model.remotes import ConnectTimeout, Remote


class RemoteCluster(Remote):
    """The inputs."""

    local: Deployment
    remote: Deployment
    skip_unavailable: bool = True
    """Whether a search goes on without this remote when it is unavailable; default for replication: false.

    Always written: the service's default changed in 8.15.
    """
    require_connected: bool = False
    """Whether a connection that cannot be proved is an error instead of a warning."""
    connect_timeout_s: ConnectTimeout = 120
    """How long to wait for the connection, in seconds; above the service's own connect timeout of 30."""

    @property
    def id(self) -> str:
        """`<deployment>/<ref>/<alias>`: the place on the server."""
        return f"{self.local.deployment_id}/{self.local.ref_id or MAIN}/{self.alias}"


class RemoteClusterState(RemoteCluster):
    """The outputs: the entry, and the state of its connection (`RemoteResourceInfo`)."""

    connected: bool = False
    """Whether at least one connection is live."""
    compatible: bool = False
    """Whether the versions are compatible."""
    trusted: bool = False
    """Whether the local cluster trusts the remote cluster."""
    trusted_back: bool = False
    """Whether the remote cluster trusts the local cluster."""
    reason: str = ""
    """Why it is not connected; empty when it is."""


def why_not(*, connected: bool, compatible: bool, trusted: bool, trusted_back: bool) -> str:
    """Return why a remote cluster is not connected; an empty string when it is."""
    if connected:
        return ""
    lacks = [
        text
        for fine, text in (
            (compatible, "the versions are not compatible"),
            (trusted, "the local deployment does not trust the remote one"),
            (trusted_back, "the remote deployment does not trust the local one"),
        )
        if not fine
    ]
    return " and ".join(lacks) or "the remote deployment does not answer: it may be stopped, or out of reach"
