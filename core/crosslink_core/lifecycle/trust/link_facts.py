"""What links must know before their trust can be declared: authorities, trust relationships, environments."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.trust.certificate_authority import authority
from crosslink_core.lifecycle.trust.trust_relationships import Relationships
from crosslink_core.links.planned import Environment
from crosslink_core.links.trust_entry import RelationshipId
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Platform


class MissingTrustError(CrosslinkError):
    """What a trust entry needs is not there, or cannot be seen from here."""


def authorities(session: Session, holder: End, others: Sequence[End]) -> tuple[str, ...]:
    """Return the certificates of the authorities that sign for the nodes of the ends, each once; raise :exc:`MissingTrustError` for an unknown authority."""
    return tuple(dict.fromkeys(_authorities(session, holder, others)))


def _authorities(session: Session, holder: End, others: Sequence[End]) -> Iterator[str]:
    """ECH has an authority for each region, ECE for each environment; every other cluster has its own."""
    seen: set[str | None] = set()
    for end in others:
        region = end.id if isinstance(end, Cluster) else end.region if end.platform is Platform.ECH else None
        if region not in seen:
            seen.add(region)
            yield from _of_cluster(session, holder, end) if isinstance(end, Cluster) else _of_deployment(session, holder, end)


def _of_deployment(session: Session, holder: End, end: End) -> tuple[str, ...]:
    """A past certificate stays as long as the service lists it: some nodes may not have a new certificate yet."""
    try:
        known, now = authority(session, end.connection, end.id), datetime.now(UTC)
    except CrosslinkError as error:
        why = "are not visible from here" if end.connection is None else f"cannot be read ({error})"
        raise MissingTrustError(f"the certificates of {end.label}, which {holder.label} is to trust, {why}; give them: certificates=[…]") from None
    # by age, not by use: so files in which the same certificates stand do not change when the next one begins to sign
    certificates = sorted((*known.trusted, *known.past), key=lambda certificate: (certificate.valid_to, certificate.pem))
    return tuple(certificate.pem for certificate in certificates if certificate.valid_to > now)


def _of_cluster(session: Session, holder: End, end: Cluster) -> tuple[str, ...]:
    found = session.connections.clusters.configured(end.cluster).authorities()
    if not found:
        raise MissingTrustError(
            f"{holder.label} cannot trust {end.label}, because the authorities of its transport layer are not known: "
            f"name the file with their certificates as crosslink:clusters.{end.cluster}.transportCaFile"
        )
    return found


def relationship_id(session: Session, relationship: RelationshipId) -> str:
    """Return the id of the trust relationship that an environment has with another environment; raise :exc:`MissingTrustError` where it has none."""
    holder, environment = relationship.holder, relationship.environment
    every = session.shared(Relationships).first(holder.connection).values()
    found = next((known.id for known in every if not known.local and environment in {known.installation_id, *known.account_ids}), None)
    if found is None:
        raise MissingTrustError(
            f"the environment of {holder.label} (connection {session.connections.name(holder.connection)}) has no trust relationship with environment "
            f"{environment}, which a link between environments needs first; declare a TrustRelationship on both platforms, and give their ids"
        )
    return found


def environment(session: Session, path: str, connection: str) -> Environment:
    """Return what an environment says of itself; raise :exc:`CrosslinkError`, with the path in the configuration, for a connection that is not ECE."""
    try:
        platform = session.connections[connection].platform
    except ConnectionsError as error:
        raise CrosslinkError(f"{path}: {error}") from None
    if platform is not Platform.ECE:
        raise CrosslinkError(f"{path}: connection {connection} is not an ECE environment; only ECE environments have trust relationships")
    itself = next((known for known in session.shared(Relationships).first(connection).values() if known.local), None)
    if itself is None:
        raise CrosslinkError(f"connection {connection}: the environment does not say its own id and certificate, which others need to trust it")
    return Environment(connection, itself.installation_id or itself.account_ids[0], itself.public_ca_cert or "")
