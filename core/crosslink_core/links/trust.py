"""Pure: which trust a set of links needs on control planes, one entry for each deployment and organization that it must let in.

Links of one deployment to several of another organization share an entry there: it is one place on the server.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crosslink_core.links.route import Route, Trust
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment, Platform
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError


class Side(StrEnum):
    """One end of a link, where two teams own the two."""

    LOCAL = "local"
    REMOTE = "remote"


@dataclass(frozen=True)
class TrustWish:
    """One entry: `holder` lets `others` in, which are of one organization or environment, or of no control plane."""

    trust: Trust
    holder: Deployment
    scope: str
    """The id of the others' organization or environment; what stands in its place in the names of other clusters' nodes, or such a cluster's own name."""
    others: tuple[End, ...]

    @property
    def scope_id(self) -> str | None:
        """The scope as the entry has it; None where single nodes are let in, whose names have no scope."""
        return self.scope if self.trust_all or self.allowlist else None

    @property
    def trust_all(self) -> bool:
        """Whether all of the scope are let in: the documentation's way for a namespace of Kubernetes, whose clusters have no ids."""
        return any(one.platform is Platform.ECK for one in self.others)

    @property
    def allowlist(self) -> list[str]:
        """The ids of the others: of their Elasticsearch resources, or in the names of their nodes."""
        return [] if self.trust_all else sorted({one.resource_id for one in self.others if one.resource_id})

    @property
    def node_names(self) -> list[str]:
        """The nodes that are let in by their names, which have no id of a cluster that an allowlist takes."""
        return sorted({name for one in self.others if isinstance(one, Cluster) and not one.resource_id for name in one.node_names})


class NoTrustError(CrosslinkError):
    """One end cannot be trusted, or too little is known of it."""


Pair = tuple[End, End, Route]
"""A local end, a remote end, and the route between them."""


def wishes(pairs: Iterable[Pair], side: Side | None = None) -> tuple[TrustWish, ...]:
    """Return the entries that links need, on both sides or on one; raise :exc:`NoTrustError` for an end that cannot be trusted as it is described."""
    found: dict[tuple[Trust, str, str, bool], TrustWish] = {}
    for trust, holder, other in _each(pairs, side):
        if problem := _problem(other):
            msg = f"deployment {holder.label} cannot trust {other.label}, {problem}"
            raise NoTrustError(msg)
        key = trust, holder.deployment_id, scope_of(other), isinstance(other, Cluster)
        before = found[key].others if key in found else ()
        found[key] = TrustWish(trust, holder, key[2], (*before, *([] if other in before else [other])))
    return tuple(found.values())


def scope_of(other: End) -> str:
    """Return what an entry about an end is called after: its organization or environment, or itself where it has none."""
    return other.organization or other.label


def _problem(other: End) -> str | None:
    if isinstance(other, Cluster):
        return None if other.patterns else NAMELESS.format(key=f"crosslink:clusters.{other.cluster}")
    if other.is_system:
        return "which is a system deployment: it can be neither local nor remote; link another one"
    lacks = next((fact for fact in ("organization", "resource_id") if getattr(other, fact) is None), None)
    return lacks and f"whose {lacks} is not known, perhaps hidden from the key of its connection; say it, as `{lacks}` of the deployment"


NAMELESS: Final = (
    "because no name of its nodes is known that certificates could be told by (subjectAltName otherName, which a stock installation lacks): make its "
    "certificates with `elasticsearch-certutil cert --in instances.yml` and a cn for each node, and give one as {key}.nodeCertificateFile, "
    "or the names as {key}.nodeNames"
)


def _each(pairs: Iterable[Pair], side: Side | None) -> Iterator[tuple[Trust, Deployment, End]]:
    for local, remote, row in pairs:
        if row.trust in {Trust.DEFAULT, Trust.FILES}:
            continue
        if side is not Side.REMOTE and isinstance(local, Deployment):
            yield row.trust, local, remote
        if side is not Side.LOCAL and isinstance(remote, Deployment):
            yield row.trust, remote, local
