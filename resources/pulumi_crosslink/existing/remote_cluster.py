"""The remote clusters that exist."""

from collections.abc import Iterator

from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.links.plan import link_name
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.token import REMOTE_CLUSTER
from pulumi_crosslink.existing.found import Existing, Look, existing
from pulumi_crosslink.remote_cluster import RemoteClusterProvider


def remote_clusters(look: Look) -> Iterator[Existing]:
    """Yield every remote cluster of the deployments whose other end the connection sees, called as a topology would: `<local>--<alias>`."""
    life, directory = RemoteClusterLifecycle(look.connections, look.tell), DeploymentDirectory(look.connections)
    found = [state for local in look.deployments for state in life.existing(local)]
    known = {one.deployment_id: one for one in look.deployments}
    ends = {(state.local.connection, state.remote.deployment_id) for state in found} - {(one.connection, one.deployment_id) for one in look.deployments}
    answers = directory.answers(sorted(ends, key=str)) | known
    for state in found:
        remote = answers[state.remote.deployment_id]
        if not isinstance(remote, Deployment):
            look.tell.warn(f"left out {state.id}: {remote}")
            continue
        arguments = {"local": state.local, "remote": remote, "alias": state.alias, "skip_unavailable": state.skip_unavailable}
        whole = state.model_copy(update={"remote": remote})
        yield from existing(look, REMOTE_CLUSTER, link_name(str(state.local.name), state.alias), whole, RemoteClusterProvider, arguments)
