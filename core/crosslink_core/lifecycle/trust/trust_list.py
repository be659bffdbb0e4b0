"""A deployment's trust lists, as values: which entry is wanted, whether one is alike, and the pure edits that put it there or take it away."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.coordination.deployment_update import Settings, with_trust
from crosslink_core.model.trust import certificate

OURS: Final = frozenset({"trust_all", "trust_allowlist", "type", "scope_id", "additional_node_names", "certificates"})
"""What an entry says of whom it lets in; of it nothing may stay that is not wanted.  Other fields stay as they are: names, and those we do not know."""

Match = Callable[[TrustEntry], bool]


def whom(*, trust_all: bool, trust_allowlist: tuple[str, ...]) -> dict[str, Any]:
    """Return whom an entry lets in, as it is written: no list beside "all", which would be ignored."""
    return {"trust_all": trust_all} | ({} if trust_all else {"trust_allowlist": list(trust_allowlist)})


def at(kind: Kind, key: str) -> Match:
    """Match the entry of a list that has this key."""
    return lambda one: one.kind is kind and one.key == key


def find(entries: tuple[TrustEntry, ...], match: Match) -> TrustEntry | None:
    """Return the first entry that matches."""
    return next((one for one in entries if match(one)), None)


def alike(found: TrustEntry, wanted: TrustEntry) -> bool:
    """Whether an entry means what is wanted: a name that is not given may be any, and PEM may be written in more than one way."""
    return _meaning(found) == _meaning(wanted) and all(found.content.get(name) == value for name, value in wanted.content.items() if name == "name")


def put(settings: Settings, *, wanted: TrustEntry, match: Match) -> Settings:
    """Return the settings with the wanted entry in its place, or at the end; an alike one is left as it stands."""
    entries = settings.trust
    found = find(entries, match)
    if found is None:
        return with_trust(settings, (*entries, wanted))
    if alike(found, wanted):
        return with_trust(settings, entries)
    kept = {name: value for name, value in found.content.items() if name not in OURS}
    changed = TrustEntry(wanted.kind, kept | dict(wanted.content))
    return with_trust(settings, tuple(changed if one is found else one for one in entries))


def removed(settings: Settings, *, match: Match) -> Settings:
    """Return the settings without the entries that match."""
    return with_trust(settings, tuple(one for one in settings.trust if not match(one)))


def _meaning(one: TrustEntry) -> object:
    content = one.content
    trust_all = bool(content.get("trust_all"))
    return (
        trust_all,
        frozenset() if trust_all else frozenset(content.get("trust_allowlist") or ()),
        content.get("type") or ("generic" if one.kind is Kind.DIRECT else None),
        content.get("scope_id") or None,
        frozenset(content.get("additional_node_names") or ()),
        fingerprints(pems(content)),
    )


def pems(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the certificates of an entry."""
    return tuple(str(one.get("pem")) for one in content.get("certificates") or ())


def fingerprints(texts: Iterable[str]) -> frozenset[str]:
    """Return what tells certificates from others, however they are written, and in how many texts; a text itself where it cannot be read."""
    return frozenset(one for text in texts for one in _fingerprints(text))


@lru_cache(maxsize=1024)
def _fingerprints(text: str) -> tuple[str, ...]:
    try:
        return tuple(one.fingerprint for one in certificate.read(text))
    except ValueError:
        return (text,)


def said(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return what an entry says of these and of whom it lets in; a list beside "all" is ignored by the service, and here."""
    found = {"trust_all": False} | {name: content[name] for name in (*names, "trust_all", "trust_allowlist") if content.get(name) is not None}
    return {name: value for name, value in found.items() if not (name == "trust_allowlist" and content.get("trust_all"))}
