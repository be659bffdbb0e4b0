"""``no-trust-everyone``.  Source: Elastic's pages on trust; our digest's §1.3, T5 and T10 for Kubernetes, §1.1 B19, and §1.4."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.links import Trust
from crosslink_core.links.trust_facts import UNKNOWN, Entry, environments_of, text
from crosslink_core.links.trust_rules import Missing, equal
from crosslink_core.model import node_name
from crosslink_core.model.token import TRUST_RELATIONSHIP
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies import Limits, Resource, ResourceRule, Severity
from crosslink_policies.plain import Props, at, known, name_of
from crosslink_policies.trusts import HOLDERS, entries_of

NAMESPACES: Final = node_name.kubernetes_scope("")
"""What the scopes of Kubernetes' namespaces end with."""


class EveryoneLimits(Limits):
    """What may be changed about the rule."""

    organizations: tuple[str, ...] = ()
    """Ids of organizations, ECE environments, other scopes and trust relationships of which every cluster may be trusted."""


@ResourceRule.of(severity=Severity.HIGH, tokens=(*HOLDERS, TRUST_RELATIONSHIP), limits=EveryoneLimits)
def no_trust_everyone(props: Props, limits: EveryoneLimits) -> Iterator[str]:
    """No deployment trusts all clusters of another organization or environment.

    Why: every cluster that anybody makes there later can read this deployment, and their ids cannot be verified.
    A namespace of Kubernetes is neither: its clusters have no ids that could be listed, so Elastic's pages say to trust all of it,
    and the entry's certificates say which they are: each cluster there has an authority of its own unless it is given one.
    """
    for declared in entries_of(Resource("", "", props)):
        entry, paths = declared.entry, declared.paths
        organization = text(declared.holder.get("organization"))
        is_own = entry.noun is Trust.ACCOUNT and equal(entry.trusted_id, organization) is not False
        if entry.trust_all is True and not is_own and not _is_namespace(entry) and not _is_agreed((entry.trusted_id,), limits):
            whose = entry.trusted_id if isinstance(entry.trusted_id, str) else "another organization or environment"
            listed = paths[Missing.ALLOWLIST].rpartition(".")[2] + (f" or {Missing.NODE_NAMES}" if entry.type is DirectTrustType.GENERIC else "")
            yield (
                f"{paths[Missing.TRUST_ALL]}: {name_of(declared.holder)} trusts every cluster of {whose}, also those made later;"
                f" name those that need it in {listed}, or list {whose} in organizations"
            )
    if at(props, "trust_by_default") is True and not _is_agreed(environments_of(props), limits):
        whose = known(props, "installation_id") or "another environment"
        yield f"trust_by_default: every deployment made later trusts {whose}; declare trust for those that need it, or list {whose} in organizations"


def _is_namespace(entry: Entry) -> bool:
    """Whether it is, or may be, about a namespace of Kubernetes."""
    id_, is_generic = entry.trusted_id, entry.type in (DirectTrustType.GENERIC, UNKNOWN)
    return is_generic and (id_ is UNKNOWN or (id_ is not None and id_.endswith(NAMESPACES) and id_ != NAMESPACES))


def _is_agreed(ids: tuple[object, ...], limits: EveryoneLimits) -> bool:
    return all(each in limits.organizations or (each is UNKNOWN and limits.organizations) for each in ids)
