"""The proof of a remote connection: whether a cluster's nodes run it as its settings say, and are connected."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.remote_info import RemoteInfo
from crosslink_core.api.elasticsearch.settings import RemoteSettings, name
from crosslink_core.api.error import ApiError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Call, Session
from crosslink_core.coordination import retry, wait_for
from crosslink_core.lifecycle import Tell, changed_meanwhile, tell_unconnected
from crosslink_core.lifecycle.remotes import remote_settings
from crosslink_core.lifecycle.trust.trust_reason import Judgement
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState
from crosslink_core.model.version import Version

RESOLVES_SINCE: Final = Version(8, 13)
"""`_resolve/cluster` exists from this version on (Elasticsearch's documentation)."""

TIMEOUT_SINCE: Final = Version(8, 18)
"""GUESS: it knows `timeout` from about this version on; 8.15.0 answers 400 for it (seen)."""

TIMEOUT_S: Final = 2
"""How long `_resolve/cluster` may wait for the remotes, in seconds."""

ALIASES: Final = 50
"""How many aliases one path may hold: Elasticsearch takes 4096 characters, and aliases are short."""

Infos = Mapping[str, RemoteInfo]


@dataclass(frozen=True)
class RemoteProof:
    """The proof of a remote that has just been written."""

    session: Session
    elasticsearch: Elasticsearch
    spec: RemoteConnection
    tell: Tell
    why: Callable[[RemoteConnection], Judgement]
    """Says why it is not connected."""
    written: Callable[[], None]
    """Called after each write."""

    def state(self, settings: RemoteSettings) -> RemoteConnectionState:
        """Wait for the connection and return what there is; raise :exc:`NotConnectedError` where it must come and does not, or where somebody changed it."""
        spec, wanted, timings = self.spec, remote_settings.to_wire(self.spec), self.session.timings
        self.tell.status(f"waiting for {spec.alias} to connect")
        there = wait_for(self.session, self._read, self._is_there, first=self._read(), timeout_s=min(timings.believe_s, spec.connect_timeout_s), on=PASSING)
        if remote_settings.has_drifted(there.get(spec.alias), wanted):
            there = self._repaired()
            self._warn_of_drift(there.get(spec.alias))
        wait = partial(wait_for, self.session, self._reconnect, self._is_settled, on=PASSING)
        last, found = wait(first=there, timeout_s=min(timings.believe_s, spec.connect_timeout_s)), Judgement("")
        if not self._is_settled(last):
            found = self.why(spec)
            if not found.lacks_trust:  # else waiting does not help
                longest = min(spec.connect_timeout_s, timings.unseen_s) if found.unseen else spec.connect_timeout_s
                last = wait(first=last, timeout_s=max(0, longest - timings.believe_s))
        info = last.get(spec.alias)
        if not remote_settings.is_same(info, wanted):
            raise changed_meanwhile(spec.id)
        reason = "" if info is not None and info.connected else found.text
        state = remote_settings.state(spec, settings.of(spec.alias), info, reason=reason)
        if not state.connected:
            tell_unconnected(self.tell, spec.id, state.reason, required=spec.require_connected)
        return state

    def _is_there(self, infos: Infos) -> bool:
        return remote_settings.is_same(infos.get(self.spec.alias), remote_settings.to_wire(self.spec))

    def _is_settled(self, infos: Infos) -> bool:
        """Whether it is connected, or has changed: asking again would not help."""
        info = infos.get(self.spec.alias)
        return info is None or info.connected or not self._is_there(infos)

    def _read(self) -> Infos:
        return self.session.coalesce(("remote info of cluster", self.spec.local.id), self.spec.alias, lambda _: self.elasticsearch.remotes())

    def _reconnect(self) -> Infos:
        """Read again after using the remotes: the nodes do not retry by themselves, however often they are asked (seen)."""
        return self.session.coalesce(("reconnect remotes of cluster", self.spec.local.id), self.spec.alias, self._reconnected)

    def _reconnected(self, calls: list[Call[str, Infos]]) -> Infos:
        aliases = [call.item for call in calls]
        version = self.spec.local.version
        known = Version.parse(version) if version else RESOLVES_SINCE
        for start in range(0, len(aliases) if known >= RESOLVES_SINCE else 0, ALIASES):
            with suppress(ApiError):  # it only speeds things up, and the credentials may lack the privilege
                self.elasticsearch.reconnect(aliases[start : start + ALIASES], timeout_s=TIMEOUT_S if known >= TIMEOUT_SINCE else None)
        return self.elasticsearch.remotes()

    def _repaired(self) -> Infos:
        """Make the nodes apply `skip_unavailable` as it is in the settings.

        Versions 8.15 to 8.19 rebuild a connection with the default, whatever the settings say: writing the same value again does nothing, removing it
        and writing it does (seen).
        """
        repair = partial(_repair, self.session, self.elasticsearch, self.written)
        return self.session.coalesce(("repair remotes of cluster", self.spec.local.id), self.spec, repair)

    def _warn_of_drift(self, info: RemoteInfo | None) -> None:
        if info is not None and remote_settings.has_drifted(info, remote_settings.to_wire(self.spec)):
            runs, wanted = (str(value).lower() for value in (info.skip_unavailable, self.spec.skip_unavailable))
            what = f"the cluster's nodes run with skip_unavailable {runs} although the settings say {wanted}"
            self.tell.warn(f"{self.spec.id}: {what}; restart the local deployment")


def _repair(session: Session, elasticsearch: Elasticsearch, written: Callable[[], None], calls: list[Call[RemoteConnection, Infos]]) -> Infos:
    values = {name(call.item.alias, "skip_unavailable"): str(call.item.skip_unavailable).lower() for call in calls}
    try:
        for change in (dict.fromkeys(values), values):
            retry(session, partial(elasticsearch.settings.put, change))
    finally:
        written()
    return elasticsearch.remotes()
