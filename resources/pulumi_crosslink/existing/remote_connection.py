"""The remotes that no control plane lists: those in the settings of deployments, and of clusters that are self-managed or on Kubernetes."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Final

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.existing_connection import asked, existing_connections
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.cluster import Cluster
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.identifier import RESOURCE_ID
from crosslink_core.model.remote_connection import Mode, RemoteConnectionState
from crosslink_core.model.token import REMOTE_CONNECTION
from pulumi_crosslink.existing.found import Existing, Look, existing
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


def remote_connections(look: Look) -> Iterator[Existing]:
    """Yield every remote of the deployments and clusters that can be reached, called as a topology would: `<local>--<alias>`.

    The other end is a configured cluster, or a deployment that some connection sees; others are warned of.  Those of the remote list are not among them.
    """
    hosts = cache(partial(_hosts, look))  # asked for where no cluster is the other end: it is a request for each connection
    for local in _locals(look):
        name = local.cluster if isinstance(local, Cluster) else local.name
        for state in _of(look, local, lambda host: hosts().get(host)):
            said = state.model_dump(mode="json", include={*SETTINGS})
            settings = {key: said[key] for key, unsaid in SETTINGS.items() if said[key] != unsaid}
            arguments = {"local": state.local, "remote": state.remote} | settings
            yield from existing(look, REMOTE_CONNECTION, f"{name}--{state.alias}", state, RemoteConnectionProvider, arguments)


def _locals(look: Look) -> Iterator[End]:
    """The deployments that have credentials here, and the clusters that can be asked and are no deployments."""
    for one in look.deployments:
        try:
            look.connections.elasticsearch(one)
        except ConnectionsError:  # most have none, and nobody asked for theirs
            continue
        yield one
    names = {one.name for one in look.deployments}
    for name in look.clusters:
        if name in names:  # these are its credentials, and it has been looked at
            continue
        cluster = asked(look.connections, look.tell, name)
        if cluster and RESOURCE_ID.fullmatch(cluster.name or ""):  # as Elastic Cloud calls its clusters
            look.tell.warn(f"left out cluster {name}: it is a deployment of Elastic Cloud, whose remotes are found where its credentials have its own name")
        elif cluster:
            yield cluster


def _of(look: Look, local: End, remote_of: Callable[[str], Deployment | None]) -> list[RemoteConnectionState]:
    try:
        entries = () if isinstance(local, Cluster) else RemoteClusterLifecycle(look.connections, look.tell).existing(local)
        return existing_connections(look.connections, look.tell, local, remote_of, {one.alias for one in entries})
    except CrosslinkError as error:  # one that is stopped must not hide the others
        look.tell.warn(f"left out the remotes of {local.label}: {error}")
        return []


def _hosts(look: Look) -> Mapping[str, Deployment]:
    """Every deployment that any connection sees, by its endpoint."""
    found, directory = list(look.deployments), DeploymentDirectory(look.connections)
    for connection in look.connections:
        if look.whole and connection == look.connection:  # they are all there
            continue
        try:
            found += directory.all(connection)
        except CrosslinkError as error:
            look.tell.warn(f"remotes that connection {connection} may see are left out: {error}")
    return {one.endpoint: one for one in found if one.endpoint}
