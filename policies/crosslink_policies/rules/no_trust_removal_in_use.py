"""``no-trust-removal-in-use``.

Source: our digest's P12: both ends trust each other, by Elasticsearch resource id where not all are trusted; of clusters without a
control plane, §1.3 T4 and T5: by the id in their nodes' names, else by these names; those of Kubernetes have no ids.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crosslink_core.model.deployments.end import is_cluster
from crosslink_policies.links import LINKS, certificate_links
from crosslink_policies.plain import UNKNOWN, Props, known, may_equal, name_of
from crosslink_policies.rule import Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import CONCERNED, Held, trusts


class Lack(NamedTuple):
    """What no entry lets in."""

    path: str
    """Which of an entry's :class:`Paths` it is missing at."""
    whom: str
    remedy: str


def no_trust_removal_in_use(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No trust leaves out a cluster that a link of the stack needs.

    Why: the link breaks at its next connection, which may be days later.
    """
    entries = trusts(resources)
    left_out: dict[tuple[str, str], tuple[Resource, str, str, list[str]]] = {}
    for link in certificate_links(resources):
        for _, holder, other in link.directions:
            perhaps = [one for one in entries if one.may_be_of(holder) and one.may_be_about(other)]
            first = next((one for one in perhaps if one.is_of(holder) and one.is_about(other)), None)
            lack = first and _lack(perhaps, other)
            if first and lack:
                text = f"{getattr(first.entry.paths, lack.path)}: {name_of(holder)} trusts {known(other, 'organization') or 'some nodes'}, but not {lack.whom}"
                *_, links = left_out.setdefault((first.resource.urn, text), (first.resource, text, lack.remedy, []))
                links.append(link.resource.name)
    for resource, text, remedy, links in left_out.values():
        names = " and ".join(dict.fromkeys(links))
        yield resource, f"{text}; {names} need{'' if ' and ' in names else 's'} it: {remedy}, or drop the link first"


def _lack(entries: Sequence[Held], other: Props) -> Lack | None:
    """Say what the entries that may be about an end leave out of it; None where they may let all of it in."""
    resource_id = known(other, "resource_id")
    if not is_cluster(other):
        admitted = resource_id is None or any(one.entry.may_admit(resource_id) or one.entry.nodes for one in entries)
        return None if admitted else Lack("listed", f"{name_of(other)}, whose Elasticsearch resource id is {resource_id}", "list that id")
    of_scope = [one for one in entries if any(may_equal(target, other.get("organization")) for target in one.targets)]
    if any(one.entry.may_admit(other["resource_id"]) for one in of_scope):
        return None
    if not other["node_names"]:
        return None if any(one.entry.nodes for one in entries) else Lack("all", f"{name_of(other)}, whose nodes have no id that a list takes", "say trust_all")
    named = [name for one in entries for name in one.entry.named]
    missing = [] if UNKNOWN in named else [name for name in other["node_names"] if name not in named]
    if missing and resource_id:
        return Lack("listed", f"{name_of(other)}, whose id in the names of its nodes is {resource_id}", "list that id")
    return Lack("nodes", f"{' and '.join(missing)} of {name_of(other)}", "list all nodes that it has") if missing else None


NO_TRUST_REMOVAL_IN_USE: Final = StackRule(
    name="no-trust-removal-in-use",
    check=no_trust_removal_in_use,
    severity=Severity.HIGH,
    tokens=(*LINKS, *CONCERNED),
    limits=Limits,
)
