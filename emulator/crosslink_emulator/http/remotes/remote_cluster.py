"""``/deployments/{deployment_id}/elasticsearch/{ref_id}/remote-clusters``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.fields import NoParameters
from crosslink_emulator.world import Form
from crosslink_emulator.world.remotes.connectivity import connectivity
from crosslink_emulator.world.remotes.remote_cluster import set_remotes
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment, Remote

PATH = "/deployments/{deployment_id}/elasticsearch/{ref_id}/remote-clusters"

SKIP_UNAVAILABLE_DEFAULT = False
"""Documented for the write.  GUESS: the read always states it."""

router = APIRouter(route_class=Operation)


class RemoteResourceRef(Form):
    """One entry of a write, written down a second time on purpose."""

    alias: str
    deployment_id: str
    elasticsearch_ref_id: str
    skip_unavailable: bool = SKIP_UNAVAILABLE_DEFAULT
    info: Any = None
    """Read-only: what a GET gave may be sent back, and is ignored."""

    def remote(self) -> Remote:
        """Return the entry as the world keeps it."""
        return Remote.model_validate(self.model_dump(exclude={"info"}))


class RemoteResources(Form):
    """The complete list."""

    resources: list[RemoteResourceRef]
    """GUESS: null, which the Go client can send, is refused rather than read as an empty list."""


@router.get(PATH, operation_id="get-deployment-es-resource-remote-clusters")
async def get_remotes(deployment_id: str, ref_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Answer the list with the state of each connection, as it is at this moment."""
    local = world.elasticsearch(cloud, deployment_id, ref_id)
    remotes = world.past.before("remotes", local.id, now=local.remotes) if lagging else local.remotes
    return JSONResponse({"resources": [_to_wire(world, cloud, local, remote) for remote in remotes]})


@router.put(PATH, operation_id="set-deployment-es-resource-remote-clusters")
async def replace_remotes(
    deployment_id: str, ref_id: str, body: RemoteResources, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Replace the whole list; 202 and no other success, because the Go client takes no other."""
    local = world.elasticsearch(cloud, deployment_id, ref_id)
    set_remotes(world, cloud, local, [entry.remote() for entry in body.resources])
    return JSONResponse({}, 202)


def _to_wire(world: World, cloud: Cloud, local: Deployment, remote: Remote) -> dict[str, Any]:
    return remote.model_dump() | {"info": connectivity(world, cloud, local, remote).model_dump()}
