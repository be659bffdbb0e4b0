"""``/_emulator/clusters/…`` about a named cluster: what its administrators find there and do."""

from typing import Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from crosslink_emulator.control import from_this_machine
from crosslink_emulator.control.cluster_life import apply, install, rotate_authority, set_status
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.trust.certificate_authority import certificates
from crosslink_emulator.world.deployments.kubernetes_elasticsearch import Manifest
from crosslink_emulator.world.deployments.transport_ssl import InstallationError
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate_authority import RotationError, Step
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.trust.certificate import sign_node
from crosslink_emulator.world.trust.cluster_trust import trusts_of

router = APIRouter(prefix="/_emulator/clusters/{name}", dependencies=[Depends(from_this_machine)])


class Rotation(BaseModel):
    """One step of replacing the authority's certificate."""

    model_config = ConfigDict(extra="forbid", strict=True)

    step: Step


class Status(BaseModel):
    """Whether the cluster runs."""

    model_config = ConfigDict(extra="forbid", strict=True)

    status: Literal["started", "stopped"]


class Manifests(BaseModel):
    """What is applied, in one step."""

    model_config = ConfigDict(extra="forbid")

    objects: list[Manifest] = Field(min_length=1)


@router.get("/certificates")
async def get_certificates(name: str, world: InWorld) -> dict[str, list[str]]:
    """Answer the certificates of the cluster's authority, and those of its nodes."""
    cluster = _find(world, name)
    authority = world.authority_of(End(None, cluster))
    signed = [sign_node(authority, names[0].partition(".")[0] if names else cluster.node, names).certificate for names in cluster.nodes]
    return {"authority": [authority.pem(one) for one in authority.certificates], "nodes": signed}


@router.put("/files")
async def put_files(name: str, body: dict[str, str], world: InWorld) -> dict[str, Any]:
    """Put files in place below ``config`` on every node, and restart; the answer says whom the nodes trust then."""
    cluster = _find(world, name)
    try:
        install(world, cluster, body)
    except InstallationError as error:
        raise HTTPException(400, str(error)) from error
    return _trust(world, cluster)


@router.put("/kubernetes")
async def put_objects(name: str, body: Manifests, world: InWorld) -> dict[str, Any]:
    """Apply objects as ``kubectl apply`` does, and let the operator do its work; the answer says whom the nodes trust then, and which remotes it made."""
    cluster = _find(world, name)
    try:
        apply(world, cluster, body.objects)
    except InstallationError as error:
        raise HTTPException(400, str(error)) from error
    return _trust(world, cluster) | {"remotes": list(cluster.operated)}


@router.post("/certificate-authority/rotate")
async def rotate(name: str, body: Rotation, world: InWorld) -> dict[str, Any]:
    """Announce the next certificate beside the active one, make it the active one, or drop the past one; the answer lists what is there now."""
    try:
        return {"public_certificates": certificates(rotate_authority(world, _find(world, name), body.step))}
    except RotationError as error:
        raise HTTPException(400, str(error)) from error


@router.put("/status")
async def put_status(name: str, body: Status, world: InWorld) -> dict[str, str]:
    """Stop or start all nodes."""
    set_status(world, _find(world, name), body.status)
    return {"status": body.status}


def _trust(world: World, cluster: Cluster) -> dict[str, Any]:
    """Return whom the nodes trust, by node sets where there are some."""
    trusts = trusts_of(world, cluster)
    return {"trusts": [{"nodes": one.place, "authorities": list(one.authorities), "restrictions": one.restrictions} for one in trusts]}


def _find(world: World, name: str) -> Cluster:
    if name not in world.clusters:
        raise HTTPException(404, f"this emulator has no cluster {name} that a name was given to; it has {', '.join(world.clusters) or 'none'}")
    return world.clusters[name]
