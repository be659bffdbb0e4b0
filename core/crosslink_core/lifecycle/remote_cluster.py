"""The life of a remote cluster: one entry in a list that others write too.

Every change reads the list, changes the one entry, writes the list and reads it back; entries of others stay as they are.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar, Final

from pydantic import ValidationError

from crosslink_core.api.cloud.remote_cluster import Entry, Info
from crosslink_core.api.error import NoReplyError, NotFoundError, RateLimitedError, UnavailableError
from crosslink_core.connections import Connections
from crosslink_core.coordination.shared_list import change
from crosslink_core.coordination.waiting import wait_for
from crosslink_core.lifecycle.base import NotConnectedError, PlaceTakenError, RefusedLinkError, Say
from crosslink_core.model.deployment import MAIN, Deployment
from crosslink_core.model.remote_cluster import Purpose, RemoteCluster, RemoteClusterState, why_not
from crosslink_core.model.version import Version, search

Entries = tuple[Entry, ...]

PASSING: Final = (NoReplyError, RateLimitedError, UnavailableError)
"""What a question that waits for the connection survives: the entry is written, and the next question may be answered."""


class RemoteClusterLifecycle:
    """Create, read, update and delete :class:`RemoteCluster`; `say` tells the user what is worth knowing."""

    identity: ClassVar = frozenset({"local.deployment_id", "local.ref_id", "alias"})
    unordered: ClassVar[frozenset[str]] = frozenset()
    volatile: ClassVar = frozenset({"connected"})

    def __init__(self, connections: Connections, say: Say, *, adopt: bool = True) -> None:
        self._connections, self._say, self._adopt = connections, say, adopt

    def create(self, spec: RemoteCluster) -> RemoteClusterState:
        """Add the entry, or adopt one that is alike; raise :exc:`PlaceTakenError` for one that is not."""
        self._refuse(spec)
        entries = self._change(spec, partial(_put, wanted=_entry(spec)), look=partial(self._look, spec))
        return self._connected(spec, entries)

    def read(self, id: str, state: RemoteClusterState) -> RemoteClusterState | None:  # noqa: A002 — Pulumi's word
        """Return the entry as it is and its connection; facts stay as they were."""
        try:
            found = _find(self._list(state), state.alias)
        except NotFoundError:
            return None
        if found is None:
            return None
        try:
            return _state(state.model_copy(update=_differences(state, found)), found.info)
        except ValidationError:
            msg = f"{id} leads to {found.deployment_id!r} now, which crosslink cannot express; correct or remove that entry in the console"
            raise PlaceTakenError(msg) from None

    def update(self, id: str, state: RemoteClusterState, spec: RemoteCluster) -> RemoteClusterState:  # noqa: A002 — Pulumi's word
        """Change the entry; new facts alone send nothing, unless they are where the remote is."""
        if state.connected and _entry(state) == _entry(spec) and _address(state.remote) == _address(spec.remote):
            return RemoteClusterState.model_validate(state.model_dump() | spec.model_dump())
        self._refuse(spec)
        moved = _address(state.remote) != _address(spec.remote)
        entries = self._change(spec, partial(_put, wanted=_entry(spec)), always=moved)
        return self._connected(spec, entries)

    def delete(self, id: str, state: RemoteClusterState) -> None:  # noqa: A002 — Pulumi's word
        """Remove the entry, if it is still the one that the state describes."""
        try:
            entries = self._change(state, partial(_removed, mine=_entry(state)))
        except NotFoundError:
            return
        if _find(entries, state.alias):
            self._say(f"{id} now leads to another deployment than this stack made it for: left in place")

    def existing(self, local: Deployment) -> tuple[RemoteClusterState, ...]:
        """Return every entry of a deployment, whoever made it; of the remotes only the ids are known."""
        entries = self._connections.cloud(local.connection).remote_clusters.get(local.deployment_id, _ref(local))
        return tuple(self._readable(local, entries))

    def _readable(self, local: Deployment, entries: Entries) -> Iterator[RemoteClusterState]:
        for one in entries:
            try:
                yield _state(_spec(local, one), one.info)
            except ValidationError:  # the service lets others write aliases and targets that crosslink cannot
                self._say(f"deployment {local.label} has an entry {one.alias!r} to {one.deployment_id!r}, which crosslink cannot express: left out")

    def _look(self, spec: RemoteCluster, entries: Entries) -> None:
        """Judge what is in the new entry's place before anything is written."""
        found, wanted = _find(entries, spec.alias), _entry(spec)
        if found is None:
            return
        if not (self._adopt and _alike(found, wanted)):
            what = (
                "alike" if _alike(found, wanted) else f"to deployment {found.deployment_id} with skip_unavailable {str(bool(found.skip_unavailable)).lower()}"
            )
            msg = f"{spec.id}: an entry {what} is already there; choose another alias, remove that entry, or import it with `pulumi import --file`"
            raise PlaceTakenError(msg)
        self._say(f"adopted {spec.id}, which was there already")

    def _refuse(self, spec: RemoteCluster) -> None:
        """What the service would refuse is an error; what the version table advises against is a warning here."""
        for side, end in (("local", spec.local), ("remote", spec.remote)):
            if end.is_system:
                msg = f"{spec.id}: the {side} deployment {end.label} is a system deployment, which can be neither local nor remote; link another one"
                raise RefusedLinkError(msg)
        local, remote = spec.local.version, spec.remote.version
        if spec.purpose is Purpose.SEARCH and local and remote and not search(Version.parse(local), Version.parse(remote)).allowed:
            self._say(f"{spec.id}: searching {remote} from {local} is not in Elastic's compatibility table")

    def _connected(self, spec: RemoteCluster, entries: Entries) -> RemoteClusterState:
        """Wait for the connection as long as it can come by itself: missing trust and unsuitable versions stay as they are."""
        last = wait_for(lambda: self._list(spec), partial(_settled, wanted=_entry(spec)), first=entries, timeout_s=spec.connect_timeout_s, bear=PASSING)
        found = _find(last, spec.alias)
        if found is None or not _alike(found, _entry(spec)):
            msg = f"{spec.id} was changed or removed by another program while it was connecting; stop that program, and try again"
            raise NotConnectedError(msg)
        state = _state(spec, found.info)
        if not state.connected:
            text = f"{spec.id} is not connected: {state.reason}"
            if spec.require_connected:
                raise NotConnectedError(text)
            self._say(text)
        return state

    def _list(self, spec: RemoteCluster) -> Entries:
        return self._connections.cloud(spec.local.connection).remote_clusters.get(spec.local.deployment_id, _ref(spec.local))

    def _change(self, spec: RemoteCluster, edit: partial[Entries], *, look: Callable[[Entries], None] = lambda _: None, always: bool = False) -> Entries:
        remotes, deployment, ref = self._connections.cloud(spec.local.connection).remote_clusters, spec.local.deployment_id, _ref(spec.local)
        place = ("remote clusters of deployment", deployment)  # whatever connection or ref id it is reached by
        return change(place, partial(remotes.get, deployment, ref), partial(remotes.set, deployment, ref), edit, look=look, always=always)


def _ref(end: Deployment) -> str:
    return end.ref_id or MAIN


def _address(end: Deployment) -> tuple[str | None, str | None]:
    """Where the remote is: another resource or endpoint behind the same deployment needs a new link."""
    return end.resource_id, end.endpoint


def _entry(spec: RemoteCluster) -> Entry:
    remote = spec.remote
    return Entry(deployment_id=remote.deployment_id, elasticsearch_ref_id=_ref(remote), alias=spec.alias, skip_unavailable=spec.skip_unavailable)


def _spec(local: Deployment, entry: Entry) -> RemoteCluster:
    remote = Deployment(deployment_id=entry.deployment_id, ref_id=entry.elasticsearch_ref_id, connection=local.connection)
    return RemoteCluster(local=local, remote=remote, alias=entry.alias, skip_unavailable=bool(entry.skip_unavailable))


def _find(entries: Entries, alias: str) -> Entry | None:
    return next((one for one in entries if one.alias == alias), None)


def _leads_to(one: Entry) -> tuple[str, str]:
    return one.deployment_id, one.elasticsearch_ref_id


def _alike(one: Entry, other: Entry) -> bool:
    return _leads_to(one) == _leads_to(other) and bool(one.skip_unavailable) == bool(other.skip_unavailable)


def _put(entries: Entries, *, wanted: Entry) -> Entries:
    """The list with the wanted entry in its place, or at the end; an alike one is left as it stands."""
    found = _find(entries, wanted.alias)
    if found is None:
        return (*entries, wanted)
    return entries if _alike(found, wanted) else tuple(wanted if one is found else one for one in entries)


def _removed(entries: Entries, *, mine: Entry) -> Entries:
    return tuple(one for one in entries if one.alias != mine.alias or _leads_to(one) != _leads_to(mine))


def _differences(state: RemoteClusterState, found: Entry) -> dict[str, object]:
    """What the entry says otherwise than the state."""
    remote = state.remote
    if _leads_to(found) != (remote.deployment_id, _ref(remote)):
        remote = Deployment(deployment_id=found.deployment_id, ref_id=found.elasticsearch_ref_id, connection=remote.connection)
    return {"remote": remote, "skip_unavailable": bool(found.skip_unavailable)}


def _settled(entries: Entries, wanted: Entry) -> bool:
    """Whether waiting is over: it is connected, or in the way is what does not change by itself; or it is another entry now."""
    found = _find(entries, wanted.alias)
    info = found.info if found and _alike(found, wanted) else None
    return info is None or info.connected or not (info.compatible and info.trusted and info.trusted_back)


def _state(spec: RemoteCluster, info: Info | None) -> RemoteClusterState:
    said = (info or Info()).model_dump(include={"connected", "compatible", "trusted", "trusted_back"})
    wanted = spec.model_dump(include=set(RemoteCluster.model_fields))
    reason = "the service does not say whether it is" if info is None else why_not(**said)
    return RemoteClusterState.model_validate(wanted | said | {"reason": reason})
