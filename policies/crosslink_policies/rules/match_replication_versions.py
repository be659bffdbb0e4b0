"""``match-replication-versions``.  Source: Elastic's table "Cross-cluster replication version compatibility", see `model/version.py`."""

from collections.abc import Iterator

from crosslink_core.model.remotes import Purpose
from crosslink_core.model.version import LAST_REPLICABLE, replicate
from crosslink_policies import ResourceRule, Severity
from crosslink_policies.links import LINKS
from crosslink_policies.plain import Props, at
from crosslink_policies.versions import VersionLimits, end, text, version


@ResourceRule.of(severity=Severity.HIGH, tokens=LINKS, limits=VersionLimits)
def match_replication_versions(props: Props, limits: VersionLimits) -> Iterator[str]:
    """A link for replication connects versions that Elastic supports together.

    Why: a follower that is older than its leader refuses the leader's newer indices, and one that is much newer cannot read them.
    """
    local, remote = version(props, "local"), version(props, "remote")
    if at(props, "purpose") != Purpose.REPLICATION or local is None or remote is None:
        return
    here, there = local[:2], remote[:2]
    verdict = replicate(local, remote)
    if verdict.allowed or (here, there) in limits.allow:
        return
    derived = f" (derived: the compatibility table ends at {text(LAST_REPLICABLE)})" if verdict.derived else ""
    older = local < remote
    because = "a follower must not be older than its leader, not even by a patch" if older else "it cannot read indices that old"
    yield (
        f"remote: {end(props, 'local')} may not replicate {end(props, 'remote')}{derived}, because {because};"
        f' upgrade the {"local" if older else "remote"} cluster, or allow "{text(here)} -> {text(there)}"'
    )
