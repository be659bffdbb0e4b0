"""``no-trust-everyone``.  Source: Elastic's pages on trust; our digest's §1.3, T5 and T10 for Kubernetes, §1.1 B19, and §1.4."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.token import ACCOUNT_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.direct_trust import DirectTrustType
from crosslink_policies.clusters import of_namespace
from crosslink_policies.plain import UNKNOWN, Props, at, name_of
from crosslink_policies.rule import Limits, ResourceRule, Severity
from crosslink_policies.trusts import HOLDERS, NODES, Entry, accounts, entries_of


class EveryoneLimits(Limits):
    """What may be changed about the rule."""

    organizations: tuple[str, ...] = ()
    """Ids of organizations, ECE environments, other scopes and trust relationships of which every cluster may be trusted."""


def no_trust_everyone(props: Props, limits: EveryoneLimits) -> Iterator[str]:
    """No organization or environment but the deployment's own is trusted as a whole.

    Why: every cluster that anybody makes there later can read this deployment, and their ids cannot be verified.
    A namespace of Kubernetes is neither: its clusters have no ids that could be listed, so Elastic's pages say to trust all of it,
    and the entry's certificates say which they are: each cluster there has an authority of its own unless it is given one.
    """
    for entry in entries_of(props):
        whose = entry.whom if isinstance(entry.whom, str) else "another organization or environment"
        if entry.trust_all is True and not _own(entry) and not _of_namespace(entry) and not _agreed((entry.whom,), limits):
            listed = entry.paths.listed.rpartition(".")[2] + (f" or {NODES}" if entry.kind == DirectTrustType.GENERIC else "")
            yield (
                f"{entry.paths.all}: {name_of(entry.holder)} trusts every cluster of {whose}, those made later too;"
                f" name those that need it in {listed}, or list {whose} in organizations"
            )
    if at(props, "trust_by_default") is True and not _agreed(accounts(props), limits):
        whose = found if isinstance(found := at(props, "installation_id"), str) else "another environment"
        yield f"trust_by_default: every deployment made later trusts {whose}; let those that need it say so, or list {whose} in organizations"


def _own(entry: Entry) -> bool:
    """Whether it is, or may be, about the organization or environment of its deployment; no other kind of entry is."""
    here = entry.holder.get("organization")
    return entry.token == ACCOUNT_TRUST and (entry.whom == here or UNKNOWN in (entry.whom, here) or here is None)


def _of_namespace(entry: Entry) -> bool:
    """Whether it is, or may be, about a namespace of Kubernetes."""
    return entry.kind in (DirectTrustType.GENERIC, UNKNOWN) and (entry.whom is UNKNOWN or of_namespace(entry.whom))


def _agreed(ids: tuple[object, ...], limits: EveryoneLimits) -> bool:
    return all(one in limits.organizations or (one is UNKNOWN and limits.organizations) for one in ids)


NO_TRUST_EVERYONE: Final = ResourceRule(
    name="no-trust-everyone",
    check=no_trust_everyone,
    severity=Severity.HIGH,
    tokens=(*HOLDERS, TRUST_RELATIONSHIP),
    limits=EveryoneLimits,
)
