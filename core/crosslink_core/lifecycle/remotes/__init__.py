"""What both kinds of remotes share: how a remote is created, and which ends cannot be linked.

The policy pack refuses these ends at preview; here they are refused for programs without the pack.
"""

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, Generic, TypeVar

from crosslink_core.connections.session import Session
from crosslink_core.coordination import wait_for
from crosslink_core.lifecycle import NOBODY, Lifecycle, Owner, PlaceTakenError, RefusedLinkError
from crosslink_core.lifecycle.deployments.deployment import facts
from crosslink_core.links import Mechanism
from crosslink_core.links.route_table import route
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import WITHOUT_REPLICATION, Cluster
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.identifier import host
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState
from crosslink_core.model.version import Version, search

Spec = TypeVar("Spec", RemoteCluster, RemoteConnection)
State = TypeVar("State", RemoteClusterState, RemoteConnectionState)
Found = TypeVar("Found")


class RemoteLifecycle(Lifecycle[Spec, State], Generic[Spec, State, Found]):
    """How remotes are created; `Found` is the list or settings that hold a remote."""

    volatile: ClassVar = frozenset({"connected"})

    def create(self, spec: Spec, owner: Owner = NOBODY) -> State:
        """Write the remote, or adopt the same remote; raise :exc:`PlaceTakenError` for another remote in its place.

        After a failure the place is as it was before, because Pulumi would not know of anything else; only what another resource was about to leave is gone.
        """
        self._refuse(spec)
        before = list[Found]()

        def precondition(found: Found) -> None:
            if self._accept(spec, found, leaving=owner.leaving(spec.id)):
                before.append(found)

        try:
            try:
                found = self._change(spec, self._edit(spec), precondition=precondition)
            except PlaceTakenError as taken:
                found = self._change_when_left(spec, precondition, taken)
            return self._proved(spec, found)
        except CrosslinkError:
            if before:
                with suppress(CrosslinkError):
                    self._undo(spec, before)
            raise

    def _change_when_left(self, spec: Spec, precondition: Callable[[Found], None], taken: PlaceTakenError) -> Found:
        """Write the remote once another resource of the program has left its place; raise :exc:`PlaceTakenError` where none does in time."""

        def change() -> Found | PlaceTakenError:
            try:
                return self._change(spec, self._edit(spec), precondition=precondition)
            except PlaceTakenError as error:
                return error

        first: Found | PlaceTakenError = taken
        leave_s = self._session.timings.leave_s
        found = wait_for(self._session, change, lambda found: not isinstance(found, PlaceTakenError), first=first, timeout_s=leave_s)
        if isinstance(found, PlaceTakenError):
            raise found
        return found

    @abstractmethod
    def _accept(self, spec: Spec, found: Found, *, leaving: bool) -> bool:
        """Raise :exc:`PlaceTakenError` for another remote in the place of the new remote; return whether the place is restored if creation fails."""

    @abstractmethod
    def _edit(self, spec: Spec) -> Callable[[Found], Found]:
        """Return the edit that puts the remote in its place."""

    @abstractmethod
    def _change(self, spec: Spec, edit: Callable[[Found], Found], *, precondition: Callable[[Found], None]) -> Found: ...

    @abstractmethod
    def _proved(self, spec: Spec, found: Found) -> State: ...

    @abstractmethod
    def _undo(self, spec: Spec, before: list[Found]) -> None: ...

    @abstractmethod
    def _refuse_pair(self, spec: Spec) -> None: ...

    def _refuse(self, spec: Spec) -> None:
        """Raise for what cannot work; warn of what Elastic's version table advises against."""
        for side, end in (("local", spec.local), ("remote", spec.remote)):
            refuse_system(spec.id, side, end)
            refuse_disabled(self._session, spec.id, side, end)
            refuse_incapable(spec.id, side, end, spec.purpose)
        self._refuse_pair(spec)
        local, remote = spec.local.version, spec.remote.version
        if spec.purpose is Purpose.SEARCH and local and remote and not search(Version.parse(local), Version.parse(remote)).allowed:
            self._tell.warn(f"{spec.id}: searching {remote} from {local} is not in Elastic's compatibility table")

    def _taken(self, spec: Spec, *, same: bool, there: str, wanted: str) -> PlaceTakenError:
        what = "the same entry exists already" if same else f"another entry exists already ({there}), and this program wants {wanted}"
        remedy = "let it be adopted" if same else "declare it as it is, which adopts it"
        return PlaceTakenError(
            f"{spec.id}: {what}; choose another alias, remove that entry, or {remedy}; "
            "if it is this stack's own under another name, give this resource the old name as an alias (renamed_from)"
        )


def refuse_system(what: str, side: str, end: End) -> None:
    """Raise :exc:`RefusedLinkError` for a system deployment."""
    if end.is_system:
        msg = f"{what}: the {side} deployment {end.label} is a system deployment, which can be neither local nor remote; link another deployment"
        raise RefusedLinkError(msg)


def refuse_disabled(session: Session, what: str, side: str, end: End) -> None:
    """Raise :exc:`RefusedLinkError` for a deployment without cross-cluster features; reads it again, because this very `up` may have enabled them."""
    if isinstance(end, Cluster) or end.ccr is not False:
        return
    if facts(session.cloud(end.connection).deployments.get(end.deployment_id)).ccr is False:
        msg = (
            f"{what}: the {side} deployment {end.label} has no cross-cluster features, as those made before February 2021 (ECH) or ECE 2.9.0; "
            "declare a CrossClusterEnablement for it, and let the link depend on it"
        )
        raise RefusedLinkError(msg)


def refuse_incapable(what: str, side: str, end: End, purpose: Purpose) -> None:
    """Raise :exc:`RefusedLinkError` for a cluster whose nodes cannot connect to remotes, or whose licence lacks replication."""
    if isinstance(end, Cluster):
        if side == "local" and end.remote_cluster_client is False:
            msg = f"{what}: no node of the local cluster {end.label} has the role remote_cluster_client; add it to node.roles of the nodes that take requests"
            raise RefusedLinkError(msg)
        if purpose is Purpose.REPLICATION and end.license in WITHOUT_REPLICATION:
            msg = f"{what}: the {side} cluster {end.label} has the licence {end.license}, which lacks replication; use a platinum or enterprise licence"
            raise RefusedLinkError(msg)


def refuse_itself(link: RemoteConnection) -> None:
    """Raise :exc:`RefusedLinkError` for a connection from a cluster to itself."""
    local, remote = link.local, link.remote
    if isinstance(local, Cluster):
        same = isinstance(remote, Cluster) and local.cluster_uuid is not None and local.cluster_uuid == remote.cluster_uuid
        to_itself = same or any(address in local.transport_addresses for address in link.addresses)
    else:
        to_itself = local.endpoint is not None and local.endpoint in {link.server_name, *map(host, link.addresses)}
    if to_itself:
        what = "cluster" if isinstance(local, Cluster) else "deployment"
        msg = f"{link.id}: {', '.join(link.addresses)} is the local {what} itself, which needs no link; correct the address, or the remote"
        raise RefusedLinkError(msg)


def is_another_cluster(before: End, now: End) -> bool:
    """Whether an end is another cluster now, as far as is known: its settings are gone, and remotes that pointed to it fail."""
    old, new = (end.cluster_uuid if isinstance(end, Cluster) else end.resource_id for end in (before, now))
    return None not in {old, new} and old != new


def too_far(local: Deployment, remote: Deployment) -> str | None:
    """Say why the list of remote clusters cannot link two ends, where that is known; raise :exc:`NoRouteError` where nothing can."""
    if local.known and remote.known and route(local, remote).mechanism != Mechanism.REMOTE_CLUSTER:
        return (
            f"{local.label} and {remote.label} belong to different organizations or environments, which the list of remote clusters cannot link; "
            "declare a ClusterLink, or a RemoteConnection and the trust it needs"
        )
    return None
