"""``match-search-versions``.  Source: Elastic's table "Cross-cluster search version compatibility", see `model/version.py`."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from crosslink_core.model.remote_cluster import Purpose
from crosslink_core.model.token import REMOTE_CLUSTER
from crosslink_core.model.version import LAST_MINORS, SEARCHABLE, Minor, Version, search
from crosslink_policies.plain import UNKNOWN, Props, at, label
from crosslink_policies.rule import Limits, ResourceRule, Severity

PAIR: Final = r"^\d{1,4}\.\d{1,4} -> \d{1,4}\.\d{1,4}$"
"""In the schema too, so the engine refuses anything else and prints this; hence no groups."""


def _pair(text: Any) -> tuple[Minor, Minor]:
    if not isinstance(text, str) or not re.fullmatch(PAIR, text):
        msg = 'must be a pair of versions, local -> remote, such as "8.18 -> 9.1"'
        raise ValueError(msg)
    local, remote = (Version.parse(version)[:2] for version in text.split(" -> "))
    return local, remote


Pair = Annotated[tuple[Minor, Minor], BeforeValidator(_pair), WithJsonSchema({"type": "string", "pattern": PAIR})]


class VersionLimits(Limits):
    """What may be changed about the rule."""

    allow: tuple[Pair, ...] = ()
    """Pairs accepted besides the table, local -> remote, such as "8.18 -> 9.1": those that were tried."""


def match_search_versions(props: Props, limits: VersionLimits) -> Iterator[str]:
    """A link that searches joins versions of which the local may search the remote.

    Why: Elastic supports these pairs alone; any other may work, without guarantee.
    """
    if at(props, "purpose") in (Purpose.REPLICATION, UNKNOWN):
        return
    local, remote = _version(props, "local"), _version(props, "remote")
    if local is None or remote is None:
        return
    here, there = local[:2], remote[:2]
    verdict = search(local, remote)
    if verdict.allowed or (here, there) in limits.allow:
        return
    strangers = " and ".join(_text(minor) for minor in dict.fromkeys((here, there)) if minor not in SEARCHABLE)
    derived = f" (derived: the compatibility table lacks {strangers})" if verdict.derived else ""
    older = "remote" if there < here else "local"
    yield (
        f"remote: {_end(props, 'local')} may not search {_end(props, 'remote')}{derived}, because {searchable(here)};"
        f' upgrade the {older} one, say purpose: replication if the link only replicates, or allow "{_text(here)} -> {_text(there)}"'
    )


def searchable(local: Minor) -> str:
    """Say which remote versions a local one may search: `9.0 searches 8.18, 9.0 and newer 9.x`."""
    if local < min(SEARCHABLE):
        return f"Elastic's table begins at {_text(min(SEARCHABLE))}"
    major, minor = local
    rule = ((major, max(minor - 1, 0)), (major, LAST_MINORS.get(major, minor)))
    return f"{_text(local)} searches {', '.join(_range(local, low, high) for low, high in SEARCHABLE.get(local, (rule,)))}"


def _range(local: Minor, low: Minor, high: Minor) -> str:
    major, minor = high
    if major not in LAST_MINORS and search(Version(*local), Version(major, minor + 1)).allowed:
        return f"{_text(low)} and newer {major}.x"
    return _text(low) if low == high else f"{_text(low)} to {_text(high)}"


def _text(minor: Minor) -> str:
    return f"{minor[0]}.{minor[1]}"


def _end(props: Props, side: str) -> str:
    return f"{label(props, side)} at {at(props, side, 'version')}"


def _version(props: Props, side: str) -> Version | None:
    """None where it is not known, or malformed: that is `check`'s to say, and nothing is said twice."""
    try:
        return Version.parse(at(props, side, "version"))
    except (TypeError, ValueError):
        return None


MATCH_SEARCH_VERSIONS: Final = ResourceRule(
    name="match-search-versions",
    check=match_search_versions,
    severity=Severity.HIGH,
    tokens=(REMOTE_CLUSTER,),
    limits=VersionLimits,
)
