"""What those who run a named cluster do with it: files, Kubernetes objects, a new authority, stopping and starting."""

from collections.abc import Callable, Mapping
from typing import Literal

from crosslink_emulator.world.deployments.installed_file import with_files
from crosslink_emulator.world.deployments.kubernetes_elasticsearch import Manifest
from crosslink_emulator.world.deployments.kubernetes_operator import TRANSPORT_PORT, remotes_of, service_of, with_objects
from crosslink_emulator.world.deployments.transport_ssl import InstallationError
from crosslink_emulator.world.remotes import REMOTE, SettingError, Value
from crosslink_emulator.world.remotes.elasticsearch_settings import write_settings
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, Step
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.trust.cluster_trust import check_own_nodes


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
