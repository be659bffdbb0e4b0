"""Another writer, as a fault: what it can change of each noun."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from crosslink_emulator.errors.refusal import InvalidRequestError
from crosslink_emulator.world.filters.traffic_filter import attach, detach, find
from crosslink_emulator.world.remotes import SettingError
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings
from crosslink_emulator.world.remotes.remote_cluster import set_remotes
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.fault import Fault
from crosslink_emulator.world.state.trust import TrustChange
from crosslink_emulator.world.trust.deployment_trust import write_trust

GET_REMOTES = "get-deployment-es-resource-remote-clusters"
SET_REMOTES = "set-deployment-es-resource-remote-clusters"

GET_RULESETS, GET_RULESET = "get-traffic-filter-rulesets", "get-traffic-filter-ruleset"
GET_RULESETS_OF_DEPLOYMENT = "get-traffic-filter-deployment-ruleset-associations"
GET_LINK_IDS = "get-traffic-filter-claimed-link-ids"

GET_SETTINGS, PUT_SETTINGS, REMOTE_INFO = "cluster-get-settings", "cluster-put-settings", "cluster-remote-info"
PROXY_GET, PROXY_PUT = "get-deployment-resource-proxy-requests", "put-deployment-resource-proxy-requests"


@dataclass(frozen=True)
class Writer:
    """Another writer of one noun."""

    operations: tuple[str, ...]
    """During which requests he writes."""
    fields: tuple[str, ...]
    """The fields of a fault that say what he writes; a fault has one of them."""
    write: Callable[[Fault, Request], None]
    """Writes; he is refused like everyone."""


def _remotes(fault: Fault, request: Request) -> None:
    world: World = request.app.state.world
    cloud: Cloud = request.state.cloud
    local = world.deployment(cloud, request.path_params["deployment_id"])
    set_remotes(world, cloud, local, fault.rewrite(local.remotes))


def _associations(fault: Fault, request: Request) -> None:
    """Attach and detach; what is so already stays so."""
    world: World = request.app.state.world
    cloud: Cloud = request.state.cloud
    for attachment in fault.attach or ():
        attach(world, cloud, attachment.ruleset_id, attachment.deployment_id)
    for attachment in fault.detach or ():
        if find(world, cloud, attachment.ruleset_id).association(world.deployment(cloud, attachment.deployment_id).id) is not None:
            detach(world, cloud, attachment.ruleset_id, attachment.deployment_id)


def _settings(fault: Fault, request: Request) -> None:
    """Write settings of the Elasticsearch that the request is for; its own API leads there, or ECE's proxy operation."""
    world: World = request.app.state.world
    cloud: Cloud | None = request.state.cloud
    try:
        write_settings(world, cloud, _elasticsearch(world, cloud, request), fault.settings or {})
    except SettingError as error:
        raise InvalidRequestError("settings", str(error)) from error


def _elasticsearch(world: World, cloud: Cloud | None, request: Request) -> Elasticsearch:
    if cloud is not None and "deployment_id" in request.path_params:
        return world.deployment(cloud, request.path_params["deployment_id"])
    found: Elasticsearch = request.state.elasticsearch
    return found


def _trust(fault: Fault, request: Request) -> None:
    """Change the lists as they are then; whoever only reads sees what was there before."""
    world: World = request.app.state.world
    cloud: Cloud = request.state.cloud
    deployment = world.deployment(cloud, request.path_params["deployment_id"])
    write_trust(world, cloud, deployment, (fault.trust or TrustChange()).apply(deployment.trust))


WRITERS = (
    Writer((GET_REMOTES, SET_REMOTES), ("remotes", "add", "remove"), _remotes),
    Writer((GET_SETTINGS, PUT_SETTINGS, REMOTE_INFO, PROXY_GET, PROXY_PUT), ("settings",), _settings),
    Writer(
        (
            GET_RULESETS,
            "create-traffic-filter-ruleset",
            GET_RULESET,
            "update-traffic-filter-ruleset",
            "delete-traffic-filter-ruleset",
            "get-traffic-filter-ruleset-deployment-associations",
            "create-traffic-filter-ruleset-association",
            "delete-traffic-filter-ruleset-association",
            GET_RULESETS_OF_DEPLOYMENT,
            GET_LINK_IDS,
            "claim-traffic-filter-link-id",
            "unclaim-traffic-filter-link-id",
        ),
        ("attach", "detach"),
        _associations,
    ),
    Writer(("get-deployment", "update-deployment"), ("trust",), _trust),
)


def writer_of(operation: str) -> Writer:
    """Return who else writes during this operation; faults for others are refused before."""
    return next(writer for writer in WRITERS if operation in writer.operations)
