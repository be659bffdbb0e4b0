"""From an estate's entries to clouds with their deployments, traffic filters, authorities and trust relationships."""

from datetime import UTC, date, datetime, time

from crosslink_emulator.estate.cluster import authority_of
from crosslink_emulator.estate.estate import AuthorityEntry, CloudEntry, DeploymentEntry, Estate, TrafficFilterEntry, TrustRelationshipEntry
from crosslink_emulator.world import identifier
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority, new_authority
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment, Remote
from crosslink_emulator.world.state.traffic_filter import Association, Content, TrafficFilter
from crosslink_emulator.world.state.trust import AccountTrust, Trust, TrustRelationship, default_trust

DEFAULT_REF_ID = "main-elasticsearch"
"""Convention of the console and of Terraform."""

SYSTEM_REF_ID = "elasticsearch"
"""What real ECE system deployments have."""


def new_cloud(name: str, entry: CloudEntry) -> Cloud:
    """Return the cloud that an entry describes."""
    filters = [_traffic_filter(name, own, traffic_filter, entry) for own, traffic_filter in entry.traffic_filters.items()]
    return Cloud(
        name=name,
        platform=entry.platform,
        organization=entry.organization,
        domain=(entry.domain or f"{name}.ece.example") if entry.platform == "ece" else None,
        api_keys=dict(entry.api_keys),
        read_only_keys=dict(entry.read_only_keys),
        deployments={own: new_deployment(own, deployment, entry.organization, _remotes(deployment, entry)) for own, deployment in entry.deployments.items()},
        traffic_filters={traffic_filter.id: traffic_filter for traffic_filter in filters},
        claimed_link_ids=entry.claimed_link_ids,
    )


def new_deployment(name: str, entry: DeploymentEntry, organization: str, remotes: list[Remote]) -> Deployment:
    """Return the deployment that an entry describes; the names in the entry's own remotes are the caller's matter."""
    trust = default_trust(organization, entry.resource_id, entry.created) if entry.trust is None else _trust(entry.resource_id, entry.trust)
    return Deployment(
        name=name,
        id=entry.id,
        resource_id=entry.resource_id,
        ref_id=_ref_id(entry),
        region=entry.region,
        version=entry.version,
        created=entry.created,
        status=entry.status,
        system=entry.system,
        trust=trust,
        remotes=remotes,
        users=dict(entry.users),
        last_modified=datetime.combine(entry.created, time(), UTC),
    )


def ruleset_id(cloud: str, name: str, entry: TrafficFilterEntry) -> str:
    """Return the id of a ruleset: the entry's, or one made of the names."""
    return entry.id or identifier("ruleset", cloud, name)


def content(name: str, entry: TrafficFilterEntry) -> Content:
    """Return what an entry says about a ruleset itself."""
    fields = {"type", "region", "rules", "description", "include_by_default"}
    return Content(name=name, **{field: value for field, value in entry if field in fields})


def _traffic_filter(cloud_name: str, name: str, entry: TrafficFilterEntry, cloud: CloudEntry) -> TrafficFilter:
    attached = tuple(Association(deployment_id=cloud.deployments[deployment.deployment].id, hidden=deployment.hidden) for deployment in entry.deployments)
    return TrafficFilter(**dict(content(name, entry)), id=ruleset_id(cloud_name, name, entry), associations=attached)


def _remotes(entry: DeploymentEntry, cloud: CloudEntry) -> list[Remote]:
    return [
        Remote(
            alias=remote.alias,
            deployment_id=cloud.deployments[remote.deployment].id,
            elasticsearch_ref_id=_ref_id(cloud.deployments[remote.deployment]),
            skip_unavailable=remote.skip_unavailable,
        )
        for remote in entry.remotes
    ]


def _trust(resource_id: str, entry: Trust | tuple[AccountTrust, ...]) -> Trust:
    """Return the three lists, with ids for the entries that have none yet."""
    trust = Trust(accounts=entry) if isinstance(entry, tuple) else entry
    uids = [entry.uid or identifier("direct trust", resource_id, index) for index, entry in enumerate(trust.direct)]
    return trust.model_copy(update={"direct": tuple(entry.model_copy(update={"uid": uid}) for entry, uid in zip(trust.direct, uids, strict=True))})


def _ref_id(entry: DeploymentEntry) -> str:
    return entry.ref_id or (SYSTEM_REF_ID if entry.system else DEFAULT_REF_ID)


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
        found[cloud_name] = {relationship.id: relationship for relationship in made}
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
