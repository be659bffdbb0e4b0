"""Whether a remote of a cluster's settings is connected, computed from the state of all clouds each time somebody looks.

Links by certificate alone, for now: no keystore is emulated, so no link has a key.  Traffic filters have no part in it.
Source: the documentation's pages on remote clusters; Elasticsearch 8.19, recorded.
"""

from collections.abc import Iterator
from typing import NamedTuple

from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment
from crosslink_emulator.world.elasticsearch_remote import RemoteSettings
from crosslink_emulator.world.elasticsearch_setting import host_and_port
from crosslink_emulator.world.elasticsearch_settings import CERTIFICATE_PORT, settings_of
from crosslink_emulator.world.trust_evaluation import accepts
from crosslink_emulator.world.version import searchable
from crosslink_emulator.world.world import World

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


class Link(NamedTuple):
    """Connected or not, and why not; the reason is empty where it is."""

    connected: bool
    reason: str = ""


def links(world: World, cloud: Cloud, local: Deployment) -> dict[str, Link]:
    """Return the state of every remote of a cluster, by alias."""
    return {alias: link(world, cloud, local, remote) for alias, remote in settings_of(cloud, local).remotes().items()}


def link(world: World, cloud: Cloud, local: Deployment, remote: RemoteSettings) -> Link:
    """Return the state of one remote: the first thing that is missing."""
    problem = next(_problems(world, cloud, local, remote), None)
    return Link(problem is None, problem or "")


def endpoint_owner(world: World, host: str) -> tuple[Cloud, Deployment] | None:
    """Return the deployment whose Elasticsearch has this host name, whatever the cloud."""
    everywhere = ((cloud, deployment) for cloud in world.clouds.values() for deployment in cloud.deployments.values())
    return next((found for found in everywhere if found[0].endpoint(found[1]) == host.lower()), None)


def _problems(world: World, cloud: Cloud, local: Deployment, remote: RemoteSettings) -> Iterator[str]:
    """Yield what is missing, in the order in which a connection would meet it."""
    if local.status != "started":
        yield f"{local.name} is stopped"
    if remote.mode != "PROXY":
        yield "mode is sniff: the nodes of a deployment cannot be reached, only its proxy can; use mode proxy"
        return
    host, port = host_and_port(remote.addresses[0])
    found = endpoint_owner(world, host)
    if found is None:
        yield f"no deployment has the endpoint {host}"
        return
    if port == API_KEY_PORT:
        yield f"port {port} is for links by API key, and the keystore of {local.name} has no cluster.remote.{remote.alias}.credentials"
    elif port != CERTIFICATE_PORT:
        yield f"nothing of {found[1].name} listens on port {port}; links by certificate use {CERTIFICATE_PORT}"
    name = remote.text("server_name", "")
    if name.lower() != host.lower() and (name or SERVER_NAME_IS_NEEDED):
        yield f"server_name {name} is not the endpoint {host}" if name else f"server_name is empty; the proxy needs {host} there"
    yield from _target_problems(world, (cloud, local), found)


def _target_problems(world: World, here: tuple[Cloud, Deployment], there: tuple[Cloud, Deployment]) -> Iterator[str]:
    local, target = here[1], there[1]
    if not local.cross_cluster and not OLD_DEPLOYMENTS_LINK:
        yield f"{local.name} is from before cross-cluster features: they must be enabled first"
    if target.status != "started":
        yield f"{target.name} is stopped"
    for one in (local, target):
        if one.system and not SYSTEM_DEPLOYMENTS_LINK:
            yield f"{one.name} is a system deployment"
    if not searchable(local.version, target.version):
        yield f"version {local.version} of {local.name} cannot search version {target.version} of {target.name}"
    for holder, other in ((here, there), (there, here)):
        verdict = accepts(world, *holder, *other)
        if not verdict.accepted:
            yield f"{holder[1].name} does not trust {other[1].name}: {verdict.reason}"
