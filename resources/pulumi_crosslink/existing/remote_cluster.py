"""The remote clusters that exist."""

from collections.abc import Iterator

from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.links.planned import link_name
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.token import REMOTE_CLUSTER
from pulumi_crosslink.existing.found import Existing, Scope, existing
from pulumi_crosslink.remote_cluster import RemoteClusterProvider


def remote_clusters(scope: Scope) -> Iterator[Existing]:
    """Yield every remote cluster of the deployments whose other end the connection sees, called as a topology would: `<local>--<alias>`."""
    lifecycle, directory = RemoteClusterLifecycle(scope.session, scope.tell), DeploymentDirectory(scope.session)
    found = [state for local in scope.deployments for state in lifecycle.existing(local)]
    known = {deployment.deployment_id: deployment for deployment in scope.deployments}
    ends = {(state.local.connection, state.remote.deployment_id) for state in found} - {
        (deployment.connection, deployment.deployment_id) for deployment in scope.deployments
    }
    answers = directory.answers(sorted(ends, key=str)) | known
    for state in found:
        remote = answers[state.remote.deployment_id]
        if not isinstance(remote, Deployment):
            scope.tell.warn(f"left out {state.id}: {remote}")
            continue
        arguments = {"local": state.local, "remote": remote, "alias": state.alias, "skip_unavailable": state.skip_unavailable}
        whole = state.model_copy(update={"remote": remote})
        yield from existing(scope, REMOTE_CLUSTER, link_name(str(state.local.name), state.alias), whole, RemoteClusterProvider, arguments)
