"""Pure: which trust a set of links needs, one entry for each deployment and organization that it must let in.

Links of one deployment to several of another organization share an entry there: it is one place on the server.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from crosslink_core.links.route import Route, Trust
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.error import CrosslinkError


class Side(StrEnum):
    """One end of a link, where two teams own the two."""

    LOCAL = "local"
    REMOTE = "remote"


@dataclass(frozen=True)
class TrustWish:
    """One entry: `holder` lets `others` in, which are of one organization or environment."""

    trust: Trust
    holder: Deployment
    scope: str
    """The id of the others' organization or environment."""
    others: tuple[Deployment, ...]

    @property
    def allowlist(self) -> list[str]:
        """The Elasticsearch resource ids of the others."""
        return sorted({one.resource_id for one in self.others if one.resource_id})


class NoTrustError(CrosslinkError):
    """One end cannot be trusted, or too little is known of it."""


Pair = tuple[Deployment, Deployment, Route]
"""A local end, a remote end, and the route between them."""


def wishes(pairs: Iterable[Pair], side: Side | None = None) -> tuple[TrustWish, ...]:
    """Return the entries that links need, on both sides or on one; raise :exc:`NoTrustError` for an end that cannot be trusted as it is described."""
    found: dict[tuple[Trust, str, str], TrustWish] = {}
    for trust, holder, other in _each(pairs, side):
        if problem := _problem(other):
            msg = f"deployment {holder.label} cannot trust {other.label}, {problem}"
            raise NoTrustError(msg)
        key = trust, holder.deployment_id, other.organization or ""
        before = found[key].others if key in found else ()
        found[key] = TrustWish(trust, holder, key[2], (*before, *([] if other in before else [other])))
    return tuple(found.values())


def _problem(other: Deployment) -> str | None:
    if other.is_system:
        return "which is a system deployment: it can be neither local nor remote; link another one"
    lacks = next((fact for fact in ("organization", "resource_id") if getattr(other, fact) is None), None)
    return lacks and f"whose {lacks} is not known, perhaps hidden from the key of its connection; say it, as `{lacks}` of the deployment"


def _each(pairs: Iterable[Pair], side: Side | None) -> Iterator[tuple[Trust, Deployment, Deployment]]:
    for local, remote, row in pairs:
        if row.trust is not Trust.DEFAULT:
            if side is not Side.REMOTE:
                yield row.trust, local, remote
            if side is not Side.LOCAL:
                yield row.trust, remote, local
