"""A remote cluster: an entry in a deployment's list, which others write too.

Every change reads the list, edits its own entry, writes the list and reads it back; the entries of others stay as they are.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from pydantic import ValidationError

from crosslink_core.api.cloud.remotes.remote_cluster import SET
from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.coordination import wait_for
from crosslink_core.coordination.shared_list import change
from crosslink_core.lifecycle import PlaceTakenError, RefusedLinkError, Tell, changed_meanwhile, tell_unconnected
from crosslink_core.lifecycle.deployments import hidden
from crosslink_core.lifecycle.remotes import RemoteLifecycle, remote_list, too_far
from crosslink_core.lifecycle.remotes.remote_list import Entries
from crosslink_core.lifecycle.trust import trust_reason
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState


class _Recent(Readings[Entries]):
    """By deployment."""


class RemoteClusterLifecycle(RemoteLifecycle[RemoteCluster, RemoteClusterState, Entries]):
    """Create, read, update and delete :class:`RemoteCluster`."""

    identity: ClassVar = frozenset({"local.deployment_id", "local.ref_id", "alias"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._recent = session.shared(_Recent)

    def read(self, id: str, state: RemoteClusterState) -> RemoteClusterState | None:  # noqa: A002 — Pulumi's word
        """Return the entry as it is and its connection; facts stay as they were."""
        try:
            found = remote_list.find(self._listed(state.local), state.alias)
        except NotFoundError:
            return None
        except ForbiddenError as error:
            raise hidden(self._session, id, state.local, error) from None
        if found is None:
            return None
        try:
            return remote_list.state(state.model_copy(update=remote_list.differences(state, found)), found.info)
        except ValidationError:
            msg = f"{id} points to {found.deployment_id!r} now, which crosslink cannot express; correct or remove that entry in the console"
            raise PlaceTakenError(msg) from None

    def update(self, id: str, state: RemoteClusterState, spec: RemoteCluster) -> RemoteClusterState:  # noqa: A002 — Pulumi's word
        """Change the entry; new facts alone send nothing, unless the remote's resource or endpoint changed."""
        wanted, moved = remote_list.to_wire(spec), _address(state.remote) != _address(spec.remote)
        if state.connected and remote_list.to_wire(state) == wanted and not moved:
            return RemoteClusterState.model_validate(state.model_dump() | spec.model_dump())
        self._refuse(spec)
        return self._proved(spec, self._change(spec, self._edit(spec), always=moved))

    def delete(self, id: str, state: RemoteClusterState) -> None:  # noqa: A002 — Pulumi's word
        """Remove the entry, if it is still the one that the state describes."""
        try:
            entries = self._change(state, partial(remote_list.removed, mine=remote_list.to_wire(state)))
        except NotFoundError as error:
            if error.operation == SET.id:  # the list could be read: what was not found may be the deployment of another entry
                raise
            return
        except ForbiddenError as error:
            raise hidden(self._session, id, state.local, error) from None
        if remote_list.find(entries, state.alias):
            self._tell.warn(f"{id} points to another deployment now than this stack wrote: left in place")

    def existing(self, local: Deployment) -> Iterator[RemoteClusterState]:
        """Yield every entry of a deployment, whoever made it; of the remotes only the ids are known."""
        for entry in self._listed(local):
            try:
                yield remote_list.state(remote_list.from_wire(local, entry), entry.info)
            except ValidationError:  # the service takes aliases and deployments from others that crosslink refuses
                self._tell.warn(f"deployment {local.label} has an entry {entry.alias!r} to {entry.deployment_id!r}, which crosslink cannot express: left out")

    def _accept(self, spec: RemoteCluster, found: Entries, *, leaving: bool) -> bool:
        entry, wanted = remote_list.find(found, spec.alias), remote_list.to_wire(spec)
        if entry is not None and not leaving:
            same = remote_list.is_same(entry, wanted)
            if not (self._session.adopt and same):
                raise self._taken(spec, same=same, there=remote_list.described(entry), wanted=remote_list.described(wanted))
            self._tell.say(f"adopted {spec.id}, which was there already")
        return True

    def _edit(self, spec: RemoteCluster) -> Callable[[Entries], Entries]:
        return partial(remote_list.put, wanted=remote_list.to_wire(spec))

    def _undo(self, spec: RemoteCluster, before: list[Entries]) -> None:
        if remote_list.find(before[0], spec.alias) is None:
            self._change(spec, partial(remote_list.without, mine=remote_list.to_wire(spec)))

    def _refuse_pair(self, spec: RemoteCluster) -> None:
        if problem := too_far(spec.local, spec.remote):
            msg = f"{spec.id}: {problem}"
            raise RefusedLinkError(msg)

    def _proved(self, spec: RemoteCluster, found: Entries) -> RemoteClusterState:
        """Wait for the connection as long as it can come by itself: missing trust and incompatible versions need a person.

        Raises :exc:`NotConnectedError` where the connection does not come and must, or where the entry was changed by then.
        """
        wanted, believe_s = remote_list.to_wire(spec), self._session.timings.believe_s
        wait = partial(wait_for, self._session, partial(self._list, spec.local), partial(remote_list.connected, wanted=wanted), on=PASSING)
        self._tell.status(f"waiting for {spec.alias} to connect")
        last = wait(first=found, timeout_s=min(believe_s, spec.connect_timeout_s))
        if not remote_list.hopeless(last, wanted=wanted):
            last = wait(first=last, timeout_s=max(0, spec.connect_timeout_s - believe_s))
        entry = remote_list.find(last, spec.alias)
        if entry is None or not remote_list.is_same(entry, wanted):
            raise changed_meanwhile(spec.id)
        state = remote_list.state(spec, entry.info)
        if not state.connected:
            if not (state.trusted and state.trusted_back) and entry.info is not None:
                state = state.model_copy(update={"reason": f"{state.reason}: {trust_reason.judge(self._session, spec).text}"})
            tell_unconnected(self._tell, spec.id, state.reason, required=spec.require_connected)
        return state

    def _list(self, local: Deployment) -> Entries:
        return self._session.cloud(local.connection).remote_clusters.get(local.deployment_id, remote_list.ref(local))

    def _place(self, local: Deployment) -> tuple[str, str]:
        return "remote clusters of deployment", local.deployment_id  # whatever connection or ref id it is reached by

    def _listed(self, local: Deployment) -> Entries:
        """The list as it was read a moment ago: a single reading serves all entries of a deployment."""
        return self._recent.get(self._place(local), partial(self._list, local))

    def _change(
        self, spec: RemoteCluster, edit: Callable[[Entries], Entries], *, precondition: Callable[[Entries], None] = lambda _: None, always: bool = False
    ) -> Entries:
        remotes, where = self._session.cloud(spec.local.connection).remote_clusters, (spec.local.deployment_id, remote_list.ref(spec.local))
        place = self._place(spec.local)
        try:
            return change(self._session, place, partial(remotes.get, *where), partial(remotes.set, *where), edit, precondition=precondition, always=always)
        finally:
            self._recent.drop(place)


def _address(end: Deployment) -> tuple[str | None, str | None]:
    """Where the remote is: another resource or endpoint behind the same deployment needs a new link."""
    return end.resource_id, end.endpoint
