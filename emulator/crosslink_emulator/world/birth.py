"""From the estate's entries to clouds and deployments with all their defaults."""

from datetime import UTC, datetime, time

from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment, Remote
from crosslink_emulator.world.estate import CloudEntry, DeploymentEntry
from crosslink_emulator.world.trust import default_trust

DEFAULT_REF_ID = "main-elasticsearch"
"""Convention of the console and of Terraform."""

SYSTEM_REF_ID = "elasticsearch"
"""What real ECE system deployments have."""


def new_cloud(name: str, entry: CloudEntry) -> Cloud:
    """Return the cloud that an entry describes."""
    return Cloud(
        name=name,
        platform=entry.platform,
        organization=entry.organization,
        domain=(entry.domain or f"{name}.ece.example") if entry.platform == "ece" else None,
        api_keys=dict(entry.api_keys),
        read_only_keys=dict(entry.read_only_keys),
        deployments={own: _deployment(own, deployment, entry) for own, deployment in entry.deployments.items()},
    )


def _deployment(name: str, entry: DeploymentEntry, cloud: CloudEntry) -> Deployment:
    trust = default_trust(cloud.organization, entry.resource_id, entry.created) if entry.trust is None else list(entry.trust)
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
        remotes=[
            Remote(
                alias=remote.alias,
                deployment_id=cloud.deployments[remote.deployment].id,
                elasticsearch_ref_id=_ref_id(cloud.deployments[remote.deployment]),
                skip_unavailable=remote.skip_unavailable,
            )
            for remote in entry.remotes
        ],
        last_modified=datetime.combine(entry.created, time(), UTC),
    )


def _ref_id(entry: DeploymentEntry) -> str:
    return entry.ref_id or (SYSTEM_REF_ID if entry.system else DEFAULT_REF_ID)
