"""From the estate's entries to certificate authorities and trust relationships with all their defaults."""

from datetime import UTC, date, datetime, time

from crosslink_emulator.estate.cluster_birth import authority_of
from crosslink_emulator.estate.estate import AuthorityEntry, Estate, TrustRelationshipEntry
from crosslink_emulator.world import identifier
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, new_authority
from crosslink_emulator.world.state.trust import TrustRelationship


def new_authorities(estate: Estate, now: datetime) -> dict[str, CertificateAuthority]:
    """Return the authorities of which an estate says something, and those of all environments and named clusters."""
    wanted = {f"region {region}": entry for region, entry in estate.certificate_authorities.items()}
    for cloud in estate.clouds.values():
        if cloud.platform == "ece":
            wanted[f"environment {cloud.organization}"] = cloud.certificate_authority or AuthorityEntry()
    wanted |= {authority_of(name, cluster): AuthorityEntry() for name, cluster in estate.clusters.items()}
    return {name: new_authority(name, now, _midnight(entry.valid_from), _midnight(entry.valid_to)) for name, entry in wanted.items()}


def new_relationships(estate: Estate, authorities: dict[str, CertificateAuthority], now: datetime) -> dict[str, dict[str, TrustRelationship]]:
    """Return the relationships that an estate describes, by the names of their clouds and by their ids."""
    found: dict[str, dict[str, TrustRelationship]] = {}
    for cloud_name, cloud in estate.clouds.items():
        made = [_relationship(cloud_name, name, entry, estate, authorities, now) for name, entry in cloud.trust_relationships.items()]
        found[cloud_name] = {one.id: one for one in made}
    return found


def relationship_id(cloud: str, name: str, entry: TrustRelationshipEntry) -> str:
    """Return the id of a relationship: the entry's, or one made of the names."""
    return entry.id or identifier("trust relationship", cloud, name)


def _relationship(
    cloud: str, name: str, entry: TrustRelationshipEntry, estate: Estate, authorities: dict[str, CertificateAuthority], now: datetime
) -> TrustRelationship:
    installation_id, account_ids, certificate = entry.installation_id, entry.account_ids, entry.public_ca_cert
    if entry.environment is not None:
        there = estate.clouds[entry.environment].organization
        authority = authorities[f"environment {there}"]
        installation_id = installation_id or there
        account_ids = (there,) if account_ids is None else account_ids
        certificate = certificate or authority.pem(authority.active)
    return TrustRelationship(
        id=relationship_id(cloud, name, entry),
        name=name,
        public_ca_cert=certificate or "",
        trust_by_default=entry.trust_by_default,
        account_ids=account_ids or (),
        installation_id=installation_id,
        created=now,
        last_modified=now,
    )


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
