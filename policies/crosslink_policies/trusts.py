"""Who trusts whom, as far as a stack says: entries of a deployment's trust, ours and those in a deployment of pulumi-ec.

At preview, what is to be created has no id yet: an entry that cannot be matched may be anyone's.
Source: our digest's §1.3 and §1.4.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from crosslink_core.links import Trust
from crosslink_core.links.trust_facts import UNKNOWN, Entry, Truth, entry, environments_of, text
from crosslink_core.links.trust_rules import Missing, Verdict, equal, judge
from crosslink_core.model.token import ACCOUNT_TRUST, BRIDGED_DEPLOYMENT, DIRECT_TRUST, EXTERNAL_TRUST, TRUST_RELATIONSHIP
from crosslink_policies import Resource
from crosslink_policies.links import CertificateLink, End, certificate_links
from crosslink_policies.plain import Props, at, items, known

TRUSTS: Final = (ACCOUNT_TRUST, EXTERNAL_TRUST, DIRECT_TRUST)
"""One entry each."""
HOLDERS: Final = (*TRUSTS, BRIDGED_DEPLOYMENT)
"""Those that have entries."""
CONCERNED: Final = (*HOLDERS, TRUST_RELATIONSHIP)
"""The types of the resources that say who trusts whom."""

TRUSTED_ID: Final = {Trust.ACCOUNT: "account_id", Trust.EXTERNAL: "trust_relationship_id", Trust.DIRECT: "scope_id"}
"""The property of an entry that names the trusted organization, environment or scope."""

BRIDGED: Final = {"trustAccounts": ("account_id", "accountId"), "trustExternals": ("trust_relationship_id", "relationshipId")}
"""The lists of a deployment of pulumi-ec, which has no direct trust: our name and its name of the property that names the organization or relationship."""


class Declared(NamedTuple):
    """One entry, as a resource declares it."""

    resource: Resource
    paths: dict[str, str]
    """The path of each property as the user wrote it, by "trusted_id" and :class:`~crosslink_core.links.trust_rules.Missing`."""
    holder: Props
    """The facts of the deployment that trusts."""
    entry: Entry

    def is_held_by(self, end: Props) -> Truth:
        """Whether a deployment holds it.  A deployment of pulumi-ec that has no id yet is not one that has an id."""
        if self.resource.token == BRIDGED_DEPLOYMENT and known(self.holder, "deployment_id") is None:
            return False if known(end, "deployment_id") else UNKNOWN
        return equal(text(self.holder.get("deployment_id")), text(end.get("deployment_id")))


def entries_of(resource: Resource, relationships: Sequence[Resource] = ()) -> Iterator[Declared]:
    """Yield the entries of one resource, whichever type it has: a resource rule does not know the type."""
    props = resource.props
    if "deployment" in props:
        holder = found if isinstance(found := at(props, "deployment"), dict) else {}
        paths = {"trusted_id": TRUSTED_ID[entry(props).noun]} | {name.value: name.value for name in Missing}
        yield Declared(resource, paths, holder, _entry(resource, paths, props, relationships))
    holder = {"deployment_id": at(props, "id") or UNKNOWN, "name": at(props, "name")}
    for name, (key, field) in BRIDGED.items():
        for index, content in enumerate(items(props, "elasticsearch", name)):
            place = f"elasticsearch.{name}[{index}]"
            paths = {"trusted_id": f"{place}.{field}", Missing.TRUST_ALL: f"{place}.trustAll", Missing.ALLOWLIST: f"{place}.trustAllowlists"}
            ours = {key: at(content, field), "trust_all": at(content, "trustAll"), "trust_allowlist": at(content, "trustAllowlists")}
            yield Declared(resource, paths, holder, _entry(resource, paths, ours, relationships))


def _entry(resource: Resource, paths: dict[str, str], content: Props, relationships: Sequence[Resource]) -> Entry:
    """Read an entry; an external one is about the environments of the trust relationships of the stack that it uses, or has the id of."""
    found, sources = entry(content), resource.dependencies.get(paths["trusted_id"], ())
    used = [each for each in relationships if each.urn in sources or equal(found.trusted_id, text(at(each.props, "trust_relationship_id"))) is True]
    environments = tuple(environment for each in used for environment in environments_of(each.props))
    return found._replace(environments=environments or (UNKNOWN,))


def entries(resources: Sequence[Resource]) -> list[Declared]:
    """Return every entry of a stack, in an order that stays the same from run to run."""
    relationships = [resource for resource in resources if resource.token == TRUST_RELATIONSHIP]
    holders = sorted((resource for resource in resources if resource.token in HOLDERS), key=lambda resource: resource.urn)
    return [each for resource in holders for each in entries_of(resource, relationships)]


def held(declared: Iterable[Declared], end: Props) -> list[Entry]:
    """Return the entries that a deployment holds, or may hold."""
    return [each.entry._replace(is_held=truth, source=each) for each in declared if (truth := each.is_held_by(end)) is not False]


def verdicts(resources: Sequence[Resource]) -> Iterator[tuple[CertificateLink, End, End, Verdict]]:
    """Judge both directions of each link by certificate: yield the link, the end that must trust, the other one, and the verdict."""
    declared = entries(resources)
    by_holder: dict[str | None, list[Entry]] = {}
    for link in certificate_links(resources):
        for holder, other in link.directions:
            id_ = known(holder.facts, "deployment_id")
            if id_ not in by_holder:  # all that is not known has the same entries
                by_holder[id_] = held(declared, holder.facts)
            yield link, holder, other, judge(by_holder[id_], holder.peer, other.peer)
