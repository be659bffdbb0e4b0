"""The life of a remote cluster: one entry in a list that others write too.

Every change reads the list, changes the one entry, writes the list and reads it back; entries of others stay as they are.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from crosslink_core.api.cloud.remotes.remote_cluster import SET
from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections import Connections
from crosslink_core.coordination.recent import Recent
from crosslink_core.coordination.shared_list import change
from crosslink_core.coordination.waiting import wait_for
from crosslink_core.lifecycle.base import PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.deployments.deployment import hidden
from crosslink_core.lifecycle.remotes import remote_list
from crosslink_core.lifecycle.remotes.ends import refuse_disabled, refuse_system, too_far
from crosslink_core.lifecycle.remotes.remote_cluster_proof import proved
from crosslink_core.lifecycle.remotes.remote_list import Entries
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState
from crosslink_core.model.version import Version, search

LEAVE_S = 3.0
"""How long whoever is in a place may take to leave it, in seconds: another resource of the program, when two swap their aliases."""

_recent: Final = WeakKeyDictionary[Connections, Recent[Entries]]()
"""The readings of this process; a lifecycle is made for each call, its connections once."""


class RemoteClusterLifecycle:
    """Create, read, update and delete :class:`RemoteCluster`."""

    identity: ClassVar = frozenset({"local.deployment_id", "local.ref_id", "alias"})
    unordered: ClassVar[frozenset[str]] = frozenset()
    volatile: ClassVar = frozenset({"connected"})

    def __init__(self, connections: Connections, tell: Tell, *, adopt: bool = True) -> None:
        self._connections, self._tell, self._adopt = connections, tell, adopt
        self._recent = _recent.setdefault(connections, Recent())

    def create(self, spec: RemoteCluster, *, leaving: Callable[[], bool] = lambda: False) -> RemoteClusterState:
        """Add the entry, or adopt one that is alike; raise :exc:`PlaceTakenError` for one that is not.

        Nothing stays behind when it fails: Pulumi would not know of it.
        """
        self._refuse(spec)
        wanted, seen = remote_list.to_wire(spec), list[Entries]()

        def look(entries: Entries) -> None:
            self._judge(spec, entries, leaving=leaving())
            seen.append(entries)

        def put() -> Entries | PlaceTakenError:
            try:
                return self._change(spec, partial(remote_list.put, wanted=wanted), look=look)
            except PlaceTakenError as error:
                return error

        try:
            entries = wait_for(put, lambda found: not isinstance(found, PlaceTakenError), first=put(), timeout_s=LEAVE_S)
            if isinstance(entries, PlaceTakenError):
                raise entries
            return self._proved(spec, entries)
        except CrosslinkError:
            if seen and remote_list.find(seen[0], spec.alias) is None:
                with suppress(CrosslinkError):
                    self._change(spec, partial(remote_list.without, mine=wanted))
            raise

    def read(self, id: str, state: RemoteClusterState) -> RemoteClusterState | None:  # noqa: A002 — Pulumi's word
        """Return the entry as it is and its connection; facts stay as they were."""
        try:
            found = remote_list.find(self._listed(state.local), state.alias)
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise hidden(self._connections, id, state.local, error) from None
        if found is None:
            return None
        try:
            return remote_list.state(state.model_copy(update=remote_list.differences(state, found)), found.info)
        except ValidationError:
            msg = f"{id} leads to {found.deployment_id!r} now, which crosslink cannot express; correct or remove that entry in the console"
            raise PlaceTakenError(msg) from None

    def update(self, id: str, state: RemoteClusterState, spec: RemoteCluster) -> RemoteClusterState:  # noqa: A002 — Pulumi's word
        """Change the entry; new facts alone send nothing, unless they are where the remote is."""
        wanted, moved = remote_list.to_wire(spec), _address(state.remote) != _address(spec.remote)
        if state.connected and remote_list.to_wire(state) == wanted and not moved:
            return RemoteClusterState.model_validate(state.model_dump() | spec.model_dump())
        self._refuse(spec)
        return self._proved(spec, self._change(spec, partial(remote_list.put, wanted=wanted), always=moved))

    def delete(self, id: str, state: RemoteClusterState) -> None:  # noqa: A002 — Pulumi's word
        """Remove the entry, if it is still the one that the state describes."""
        try:
            entries = self._change(state, partial(remote_list.removed, mine=remote_list.to_wire(state)))
        except NotFoundError as error:
            if error.operation == SET.id:  # the list could be read: what was not found may be where an entry of it leads to
                raise
            return
        except ForbiddenError as error:
            raise hidden(self._connections, id, state.local, error) from None
        if remote_list.find(entries, state.alias):
            self._tell.warn(f"{id} now leads to another deployment than this stack made it for: left in place")

    def existing(self, local: Deployment) -> Iterator[RemoteClusterState]:
        """Yield every entry of a deployment, whoever made it; of the remotes only the ids are known."""
        for one in self._listed(local):
            try:
                yield remote_list.state(remote_list.from_wire(local, one), one.info)
            except ValidationError:  # the service lets others write aliases and targets that crosslink cannot
                self._tell.warn(f"deployment {local.label} has an entry {one.alias!r} to {one.deployment_id!r}, which crosslink cannot express: left out")

    def _judge(self, spec: RemoteCluster, entries: Entries, *, leaving: bool) -> None:
        """Judge what is in the new entry's place before anything is written."""
        found, wanted = remote_list.find(entries, spec.alias), remote_list.to_wire(spec)
        if found is None or leaving:
            return
        alike = remote_list.alike(found, wanted)
        if not (self._adopt and alike):
            there = f"to deployment {found.deployment_id} with skip_unavailable {str(bool(found.skip_unavailable)).lower()}"
            wish = f"wanted is one to {spec.remote.deployment_id} with {str(spec.skip_unavailable).lower()}"
            what, remedy = ("alike", "let it be adopted") if alike else (there, "declare it as it is and it is adopted")
            msg = (
                f"{spec.id}: an entry {what} is already there, {wish}; choose another alias, remove that entry, or {remedy}; "
                "if it is this stack's own under another name, give this resource the old name as an alias (renamed_from)"
            )
            raise PlaceTakenError(msg)
        self._tell.say(f"adopted {spec.id}, which was there already")

    def _refuse(self, spec: RemoteCluster) -> None:
        """What the service would refuse is an error; what the version table advises against is a warning here."""
        for side, end in (("local", spec.local), ("remote", spec.remote)):
            refuse_system(spec.id, side, end)
            refuse_disabled(self._connections, spec.id, side, end)
        if problem := too_far(spec.local, spec.remote):
            msg = f"{spec.id}: {problem}"
            raise RefusedLinkError(msg)
        local, remote = spec.local.version, spec.remote.version
        if spec.purpose is Purpose.SEARCH and local and remote and not search(Version.parse(local), Version.parse(remote)).allowed:
            self._tell.warn(f"{spec.id}: searching {remote} from {local} is not in Elastic's compatibility table")

    def _proved(self, spec: RemoteCluster, entries: Entries) -> RemoteClusterState:
        return proved(self._connections, self._tell, spec, entries, partial(self._list, spec.local))

    def _list(self, local: Deployment) -> Entries:
        return self._connections.cloud(local.connection).remote_clusters.get(local.deployment_id, remote_list.ref(local))

    def _place(self, local: Deployment) -> tuple[str, str]:
        return "remote clusters of deployment", local.deployment_id  # whatever connection or ref id it is reached by

    def _listed(self, local: Deployment) -> Entries:
        """The list as it was read a moment ago: one reading serves all entries of a deployment."""
        return self._recent.get(self._place(local), partial(self._list, local))

    def _change(self, spec: RemoteCluster, edit: partial[Entries], *, look: Callable[[Entries], None] = lambda _: None, always: bool = False) -> Entries:
        remotes, where = self._connections.cloud(spec.local.connection).remote_clusters, (spec.local.deployment_id, remote_list.ref(spec.local))
        place = self._place(spec.local)
        try:
            return change(place, partial(remotes.get, *where), partial(remotes.set, *where), edit, look=look, always=always)
        finally:
            self._recent.drop(place)


def _address(end: Deployment) -> tuple[str | None, str | None]:
    """Where the remote is: another resource or endpoint behind the same deployment needs a new link."""
    return end.resource_id, end.endpoint
