"""The trust entries that links want on control planes: one entry for each deployment and organization (or other scope) that it lets in.

Pure.  What a program must look up for an entry stands in its inputs as a reference: :class:`Authorities`, :class:`RelationshipId`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crosslink_core.links.trust_rules import direct_type
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment, Platform

NAMELESS: Final = (
    "because no name of its nodes is known that certificates could be told by (subjectAltName otherName, which a stock installation lacks): make its "
    "certificates with `elasticsearch-certutil cert --in instances.yml` and a cn for each node, and give one as {key}.nodeCertificateFile, "
    "or the names as {key}.nodeNames"
)


class NoTrustError(CrosslinkError):
    """An end cannot be trusted, or too little is known of it."""


@dataclass(frozen=True)
class Authorities:
    """Stands for the certificates of the authorities that sign for the nodes of some ends."""

    holder: End
    others: tuple[End, ...]


@dataclass(frozen=True)
class RelationshipId:
    """Stands for the id of the trust relationship that the holder's environment has with another one."""

    holder: Deployment
    environment: str


def scope_of(end: End) -> str:
    """Return the scope of an entry about an end: its organization or environment, or its own name where it has none."""
    return end.organization or end.label


def refuse_untrustable(holder: Deployment, other: End) -> None:
    """Raise :exc:`NoTrustError` for an end that no entry can be about: a system deployment, or an end of which too little is known."""
    if isinstance(other, Cluster):
        problem = None if other.patterns else NAMELESS.format(key=f"crosslink:clusters.{other.cluster}")
    elif other.is_system:
        problem = "which is a system deployment: it can be neither local nor remote; link another deployment"
    else:
        missing = next((fact for fact in ("organization", "resource_id") if getattr(other, fact) is None), None)
        problem = missing and f"whose {missing} is not known, perhaps hidden from the key of its connection; set `{missing}` of the deployment"
    if problem:
        raise NoTrustError(f"deployment {holder.label} cannot trust {other.label}, {problem}")


def account_trust(holder: Deployment, others: Sequence[End]) -> dict[str, object]:
    """Return the inputs of an `AccountTrust`."""
    return {"deployment": holder, "account_id": scope_of(others[0]), "trust_allowlist": _allowlist(others)}


def external_trust(holder: Deployment, others: Sequence[End]) -> dict[str, object]:
    """Return the inputs of an `ExternalTrust`."""
    return {"deployment": holder, "trust_relationship_id": RelationshipId(holder, scope_of(others[0])), "trust_allowlist": _allowlist(others)}


def direct_trust(holder: Deployment, others: Sequence[End]) -> dict[str, object]:
    """Return the inputs of a `DirectTrust`.

    A namespace on Kubernetes is trusted as a whole, as Elastic documents it, because its clusters have no ids.  Nodes whose names hold no id that an
    allowlist takes are listed by name, and such an entry has no scope.
    """
    trust_all = any(end.platform is Platform.ECK for end in others)
    allowlist = [] if trust_all else _allowlist(others)
    names = sorted({name for end in others if isinstance(end, Cluster) and not end.resource_id for name in end.node_names})
    return {
        "deployment": holder,
        "type": direct_type(others[0].platform).value,
        "scope_id": scope_of(others[0]) if trust_all or allowlist else None,
        "trust_all": trust_all or None,
        "trust_allowlist": None if trust_all else allowlist,
        "additional_node_names": names or None,
        "certificates": Authorities(holder, tuple(others)),
    }


def _allowlist(others: Sequence[End]) -> list[str]:
    """The ids of the others: of their Elasticsearch resources, or in the names of their nodes."""
    return sorted({end.resource_id for end in others if end.resource_id})
