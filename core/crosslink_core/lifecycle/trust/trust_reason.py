"""Why a link by certificate does not connect: which side lacks which trust, as far as the connections here can see.

1. Read the entries of each side that has a control plane; a side without one has files, which nobody sees from here.
2. Judge them by :mod:`crosslink_core.links.trust_rules`, and put what is missing into words.
3. Where nothing is missing there, compare the certificates that the entries hold with those that sign for the other side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

from crosslink_core.api.cloud import trust
from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.api.cloud.trust.trust_relationship import Relationship
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.trust import trust_list
from crosslink_core.lifecycle.trust.trust_relationships import Relationships
from crosslink_core.links import Trust, trust_rules
from crosslink_core.links.trust_facts import UNKNOWN, entry, environments_of, peer
from crosslink_core.links.trust_rules import Missing, Verdict, possible_means
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End, same_organization
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment


class Ends(Protocol):
    """The two ends of a link."""

    @property
    def local(self) -> End:
        """The end that opens the connection."""

    @property
    def remote(self) -> End:
        """The end that is reached."""


NOT_INSTALLED = "{who} yet: install {where} what `crosslink show --files` has for this link, and run `pulumi up` again"

NOT_KNOWN = (
    "whether {holder} trusts {other} is not known: its trust lists single nodes, or the organization or resource_id of one of the two "
    "is hidden from its connection; give them, as properties of the deployment"
)

NOTHING_MISSING = "both sides trust each other; the remote does not answer: it may be stopped, out of reach, or of an incompatible version"


class Judgement(NamedTuple):
    """What is in the way of a link."""

    text: str
    """In words, with the side and the entry."""
    lacks_trust: bool = False
    """Whether a side surely does not trust the other, so that waiting does not help."""
    unseen: bool = False
    """Whether a side cannot be seen from here: another team owns it, and may declare its trust later."""


def judge(session: Session, link: Ends) -> Judgement:
    """Say which side lacks trust, and in which entry; a request to each side that a connection here sees, more where certificates decide."""
    local, remote = link.local, link.remote
    if isinstance(local, Cluster) and isinstance(remote, Cluster):
        return Judgement(NOT_INSTALLED.format(who=f"{local.label} and {remote.label} may not trust each other", where="on both"), unseen=True)
    problems = sorted((*_problems(session, local, remote), *_problems(session, remote, local)), key=lambda problem: problem.unseen)
    text = " and ".join(problem.text for problem in problems) or NOTHING_MISSING
    return Judgement(text, any(problem.lacks_trust for problem in problems), any(problem.unseen for problem in problems))


def _problems(session: Session, holder: End, other: End) -> Iterator[Judgement]:
    """Say what the holder lacks to let the other in."""
    if isinstance(holder, Cluster):
        yield Judgement(NOT_INSTALLED.format(who=f"{holder.label} may not trust {other.label}", where="there"), unseen=True)
        return
    try:
        document = session.cloud(holder.connection).deployments.settings(holder.deployment_id).content
        found = trust.read(document["resources"]["elasticsearch"][0]["info"].get("settings") or {})
        if found is None:
            raise TypeError
    except (CrosslinkError, LookupError, TypeError, AttributeError):
        text = f"whether {holder.label} trusts {other.label} is not visible from here: if its owner has yet to declare that, run `pulumi up` afterwards"
        yield Judgement(text, unseen=True)
        return
    with suppress(CrosslinkError):  # what only helps to explain must not fail
        if problem := _problem(session, holder, other, found):
            yield problem


def _problem(session: Session, holder: Deployment, other: End, found: Sequence[TrustEntry]) -> Judgement | None:
    here, there, same = peer(holder.model_dump()), peer(other.model_dump()), same_organization(holder, other)
    means = possible_means(here, there, same)
    noun = next(iter(means)).noun if len(means) == 1 else Trust.DEFAULT
    related = _relationships(session, holder) if noun is Trust.EXTERNAL else {}
    verdict = trust_rules.judge([entry(each.content, _environments(each, related), each) for each in found], here, there, same)
    wrong: str | None
    if verdict.lets_in is False:
        wrong = _no_entry(noun, found, other, related) if verdict.missing is Missing.ENTRY else _incomplete(verdict, other)
    else:
        wrong = _wrong_certificate(session, noun, [each.source for each in verdict.about], other, related)
    if wrong:
        return Judgement(f"{holder.label} does not trust {other.label}: {wrong}", lacks_trust=True)
    return Judgement(NOT_KNOWN.format(holder=holder.label, other=other.label)) if verdict.lets_in is UNKNOWN else None


Related = Mapping[str, Relationship]
"""The trust relationships of an environment with others, by their ids."""


def _relationships(session: Session, holder: Deployment) -> Related:
    known = session.shared(Relationships).fresh(holder.connection)
    return {id_: relationship for id_, relationship in known.items() if not relationship.local}


def _environments(found: TrustEntry, related: Related) -> Sequence[object]:
    """Whom an entry is about through its trust relationship: nobody, if its environment has no such relationship."""
    relationship = related.get(found.key or "")
    return environments_of(relationship.model_dump()) if relationship else ()


def _no_entry(noun: Trust, found: Iterable[TrustEntry], other: End, related: Related) -> str:
    """Say which entry is missing."""
    if isinstance(other, Cluster):
        return f"its trust has no direct entry about {other.organization or 'the names of its nodes'}; declare a DirectTrust of type generic"
    scope = other.organization
    if noun is Trust.EXTERNAL:
        ids = sorted(id_ for id_, relationship in related.items() if scope in environments_of(relationship.model_dump()))
        if not ids:
            return f"its environment has no trust relationship with environment {scope}; declare a TrustRelationship first"
        return f"its trust has no entry external {' or '.join(ids)}; declare an ExternalTrust"
    if noun is Trust.DIRECT:
        others = ", ".join(sorted({str(each.content.get("scope_id")) for each in found if each.kind is Kind.DIRECT})) or "none"
        return f"its trust has no direct entry with scope_id {scope} (there are: {others}); declare a DirectTrust"
    return f"its trust has no entry accounts {scope or 'of its organization'}; declare an AccountTrust"


def _incomplete(verdict: Verdict, other: End) -> str:
    """Say what the first entry about the other end leaves out."""
    found: TrustEntry = verdict.about[0].source
    name = f"its entry {found.kind} {found.content.get('name') or found.key}"
    ids = " and ".join(verdict.ids)
    if verdict.missing is Missing.TRUST_ALL:
        return f"{name} does not trust all of {other.organization}; set trust_all"
    return f"{name} does not {'list' if verdict.missing is Missing.ALLOWLIST else 'name'} {ids}; add that to {verdict.missing}"


def _wrong_certificate(session: Session, noun: Trust, found: Sequence[TrustEntry], other: End, related: Related) -> str | None:
    """Say that the entries about the other end hold no certificate that signs for it; None where they do, or where that cannot be seen."""
    if noun not in {Trust.EXTERNAL, Trust.DIRECT} or not found:
        return None
    if noun is Trust.EXTERNAL:
        pems = [related[each.key or ""].public_ca_cert or "" for each in found]
    else:
        pems = [pem for each in found for pem in trust_list.pems(each.content)]
    held, name = trust_list.fingerprints(pems), f"its direct entry {found[0].content.get('name')}"
    with suppress(CrosslinkError):
        if isinstance(other, Cluster):
            own = trust_list.fingerprints(session.connections.clusters.configured(other.cluster).authorities())
            return f"{name} holds none of the authorities in transportCaFile of {other.label}" if own and not own & held else None
        authority = session.cloud(other.connection).certificate_authorities.get(other.deployment_id)
        active = trust_list.fingerprints(certificate.pem for certificate in authority.public_certificates if certificate.active)
        what = "the trust relationship of its environment" if noun is Trust.EXTERNAL else name
        if not active & held:
            return f"{what} holds another certificate than the authority's that signs for {other.label}; give it that of get_certificate_authority"
    return None
