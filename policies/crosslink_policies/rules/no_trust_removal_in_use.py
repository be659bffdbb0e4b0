"""``no-trust-removal-in-use``.  Source: our digest's P12: both ends trust each other, by Elasticsearch resource id where not all are trusted."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_policies.links import LINKS, certificate_links
from crosslink_policies.plain import known, name_of
from crosslink_policies.rule import Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import CONCERNED, trusts


def no_trust_removal_in_use(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No trust leaves out a cluster that a link of the stack needs.

    Why: the link breaks at its next connection, which may be days later.
    """
    entries = trusts(resources)
    left_out: dict[tuple[str, str], tuple[Resource, str, list[str]]] = {}
    for link in certificate_links(resources):
        for _, holder, other in link.directions:
            organization, resource_id = known(other, "organization"), known(other, "resource_id")
            if organization is None or resource_id is None:
                continue
            perhaps = [one for one in entries if one.may_be_of(holder) and one.may_be_about(other)]
            sure = [one for one in perhaps if one.is_of(holder) and organization in one.targets]
            if sure and not any(one.entry.may_admit(resource_id) for one in perhaps):
                first = sure[0]
                path = first.entry.paths[2]
                text = f"{path}: {name_of(holder)} trusts {organization}, but not {name_of(other)}, whose Elasticsearch resource id is {resource_id}"
                _, _, links = left_out.setdefault((first.resource.urn, path + resource_id), (first.resource, text, []))
                links.append(link.resource.name)
    for resource, text, links in left_out.values():
        names = " and ".join(dict.fromkeys(links))
        yield resource, f"{text}; {names} need{'' if ' and ' in names else 's'} it: list that id, or drop the link first"


NO_TRUST_REMOVAL_IN_USE: Final = StackRule(
    name="no-trust-removal-in-use",
    check=no_trust_removal_in_use,
    severity=Severity.HIGH,
    tokens=(*LINKS, *CONCERNED),
    limits=Limits,
)
