"""Changes of the remotes in a cluster's settings: callers within a moment share a reading and a write.

Elasticsearch merges what is written key by key and answers when all nodes have it, so only what changes is sent, and what
was accepted is not read back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from crosslink_core.api.elasticsearch import Elasticsearch
from crosslink_core.api.elasticsearch.settings import Change, Names, RemoteSettings, Value, name
from crosslink_core.api.error import RefusedError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Session
from crosslink_core.coordination.shared_list import change
from crosslink_core.model import CrosslinkError

WHOLE: Final = ("mode", "proxy_address", "server_name", "seeds", "skip_unavailable")
"""The settings that make a remote; always written as a group, so that two writers of an alias do not end with a mixture."""

Edit = Callable[[RemoteSettings], RemoteSettings]


class ChangedMeanwhileError(CrosslinkError):
    """A write was refused because of what another writer had made of the settings since they were read: both modes at once are none."""


@dataclass
class ClusterSettingsUpdate:
    """The cluster whose settings are changed."""

    session: Session
    elasticsearch: Elasticsearch
    cluster: str
    """What tells it from others; whichever way it is reached."""
    written: Callable[[], None]
    """Called after each write, whatever became of it."""
    _found: RemoteSettings | None = None
    """What the last reading found."""
    _accepted: RemoteSettings | None = None
    """The settings after the last write, or when it was refused, until they are read again."""

    def change(self, edit: Edit, *, precondition: Callable[[RemoteSettings], None] = lambda _: None) -> RemoteSettings:
        """Edit the settings and return them; raise what the precondition or a request raised."""
        place, retry_on = ("remotes of cluster", self.cluster), (*PASSING, ChangedMeanwhileError)
        return change(self.session, place, self._read, self._write, edit, precondition=precondition, wire=_wire, retry_on=retry_on)

    def _read(self) -> RemoteSettings:
        self._found, self._accepted = self._accepted or self.elasticsearch.settings.remotes(), None
        return self._found

    def _write(self, wanted: RemoteSettings) -> None:
        found = self._found or RemoteSettings()
        try:
            acknowledged = self.elasticsearch.settings.put(difference(found.persistent, wanted.persistent), difference(found.transient, wanted.transient))
        except RefusedError as error:
            self._accepted = self.elasticsearch.settings.remotes()
            if _wire(self._accepted) == _wire(found):  # nobody's doing but ours
                raise
            raise ChangedMeanwhileError(str(error)) from None
        finally:
            self.written()
        self._accepted = wanted if acknowledged else None


def difference(found: Mapping[str, Names], wanted: Mapping[str, Names]) -> Change:
    """Return what must be written to turn a layer of settings into another: nothing for aliases that stay as they are."""
    return {key: value for alias in {**found, **wanted} for key, value in _of_alias(alias, found.get(alias, {}), wanted.get(alias)).items()}


def _of_alias(alias: str, found: Names, wanted: Names | None) -> Change:
    if not wanted:
        return {name(alias, "*"): None} if found else {}
    if found == wanted:
        return {}
    changed: dict[str, Value | None] = {key: value for key, value in wanted.items() if key in WHOLE or found.get(key) != value}
    changed |= dict.fromkeys(key for key in found if key not in wanted)
    return {name(alias, key): value for key, value in changed.items()}


def _wire(settings: RemoteSettings) -> object:
    return settings.persistent, settings.transient
