"""``no-trust-removal-in-use``.

Source: our digest's P12: both ends trust each other, by Elasticsearch resource id where not all are trusted; of clusters without a
control plane, §1.3 T4 and T5: by the id in their nodes' names, else by these names; those of Kubernetes have no ids.
"""

from collections.abc import Iterator, Sequence

from crosslink_core.links.trust_rules import Missing, Verdict
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.links import LINKS, End
from crosslink_policies.plain import name_of
from crosslink_policies.trusts import CONCERNED, Declared, verdicts


@StackRule.of(severity=Severity.HIGH, tokens=(*LINKS, *CONCERNED))
def no_trust_removal_in_use(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No entry of trust leaves out a cluster that a link of the stack needs.

    Why: the link breaks at its next connection, which may be days later.
    """
    left_out: dict[tuple[str, str], tuple[Resource, str, str, list[str]]] = {}
    for link, holder, other, verdict in verdicts(resources):
        if verdict.missing in (None, Missing.ENTRY) or not (verdict.ids or verdict.missing is Missing.TRUST_ALL):
            continue
        declared: Declared = verdict.about[0].source
        missing, remedy = _missing(verdict, other)
        organization = other.peer.organization if isinstance(other.peer.organization, str) else "some nodes"
        text = f"{declared.paths[verdict.missing]}: {name_of(holder.facts)} trusts {organization}, but not {missing}"
        *_, links = left_out.setdefault((declared.resource.urn, text), (declared.resource, text, remedy, []))
        links.append(link.resource.name)
    for resource, text, remedy, links in left_out.values():
        names = " and ".join(dict.fromkeys(links))
        yield resource, f"{text}; {names} need{'' if ' and ' in names else 's'} it: {remedy}, or remove the link first"


def _missing(verdict: Verdict, other: End) -> tuple[str, str]:
    """Say what the entry leaves out, and what to do."""
    name, ids = name_of(other.facts), " and ".join(verdict.ids)
    if verdict.missing is Missing.NODE_NAMES:
        return f"{ids} of {name}", "list all its nodes"
    if verdict.missing is Missing.TRUST_ALL:
        return f"{name}, whose nodes have no id that could be listed", "set trust_all"
    return f"{name}, whose {'Elasticsearch resource id' if other.peer.is_hosted else 'id in the names of its nodes'} is {ids}", "list that id"
