"""A remote connection: the settings of an alias of a cluster, and the wait until its nodes are connected.

Settings of other aliases are never touched, nor those that others set for the same alias (`proxy_socket_connections`, `transport.…`).
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import ClassVar, Final

from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.remote_info import RemoteInfo
from crosslink_core.api.elasticsearch.settings import RemoteSettings
from crosslink_core.api.error import ForbiddenError, NotFoundError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.coordination.cluster_settings import ClusterSettingsUpdate, Edit
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments import hidden, is_gone
from crosslink_core.lifecycle.remotes import RemoteLifecycle, is_another_cluster, refuse_itself, remote_settings
from crosslink_core.lifecycle.remotes.remote_failure import explain
from crosslink_core.lifecycle.remotes.remote_proof import RemoteProof
from crosslink_core.lifecycle.trust.trust_reason import Judgement, judge
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState

NO_ANSWER: Final = "the remote does not answer, or trust is missing on a side"

Infos = dict[str, RemoteInfo]


class _Recent:
    """What was read of each cluster."""

    def __init__(self, session: Session) -> None:
        self.settings, self.infos = Readings[RemoteSettings](session), Readings[Infos](session)

    def forget(self, cluster: str) -> None:
        """Forget a cluster, which is about to change."""
        self.settings.drop(cluster)
        self.infos.drop(cluster)


class RemoteConnectionLifecycle(RemoteLifecycle[RemoteConnection, RemoteConnectionState, RemoteSettings]):
    """Create, read, update and delete :class:`RemoteConnection`."""

    identity: ClassVar = frozenset({"local.deployment_id", "local.cluster", "alias"})
    unordered: ClassVar = frozenset({"seeds", "local.node_names", "remote.node_names", "local.transport_addresses", "remote.transport_addresses"})

    def __init__(self, session: Session, tell: Tell) -> None:
        super().__init__(session, tell)
        self._recent = session.shared(_Recent)

    def read(self, id: str, state: RemoteConnectionState) -> RemoteConnectionState | None:  # noqa: A002 — Pulumi's word
        """Return the settings as they are and the connection; facts stay as they were.  A single reading serves all remotes of a cluster."""
        cluster, elasticsearch = state.local.id, self._elasticsearch(state.local)
        try:
            settings = self._recent.settings.get(cluster, elasticsearch.settings.remotes)
            infos = self._recent.infos.get(cluster, lambda: dict(elasticsearch.remotes()))
        except NotFoundError as error:
            if is_gone(self._session, id, state.local, error):
                return None
            raise
        except ForbiddenError as error:
            raise hidden(self._session, id, state.local, error) from None
        found = settings.of(state.alias)
        if not remote_settings.is_there(found):
            return None
        if state.alias in settings.transient:
            self._tell.warn(f"{id}: transient settings of somebody else override the persistent settings; the next change removes them")
        return remote_settings.state(state, found, infos.get(state.alias), reason=state.reason or NO_ANSWER)

    def update(self, id: str, state: RemoteConnectionState, spec: RemoteConnection) -> RemoteConnectionState:  # noqa: A002 — Pulumi's word
        """Change the settings; new facts alone send nothing, unless a cluster was created again."""
        wanted, anew = remote_settings.to_wire(spec), is_another_cluster(state.local, spec.local) or is_another_cluster(state.remote, spec.remote)
        if state.connected and not anew and remote_settings.to_wire(state) == wanted:
            return RemoteConnectionState.model_validate(state.model_dump() | spec.model_dump())
        self._refuse(spec)
        return self._proved(spec, self._change(spec, self._edit(spec)))

    def delete(self, id: str, state: RemoteConnectionState) -> None:  # noqa: A002 — Pulumi's word
        """Remove the settings, if they still point where the state says; that they or their cluster are gone is fine."""
        try:
            left = self._change(state, partial(remote_settings.removed, alias=state.alias, mine=remote_settings.to_wire(state)))
        except NotFoundError as error:
            if is_gone(self._session, id, state.local, error):
                return
            raise
        except ForbiddenError as error:
            raise hidden(self._session, id, state.local, error) from None
        if remote_settings.is_there(left.of(state.alias)):
            self._tell.warn(f"{id} points elsewhere now than this stack wrote: left in place")

    def why(self, spec: RemoteConnection) -> Judgement:
        """Say why a remote is not connected, as far as the control planes know, or else what the local cluster reports."""
        found = judge(self._session, spec)
        if found.lacks_trust or not (isinstance(spec.local, Cluster) or isinstance(spec.remote, Cluster)):
            return found
        with suppress(CrosslinkError):  # what only helps to explain must not fail
            failure = self._elasticsearch(spec.local).trouble(spec.alias)
            return (explain(spec, failure) if failure else None) or found
        return found

    def _accept(self, spec: RemoteConnection, found: RemoteSettings, *, leaving: bool) -> bool:
        there, wanted, version = found.of(spec.alias), remote_settings.to_wire(spec), spec.local.version
        if not remote_settings.is_there(there) or leaving:
            return not leaving
        same = remote_settings.is_wanted(there, wanted, version)
        if not (self._session.adopt and same):
            raise self._taken(spec, same=same, there=remote_settings.described(there, version), wanted=remote_settings.described(wanted, version))
        added = "" if "skip_unavailable" in there else f"; it had no skip_unavailable, which is {wanted['skip_unavailable']} now"
        self._tell.say(f"adopted {spec.id}, which was there already{added}")
        return True

    def _edit(self, spec: RemoteConnection) -> Edit:
        return partial(remote_settings.put, alias=spec.alias, wanted=remote_settings.to_wire(spec))

    def _undo(self, spec: RemoteConnection, before: list[RemoteSettings]) -> None:
        self._change(spec, partial(remote_settings.undone, alias=spec.alias, mine=remote_settings.to_wire(spec), before=before[-1]))

    def _refuse_pair(self, spec: RemoteConnection) -> None:
        refuse_itself(spec)

    def _proved(self, spec: RemoteConnection, found: RemoteSettings) -> RemoteConnectionState:
        forget = partial(self._recent.forget, spec.local.id)
        return RemoteProof(self._session, self._elasticsearch(spec.local), spec, self._tell, self.why, forget).state(found)

    def _elasticsearch(self, local: End) -> Elasticsearch:
        return self._session.elasticsearch(local)

    def _change(self, spec: RemoteConnection, edit: Edit, *, precondition: Callable[[RemoteSettings], None] = lambda _: None) -> RemoteSettings:
        cluster = spec.local.id
        update = ClusterSettingsUpdate(self._session, self._elasticsearch(spec.local), cluster, partial(self._recent.forget, cluster))
        return update.change(edit, precondition=precondition)
