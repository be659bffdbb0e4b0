"""`resources.elasticsearch[].settings.trust` of a deployment: whose certificates it accepts, in three lists.

Source: schema `ElasticsearchClusterTrustSettings`, in operations `get-deployment` and `update-deployment`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from crosslink_core.api import Operation, Operations


class Kind(StrEnum):
    """One of the lists."""

    ACCOUNTS = "accounts"
    """By organization, or by the environment itself."""
    EXTERNAL = "external"
    """By a trust relationship of the platform."""
    DIRECT = "direct"
    """By a certificate that the entry holds."""

    @property
    def key(self) -> str:
        """The field that tells the entries of the list apart."""
        return {Kind.ACCOUNTS: "account_id", Kind.EXTERNAL: "trust_relationship_id", Kind.DIRECT: "uid"}[self]


@dataclass(frozen=True)
class TrustEntry:
    """One entry, as it came: what another writer put into it must come back as it was."""

    kind: Kind
    content: Mapping[str, Any]

    @property
    def key(self) -> str | None:
        """What the entry is told apart by; a direct one that the service has not seen has none."""
        return self.content.get(self.kind.key)

    def to_wire(self) -> tuple[Kind, Mapping[str, Any]]:
        """Return what is written of it, and where."""
        return self.kind, self.content


def read(settings: Mapping[str, Any]) -> tuple[TrustEntry, ...] | None:
    """Return the entries; None where the reply does not say (no `trust`, null or `{}`), which is not "nobody".

    Raises :exc:`TypeError` for anything but a list or none: read as "none", a write would remove the entries of others.
    """
    trust = settings.get("trust")
    if trust is None or trust == {}:
        return None
    lists = {kind: trust.get(kind) for kind in Kind}
    if not all(isinstance(entries, list | None) for entries in lists.values()):
        raise TypeError
    return tuple(TrustEntry(kind, dict(entry)) for kind, entries in lists.items() for entry in entries or ())


def to_wire(entries: Iterable[TrustEntry]) -> dict[str, Any]:
    """Return all three lists, whole: one that is left out is emptied, as far as can be told (§6.5 of our digest)."""
    lists: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in Kind}
    for entry in entries:
        lists[entry.kind].append(entry.content)
    return lists


LIST: Final = Operation("get-trusted-envs", "GET", "/trusted-environments", 200, again=True)


class TrustedEnvironments(Operations):
    """What an organization or environment trusts as a whole."""

    def all(self) -> tuple[TrustEntry, ...]:
        """Return the entries of the three lists."""
        return self._send(LIST, _entries)


def _entries(reply: Any) -> tuple[TrustEntry, ...]:
    if not isinstance(reply, dict):
        raise TypeError
    entries = read({"trust": reply}) or ()
    if not all(isinstance(entry.key, str) for entry in entries):
        raise TypeError
    return entries
