"""The remotes that no control plane lists: those in the settings of deployments, and of clusters that are self-managed or on Kubernetes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remotes.existing_remote import RemoteOf, cluster_at, existing_remotes, is_deployment
from crosslink_core.lifecycle.remotes.remote_cluster import RemoteClusterLifecycle
from crosslink_core.links.planned import link_name
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.remotes.remote_connection import Mode, RemoteConnectionState
from crosslink_core.model.token import REMOTE_CONNECTION
from pulumi_crosslink.existing.found import Existing, Scope, existing
from pulumi_crosslink.remote_connection import RemoteConnectionProvider

SETTINGS: Final[Mapping[str, object]] = {
    "alias": None,
    "mode": Mode.PROXY,
    "proxy_address": "",
    "server_name": "",
    "seeds": [],
    "skip_unavailable": None,
    "proxy_socket_connections": None,
    "node_connections": None,
}
"""The arguments beside the ends, in this order, and the value of each that is not worth a word."""


def remote_connections(scope: Scope) -> Iterator[Existing]:
    """Yield every remote of the deployments and clusters that can be reached, called as a topology would: `<local>--<alias>`.

    The other end is a configured cluster, or a deployment that some connection sees; others are warned of.  Those of the remote list are not among them.
    """
    hosts = cache(partial(_hosts, scope))  # asked for where no cluster is the other end: it is a request for each connection
    for local in _locals(scope):
        name = local.cluster if isinstance(local, Cluster) else local.name
        for state in _of(scope, local, partial(_remote, scope, hosts, local)):
            given = state.model_dump(mode="json", include={*SETTINGS})
            settings = {key: given[key] for key, default in SETTINGS.items() if given[key] != default}
            arguments = {"local": state.local, "remote": state.remote} | settings
            yield from existing(scope, REMOTE_CONNECTION, link_name(str(name), state.alias), state, RemoteConnectionProvider, arguments)


def _locals(scope: Scope) -> Iterator[End]:
    """The deployments that have credentials here, and the clusters that can be asked, each once."""
    for deployment in scope.deployments:
        try:
            configured = scope.session.connections.clusters.of(deployment)
            elasticsearch = scope.session.elasticsearch(deployment)
            if configured and configured.cluster.url and (name := elasticsearch.info().cluster_name) != deployment.resource_id:
                scope.tell.warn(f"left out the remotes of {deployment.label}: {configured.key}.url leads to another cluster, {name}")
                continue
        except CrosslinkError as error:
            if scope.session.connections.clusters.find(deployment.name or ""):  # most deployments have no credentials here, and nobody asked for theirs
                scope.tell.warn(f"left out the remotes of {deployment.label}: {error}")
            continue
        yield deployment
    names: dict[str, str] = {}
    for name in scope.without_deployment:
        try:
            cluster = as_known(scope.session, name)
        except CrosslinkError as error:
            scope.tell.warn(f"left out {error}" if str(error).startswith(f"cluster {name}:") else f"left out cluster {name}: {error}")
            continue
        first = names.setdefault(cluster.cluster_uuid or name, name)
        if is_deployment(cluster):
            scope.tell.warn(f"left out cluster {name}: it is a deployment of Elastic Cloud, whose remotes are found where its credentials have its own name")
        elif first != name:  # two resources in one place: who removes one would remove what the other has made
            scope.tell.warn(f"left out cluster {name}: it is the same as {first}; configure it once")
        else:
            yield cluster


def _remote(scope: Scope, hosts: Callable[[], Mapping[str, Deployment]], local: End, places: Sequence[str]) -> End | None:
    return cluster_at(scope.session, local, places) or next((hosts()[place] for place in places if place in hosts()), None)


def _of(scope: Scope, local: End, remote_of: RemoteOf) -> list[RemoteConnectionState]:
    try:
        entries = () if isinstance(local, Cluster) else RemoteClusterLifecycle(scope.session, scope.tell).existing(local)
        return existing_remotes(scope.session, scope.tell, local, remote_of, {entry.alias for entry in entries}, otherwise="left out")
    except CrosslinkError as error:  # one that is stopped must not hide the others
        scope.tell.warn(f"left out the remotes of {local.label}: {error}")
        return []


def _hosts(scope: Scope) -> Mapping[str, Deployment]:
    """Every deployment that any connection sees, by its endpoint."""
    found, directory = list[Deployment](), DeploymentDirectory(scope.session)
    for connection in scope.session.connections:
        if scope.whole and connection == scope.connection:  # they are all there
            continue
        try:
            found += directory.all(connection, scope.tell.warn)
        except CrosslinkError as error:
            scope.tell.warn(f"remotes that connection {connection} may see are left out: {error}")
    seen = (*found, *scope.deployments)  # of two connections that see a deployment, the scope's counts
    return {deployment.endpoint.lower(): deployment for deployment in seen if deployment.endpoint}
