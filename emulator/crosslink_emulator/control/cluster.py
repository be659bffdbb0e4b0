"""``/_emulator/clusters/…`` about a named cluster: what its administrators see and do there."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from crosslink_emulator.control import from_this_machine
from crosslink_emulator.http import InWorld
from crosslink_emulator.http.trust.certificate_authority import certificates
from crosslink_emulator.world import Form
from crosslink_emulator.world.deployments.kubernetes_elasticsearch import Manifest
from crosslink_emulator.world.deployments.kubernetes_operator import TRANSPORT_PORT, remotes_of, service_of, with_objects
from crosslink_emulator.world.deployments.node_set import with_files
from crosslink_emulator.world.deployments.transport_ssl import InstallationError
from crosslink_emulator.world.remotes import REMOTE, SettingError, Value
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, RotationError, Step
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.trust.certificate import sign_node
from crosslink_emulator.world.trust.cluster_trust import check_own_nodes, trusts_of


def install(world: World, cluster: Cluster, files: Mapping[str, str]) -> None:
    """Put files in place on every node of a self-managed cluster and restart them; raise, and change nothing, where they would not come up again."""
    if cluster.platform != "self":
        raise InstallationError(f"{cluster.name} runs in Kubernetes: its files come from Secrets and ConfigMaps")
    _attempt(world, cluster, with_files(cluster, files), lambda: None)


def apply(world: World, cluster: Cluster, manifests: list[Manifest]) -> None:
    """Apply Kubernetes objects, and let the operator do its work; raise, and change nothing, where nodes would not come up again."""
    if cluster.platform != "eck":
        raise InstallationError(f"{cluster.name} does not run in Kubernetes: it has files")
    _attempt(world, cluster, with_objects(cluster, manifests), lambda: _reconcile(world, cluster))


def rotate_authority(world: World, cluster: Cluster, step: Step) -> CertificateAuthority:
    """Take one step with the authority of a cluster, and so of all that share it; raise where the step is not possible."""
    authority = world.authority_of(End(None, cluster))
    world.certificate_authorities[authority.name] = after = authority.rotated(step, world.clock)
    world.tick()
    world.changed()
    return after


def set_status(world: World, cluster: Cluster, status: Literal["started", "stopped"]) -> None:
    """Stop or start all nodes of a cluster."""
    cluster.status = status
    world.changed()


def _attempt(world: World, cluster: Cluster, wanted: Cluster, then: Callable[[], None]) -> None:
    """Let the cluster be as it is wanted, all of it or nothing."""
    before = cluster.model_copy()
    _become(cluster, wanted)
    try:
        check_own_nodes(world, cluster)
        then()
    except InstallationError:
        _become(cluster, before)
        raise
    world.tick()
    world.changed()


def _become(cluster: Cluster, wanted: Cluster) -> None:
    for field in Cluster.model_fields:
        setattr(cluster, field, getattr(wanted, field))


def _reconcile(world: World, cluster: Cluster) -> None:
    """Write the settings of the remotes that the operator manages, and remove those of remotes that are no longer wanted."""
    wanted = remotes_of(world.clusters, cluster)
    change: dict[str, Value | None] = {f"{REMOTE}{alias}.*": None for alias in cluster.operated if alias not in wanted}
    for alias, target in wanted.items():
        change |= {f"{REMOTE}{alias}.mode": "sniff", f"{REMOTE}{alias}.seeds": [f"{service_of(target)}:{TRANSPORT_PORT}"]}
    cluster.operated = tuple(wanted)
    if not change:
        return
    try:
        write_settings(world, None, cluster, change)
    except SettingError as error:
        raise InstallationError(f"the operator cannot write the settings of spec.remoteClusters: {error}") from error


router = APIRouter(prefix="/_emulator/clusters/{name}", dependencies=[Depends(from_this_machine)])


class Rotation(Form):
    """One step of replacing the authority's certificate."""

    step: Step


class Status(Form):
    """Whether the cluster runs."""

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
    return {"authority": [authority.pem(certificate) for certificate in authority.certificates], "nodes": signed}


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
    return {"trusts": [{"nodes": trust.place, "authorities": list(trust.authorities), "restrictions": trust.restrictions} for trust in trusts]}


def _find(world: World, name: str) -> Cluster:
    if name not in world.clusters:
        raise HTTPException(404, f"this emulator has no cluster {name} that a name was given to; it has {', '.join(world.clusters) or 'none'}")
    return world.clusters[name]
