"""``match-search-versions``.  Source: Elastic's table "Cross-cluster search version compatibility", see `model/version.py`."""

from collections.abc import Iterator

from crosslink_core.model.remotes import Purpose
from crosslink_core.model.version import LAST_MINORS, SEARCHABLE, Minor, Version, search
from crosslink_policies import ResourceRule, Severity
from crosslink_policies.links import LINKS
from crosslink_policies.plain import UNKNOWN, Props, at
from crosslink_policies.versions import VersionLimits, end, text, version


@ResourceRule.of(severity=Severity.HIGH, tokens=LINKS, limits=VersionLimits)
def match_search_versions(props: Props, limits: VersionLimits) -> Iterator[str]:
    """A link for search connects versions that Elastic supports together.

    Why: other pairs may work, but nobody guarantees it.
    """
    if at(props, "purpose") in (Purpose.REPLICATION, UNKNOWN):
        return
    local, remote = version(props, "local"), version(props, "remote")
    if local is None or remote is None:
        return
    here, there = local[:2], remote[:2]
    verdict = search(local, remote)
    if verdict.allowed or (here, there) in limits.allow:
        return
    strangers = " and ".join(text(minor) for minor in dict.fromkeys((here, there)) if minor not in SEARCHABLE)
    derived = f" (derived: the compatibility table lacks {strangers})" if verdict.derived else ""
    older = "remote" if there < here else "local"
    yield (
        f"remote: {end(props, 'local')} may not search {end(props, 'remote')}{derived}, because {searchable(here)};"
        f' upgrade the {older} cluster, set purpose: replication if the link only replicates, or allow "{text(here)} -> {text(there)}"'
    )


def searchable(local: Minor) -> str:
    """Say which remote versions a local one may search: `9.0 searches 8.18, 9.0 and newer 9.x`."""
    if local < min(SEARCHABLE):
        return f"Elastic's table begins at {text(min(SEARCHABLE))}"
    major, minor = local
    rule = ((major, max(minor - 1, 0)), (major, LAST_MINORS.get(major, minor)))
    return f"{text(local)} searches {', '.join(_range(local, low, high) for low, high in SEARCHABLE.get(local, (rule,)))}"


def _range(local: Minor, low: Minor, high: Minor) -> str:
    major, minor = high
    if major not in LAST_MINORS and search(Version(*local), Version(major, minor + 1)).allowed:
        return f"{text(low)} and newer {major}.x"
    return text(low) if low == high else f"{text(low)} to {text(high)}"
