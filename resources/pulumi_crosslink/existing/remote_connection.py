"""The remotes in the settings of the clusters that no control plane lists."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remote_connection import RemoteConnectionState
from crosslink_core.model.token import REMOTE_CONNECTION
from pulumi_crosslink.existing.found import Existing, Look, existing
from pulumi_crosslink.remote_connection import RemoteConnectionProvider


def remote_connections(look: Look) -> Iterator[Existing]:
    """Yield every remote of the clusters that can be reached and whose other end some connection sees; those of the remote list are not among them."""
    hosts = cache(lambda: _hosts(look))  # asked for where there is a remote at all: it is a request for each connection
    for local in look.deployments:
        for state in _of(look, local, lambda host: hosts().get(host)):
            settings = ("local", "remote", "alias", "proxy_address", "server_name", "skip_unavailable")
            arguments = {name: getattr(state, name) for name in settings}
            yield from existing(look, REMOTE_CONNECTION, f"{local.name}--{state.alias}", state, RemoteConnectionProvider, arguments)


def _of(look: Look, local: Deployment, remote_of: Callable[[str], Deployment | None]) -> list[RemoteConnectionState]:
    life = RemoteConnectionLifecycle(look.connections, look.tell)
    try:
        look.connections.elasticsearch(local)
    except ConnectionsError:  # most deployments have no credentials here, and nobody asked for theirs
        return []
    try:
        listed = {one.alias for one in RemoteClusterLifecycle(look.connections, look.tell).existing(local)}
        return life.existing(local, remote_of, listed)
    except CrosslinkError as error:  # one that is stopped must not hide the others
        look.tell.warn(f"left out the remotes of {local.label}: {error}")
        return []


def _hosts(look: Look) -> Mapping[str, Deployment]:
    """Every deployment that any connection sees, by its endpoint."""
    found: dict[str, Deployment] = {}
    directory = DeploymentDirectory(look.connections)
    for connection in look.connections:
        try:
            found |= {one.endpoint: one for one in directory.all(connection) if one.endpoint}
        except CrosslinkError as error:
            look.tell.warn(f"remotes that connection {connection} may see are left out: {error}")
    return found
