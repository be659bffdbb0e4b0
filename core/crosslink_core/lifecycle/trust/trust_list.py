"""A deployment's trust lists, as values: how an entry is written, when two entries mean the same, and the pure edits that put or remove an entry."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.coordination.deployment_update import Settings, with_trust
from crosslink_core.model.trust import certificate

OURS: Final = frozenset({"trust_all", "trust_allowlist", "type", "scope_id", "additional_node_names", "certificates"})
"""The fields that say whom an entry lets in: written exactly as wanted.  All others stay as they are: names, and fields that crosslink does not know."""

Match = Callable[[TrustEntry], bool]


def whom(*, trust_all: bool, trust_allowlist: tuple[str, ...]) -> dict[str, Any]:
    """Return whom an entry lets in, as the API takes it: no list beside "all", which the service would ignore."""
    return {"trust_all": trust_all} | ({} if trust_all else {"trust_allowlist": list(trust_allowlist)})


def at(kind: Kind, key: str) -> Match:
    """Match the entry of a list that has this key."""
    return lambda entry: entry.kind is kind and entry.key == key


def find(entries: tuple[TrustEntry, ...], match: Match) -> TrustEntry | None:
    """Return the first entry that matches."""
    return next((entry for entry in entries if match(entry)), None)


def is_same(found: TrustEntry, wanted: TrustEntry) -> bool:
    """Whether an entry means what is wanted: where no name is wanted any name will do, and a certificate's PEM may be written in several forms."""
    return _meaning(found) == _meaning(wanted) and all(found.content.get(name) == value for name, value in wanted.content.items() if name == "name")


def put(settings: Settings, *, wanted: TrustEntry, match: Match) -> Settings:
    """Return the settings with the wanted entry in its place, or at the end; an entry that means the same is left as it is."""
    entries = settings.trust
    found = find(entries, match)
    if found is None:
        return with_trust(settings, (*entries, wanted))
    if is_same(found, wanted):
        return with_trust(settings, entries)
    kept = {name: value for name, value in found.content.items() if name not in OURS}
    changed = TrustEntry(wanted.kind, kept | dict(wanted.content))
    return with_trust(settings, tuple(changed if entry is found else entry for entry in entries))


def removed(settings: Settings, *, match: Match) -> Settings:
    """Return the settings without the entries that match."""
    return with_trust(settings, tuple(entry for entry in settings.trust if not match(entry)))


def _meaning(entry: TrustEntry) -> object:
    content = entry.content
    trust_all = bool(content.get("trust_all"))
    return (
        trust_all,
        frozenset() if trust_all else frozenset(content.get("trust_allowlist") or ()),
        content.get("type") or ("generic" if entry.kind is Kind.DIRECT else None),
        content.get("scope_id") or None,
        frozenset(content.get("additional_node_names") or ()),
        fingerprints(pems(content)),
    )


def pems(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the certificates of an entry."""
    return tuple(str(certificate.get("pem")) for certificate in content.get("certificates") or ())


def fingerprints(texts: Iterable[str]) -> frozenset[str]:
    """Return the fingerprints of all certificates in some PEM texts; for a text that cannot be read, the text itself."""
    return frozenset(fingerprint for text in texts for fingerprint in _fingerprints(text))


@lru_cache(maxsize=1024)
def _fingerprints(text: str) -> tuple[str, ...]:
    try:
        return tuple(found.fingerprint for found in certificate.read(text))
    except ValueError:
        return (text,)


def fields(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return these fields of an entry and those that say whom it lets in; the service ignores a list beside "all", and so does this."""
    found = {"trust_all": False} | {name: content[name] for name in (*names, "trust_all", "trust_allowlist") if content.get(name) is not None}
    return {name: value for name, value in found.items() if not (name == "trust_allowlist" and content.get("trust_all"))}
