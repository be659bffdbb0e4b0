"""Whether a remote works, computed from the state each time somebody looks.

Source: the read-only ``RemoteResourceInfo`` of Elastic Cloud API 3.8.0; the documentation's table of versions and its pages on trust.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from crosslink_emulator.world.remotes import RemoteSettings, host_and_port
from crosslink_emulator.world.remotes.elasticsearch_settings import CERTIFICATE_PORT, overruled, settings_of
from crosslink_emulator.world.remotes.transport_address import Found, is_deployment, listener
from crosslink_emulator.world.remotes.version import searchable
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud, End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.deployment import Deployment, Remote
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.trust.trust_evaluation import accepts

API_KEY_PORT = 9443
"""The port of links by API key; without a credential in the keystore nothing connects there."""

SERVER_NAME_IS_NEEDED = True
"""GUESS: the proxy of Elastic Cloud finds the deployment by the name in the TLS handshake (SNI), so a remote without ``server_name`` reaches none.

The documentation always sets it; whether the node sends the host of ``proxy_address`` instead where it is empty is not stated.
"""

OLD_DEPLOYMENTS_LINK = False
"""GUESS: a deployment for which cross-cluster features must be enabled first searches no other before that, whoever writes the settings.

As in the remote list, an old deployment at the other end shows by its trust alone.
"""

SYSTEM_DEPLOYMENTS_LINK = False
"""ECE says that system deployments can be neither end.  GUESS: that this holds too where Elasticsearch's own API was used."""


CLIENT_ROLE = "remote_cluster_client"
"""Nodes without it connect to no remote.  Source: the documentation of node roles."""

PODS_ARE_REACHED = False
"""Whether mode sniff works with a cluster in Kubernetes from outside of it: its nodes publish addresses of pods.

Source: the documentation's page on connection modes (rule P9 of the digest: such targets need mode proxy, except the operator's own seeds).
"""


class Link(NamedTuple):
    """Connected or not, and why not; the reason is empty where it is."""

    connected: bool
    reason: str = ""


def links(world: World, cloud: Cloud | None, local: Elasticsearch) -> dict[str, Link]:
    """Return the state of every remote of a cluster, by alias."""
    return {alias: link(world, cloud, local, remote) for alias, remote in settings_of(cloud, local).remotes().items()}


def link(world: World, cloud: Cloud | None, local: Elasticsearch, remote: RemoteSettings) -> Link:
    """Return the state of one remote: the first thing that is missing; of several seeds one that works is enough."""
    here = End(cloud, local)
    problem = next(_local_problems(local), None)
    if problem is None:
        found = [next(_problems(world, here, remote, address), None) for address in remote.addresses]
        problem = None if None in found else found[0]
    return Link(problem is None, problem or "")


def target_of(world: World, local: Elasticsearch, remote: RemoteSettings) -> End | None:
    """Return whom the first of a remote's addresses reaches that reaches anybody, whether the link works or not."""
    found = (listener(world, local, *host_and_port(address)).end for address in remote.addresses)
    return next((end for end in found if end is not None), None)


def _local_problems(local: Elasticsearch) -> Iterator[str]:
    if local.status != "started":
        yield f"{local.name} is stopped"
    if CLIENT_ROLE not in local.roles:
        yield f"no node of {local.name} has the role {CLIENT_ROLE}"


def _problems(world: World, here: End, remote: RemoteSettings, address: str) -> Iterator[str]:
    """Yield what is missing, in the order in which a connection to one address would meet it."""
    host, port = host_and_port(address)
    found = listener(world, here.elasticsearch, host, port)
    if found.end is None:
        yield found.problem
        return
    yield from _proxy_problems(here, found.end, remote, host, port) if is_deployment(found.end) else _mode_problems(found, remote)
    yield from _target_problems(world, here, found.end)


def _proxy_problems(here: End, there: End, remote: RemoteSettings, host: str, port: int) -> Iterator[str]:
    """Yield what keeps a connection from passing Elastic Cloud's proxy."""
    if remote.mode != "PROXY":
        yield "mode is sniff: the nodes of a deployment cannot be reached, only its proxy can; use mode proxy"
    local = here.elasticsearch.name
    if port == API_KEY_PORT:
        yield f"port {port} is for links by API key, and the keystore of {local} has no cluster.remote.{remote.alias}.credentials"
    elif port != CERTIFICATE_PORT:
        yield f"nothing of {there.elasticsearch.name} listens on port {port}; links by certificate use {CERTIFICATE_PORT}"
    name = remote.text("server_name", "")
    if name.lower() != host.lower() and (name or SERVER_NAME_IS_NEEDED):
        yield f"server_name {name} is not the endpoint {host}" if name else f"server_name is empty; the proxy needs {host} there"


def _mode_problems(found: Found, remote: RemoteSettings) -> Iterator[str]:
    """Yield what keeps mode sniff from reaching the nodes behind a load balancer; a server name matters to no node (tried)."""
    one = found.end.elasticsearch if found.end else None
    if remote.mode != "PROXY" and isinstance(one, Cluster) and one.kubernetes is not None and not found.inside and not PODS_ARE_REACHED:
        yield f"mode is sniff: the nodes of {one.name} have addresses inside Kubernetes, which only its load balancer reaches; use mode proxy"


def _target_problems(world: World, here: End, there: End) -> Iterator[str]:
    local, target = here.elasticsearch, there.elasticsearch
    if isinstance(local, Deployment) and not local.cross_cluster and not OLD_DEPLOYMENTS_LINK:
        yield f"{local.name} is from before cross-cluster features: they must be enabled first"
    if target.status != "started":
        yield f"{target.name} is stopped"
    for end in (local, target):
        if isinstance(end, Deployment) and end.system and not SYSTEM_DEPLOYMENTS_LINK:
            yield f"{end.name} is a system deployment"
    if not searchable(local.version, target.version):
        yield f"version {local.version} of {local.name} cannot search version {target.version} of {target.name}"
    for holder, other in ((here, there), (there, here)):
        verdict = accepts(world, *holder, *other)
        if not verdict.accepted:
            yield f"{holder.elasticsearch.name} does not trust {other.elasticsearch.name}: {verdict.reason}"


COMPATIBLE = searchable
"""GUESS: ``compatible`` is the table of cross-cluster search from local to remote, also for links that only replicate."""

HEALTHY_IS_CONNECTED = True
"""GUESS: an entry is healthy exactly when it is connected."""


class Connectivity(BaseModel):
    """``RemoteResourceInfo``.  Traffic filters have no part in it: they do not affect links by certificate."""

    healthy: bool = False
    connected: bool = False
    compatible: bool = False
    trusted: bool = False
    """Local trusts remote."""
    trusted_back: bool = False
    """Remote trusts local."""


TARGET_GONE = Connectivity()
"""GUESS: nothing cleans up the lists of others when a deployment goes; what remains shows all false."""


def connectivity(world: World, cloud: Cloud, local: Deployment, remote: Remote) -> Connectivity:
    """Evaluate one entry."""
    target = cloud.find(remote.deployment_id)
    if target is None or target.ref_id != remote.elasticsearch_ref_id:
        return TARGET_GONE
    compatible = COMPATIBLE(local.version, target.version)
    trusted = accepts(world, cloud, local, cloud, target).accepted
    trusted_back = accepts(world, cloud, target, cloud, local).accepted
    running = local.status == target.status == "started"
    connected = running and compatible and trusted and trusted_back and _in_force(world, cloud, local, remote.alias)
    return Connectivity(healthy=connected or not HEALTHY_IS_CONNECTED, connected=connected, compatible=compatible, trusted=trusted, trusted_back=trusted_back)


def _in_force(world: World, cloud: Cloud, local: Deployment, alias: str) -> bool:
    """Whether what was written past the list, through Elasticsearch's own API, leaves the entry connected."""
    return not overruled(local, alias) or links(world, cloud, local).get(alias, Link(False)).connected
