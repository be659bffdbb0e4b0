"""`RemoteCluster`: one entry of a deployment's certificate-based remote list, within one organization or environment."""

from contextlib import suppress

from pulumi import Input, Output, ResourceOptions
from pydantic import ValidationError

from crosslink_core.lifecycle.remotes import too_far
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.problem import Problem
from crosslink_core.model.remotes import remote_cluster as model
from crosslink_core.model.token import MODULE
from pulumi_crosslink.deployment import End
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider


class RemoteClusterProvider(SlotProvider[model.RemoteCluster, model.RemoteClusterState]):
    """The id is `<deployment>/<ref>/<alias>`, the entry's place in the list."""

    spec = model.RemoteCluster
    state = model.RemoteClusterState
    ends = ("local", "remote")
    lifecycle = RemoteClusterLifecycle

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts; refuse ends that a remote list cannot link: the engine would remove the old remote before a refusal of the new one."""
        wanted, problems = super().look_up(olds, news)
        if not problems:
            with suppress(ValidationError, CrosslinkError):  # not known yet, or reported by validation or by the lifecycle
                ends = [Deployment.model_validate(wanted[name]) for name in self.ends]
                if problem := too_far(*ends):
                    problems = [Problem("remote.deployment_id", problem)]
        return wanted, problems


class RemoteCluster(NounResource, module=MODULE, name="RemoteCluster"):
    """A local deployment may use a remote one under an alias, with certificates (port 9400).

    Entries that others made stay as they are.  Both deployments belong to one organization or ECE environment.

    :param local: the deployment that opens the connection: its id, or a :class:`Deployment`.
    :param remote: the deployment that is searched or replicated.
    :param alias: letters, digits, dashes and underscores; one place on the local deployment.
    :param purpose: `search` (the default) or `replication`.
    :param skip_unavailable: whether searches go on without this remote when it is away; default: false where the link replicates, else true.
    :param require_connected: whether a connection that cannot be proved is an error; default false, a warning.
    :param connect_timeout_s: how long to wait for the connection, in seconds; default 120.
    """

    provider = RemoteClusterProvider

    alias: Output[str]
    """The name by which the local cluster addresses the remote: `GET /<alias>:logs-*/_search`."""
    connected: Output[bool]
    """Whether the service had a live connection when it was asked last."""
    compatible: Output[bool]
    """Whether the versions of the two suit each other."""
    trusted: Output[bool]
    """Whether the local deployment trusts the remote one."""
    trusted_back: Output[bool]
    """Whether the remote deployment trusts the local one."""
    reason: Output[str]
    """Why it is not connected; empty when it is."""

    def __init__(
        self,
        resource_name: str,
        *,
        local: End,
        remote: End,
        alias: Input[str],
        purpose: Input[str] | None = None,
        skip_unavailable: Input[bool] | None = None,
        require_connected: Input[bool] | None = None,
        connect_timeout_s: Input[float] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
