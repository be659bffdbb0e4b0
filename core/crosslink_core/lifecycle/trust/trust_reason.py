"""Why a link by certificate does not connect: which side lacks which trust, as far as the connections here can see.

Source: our digest's §1.3; whom an entry lets in is the schema's text (§2.6 of the contract's digest).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple, Protocol

from crosslink_core.api.cloud import trust
from crosslink_core.api.cloud.trust import Kind, TrustEntry
from crosslink_core.connections import Connections
from crosslink_core.lifecycle.trust import trust_list, trust_relationships
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment, Platform
from crosslink_core.model.deployments.end import End, same_organization
from crosslink_core.model.error import CrosslinkError


class Link(Protocol):
    """Two ends."""

    @property
    def local(self) -> End:
        """The end that opens the connection."""

    @property
    def remote(self) -> End:
        """The end that is reached."""


UNINSTALLED = "{who} yet: install {where} what `crosslink show --files` has for this link, and run `pulumi up` again"

NOTHING_LACKS = "both sides trust each other; the remote does not answer: it may be stopped, out of reach, or of a version that does not suit"


class Judgement(NamedTuple):
    """What is in the way of a link."""

    text: str
    """In words, with the side and the entry."""
    lacks_trust: bool = False
    """Whether one side does not trust the other for sure, so that waiting does not help."""
    unseen: bool = False
    """Whether one side cannot be seen from here: another team owns it, and may come later."""


def judge(connections: Connections, link: Link) -> Judgement:
    """Say which side lacks trust, and in which entry; one request to each side that a connection here sees, more where certificates decide."""
    local, remote = link.local, link.remote
    if isinstance(local, Cluster) and isinstance(remote, Cluster):
        return Judgement(UNINSTALLED.format(who=f"{local.label} and {remote.label} may not trust each other", where="on both"), unseen=True)
    found = sorted((*_lacks(connections, local, remote), *_lacks(connections, remote, local)), key=lambda one: one.unseen)
    return Judgement(" and ".join(one.text for one in found) or NOTHING_LACKS, any(one.lacks_trust for one in found), any(one.unseen for one in found))


def _lacks(connections: Connections, holder: End, other: End) -> Iterator[Judgement]:
    if isinstance(holder, Cluster):
        yield Judgement(UNINSTALLED.format(who=f"{holder.label} may not trust {other.label}", where="there"), unseen=True)
        return
    try:
        document = connections.cloud(holder.connection).deployments.settings(holder.deployment_id).content
        entries = trust.read(document["resources"]["elasticsearch"][0]["info"].get("settings") or {})
    except (CrosslinkError, LookupError, TypeError, AttributeError):
        text = f"whether {holder.label} trusts {other.label} is not visible from here: if its owner has yet to declare that, run `pulumi up` afterwards"
        yield Judgement(text, unseen=True)
        return
    with suppress(CrosslinkError):  # what only helps to explain must not fail
        what = _missing(connections, holder, other, entries)
        if what:
            yield Judgement(f"{holder.label} does not trust {other.label}: {what}", lacks_trust=True)


def _missing(connections: Connections, holder: Deployment, other: End, entries: tuple[TrustEntry, ...]) -> str | None:
    """What the holder's lists lack to let the other in."""
    if isinstance(other, Cluster):
        return _missing_names(connections, other, [one for one in entries if one.kind is Kind.DIRECT])
    scope, same = other.organization, same_organization(holder, other)
    if same or (holder.platform is Platform.ECH and other.platform is Platform.ECH):
        found = [one for one in entries if one.kind is Kind.ACCOUNTS and one.content.get("account_id") == scope]
        if not found:
            return f"its trust has no entry accounts {scope}; declare an AccountTrust"
        return _unlisted(found, other)
    if holder.platform is Platform.ECE and other.platform is Platform.ECE:
        return _missing_external(connections, holder, other, entries)
    return _missing_direct(connections, other, [one for one in entries if one.kind is Kind.DIRECT])


def _missing_external(connections: Connections, holder: Deployment, other: Deployment, entries: tuple[TrustEntry, ...]) -> str | None:
    known = trust_relationships.fresh(connections, holder.connection)
    theirs = {id_: one for id_, one in known.items() if not one.local and other.organization in {one.installation_id, *one.account_ids}}
    if not theirs:
        return f"its environment has no trust relationship with environment {other.organization}; declare a TrustRelationship first"
    found = [one for one in entries if one.kind is Kind.EXTERNAL and one.key in theirs]
    if not found:
        return f"its trust has no entry external {' or '.join(sorted(theirs))}; declare an ExternalTrust"
    pems = [relationship.public_ca_cert or "" for id_, relationship in theirs.items() if any(one.key == id_ for one in found)]
    return _unlisted(found, other) or _unsigned(connections, other, pems, "the trust relationship of its environment")


def _missing_direct(connections: Connections, other: Deployment, entries: list[TrustEntry]) -> str | None:
    found = [one for one in entries if one.content.get("scope_id") == other.organization]
    if not found:
        others = ", ".join(sorted({str(one.content.get("scope_id")) for one in entries})) or "none"
        return f"its trust has no direct entry with scope_id {other.organization} (there are: {others}); declare a DirectTrust"
    pems = [pem for one in found for pem in trust_list.pems(one.content)]
    return _unlisted(found, other) or _unsigned(connections, other, pems, f"its direct entry {found[0].content.get('name')}")


def _missing_names(connections: Connections, other: Cluster, entries: list[TrustEntry]) -> str | None:
    """What direct entries lack to let in a cluster that no control plane knows."""
    named = [one for one in entries if set(other.node_names) & set(one.content.get("additional_node_names") or ())]
    found = named or [one for one in entries if one.content.get("scope_id") == other.organization]
    if not found:
        return f"its trust has no direct entry about {other.organization or 'the names of its nodes'}; declare a DirectTrust of type generic"
    held = trust_list.fingerprints(pem for one in found for pem in trust_list.pems(one.content))
    own = trust_list.fingerprints(connections.clusters.configured(other.cluster).authorities())
    if own and not own & held:
        return f"its direct entry {found[0].content.get('name')} holds none of the authorities in transportCaFile of {other.label}"
    return None if named else _unlisted(found, other)


def _unlisted(found: Iterable[TrustEntry], other: End) -> str | None:
    """None where one of the entries lets the other in."""
    entries = list(found)
    if any(one.content.get("trust_all") or other.resource_id in (one.content.get("trust_allowlist") or ()) for one in entries):
        return None
    one = entries[0]
    return f"its entry {one.kind} {one.content.get('name') or one.key} does not list {other.resource_id}; add that to trust_allowlist"


def _unsigned(connections: Connections, other: Deployment, pems: Iterable[str], what: str) -> str | None:
    """None where one of the certificates is the one that signs for the other, or that cannot be seen."""
    held = trust_list.fingerprints(pems)
    with suppress(CrosslinkError):
        authority = connections.cloud(other.connection).certificate_authorities.get(other.deployment_id)
        active = trust_list.fingerprints(one.pem for one in authority.public_certificates if one.active)
        if not active & held:
            return f"{what} holds another certificate than the authority's that signs for {other.label}; give it that of get_certificate_authority"
    return None
