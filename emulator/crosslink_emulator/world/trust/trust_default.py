"""The trust that a deployment is born with, or gets back, in a cloud as it is now."""

from datetime import date

from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.external_trust import ExternalTrust
from crosslink_emulator.world.state.trust import Trust, default_trust, is_old

RELATIONSHIPS_COUNT = True
"""GUESS: ``trust_by_default`` of a relationship puts an entry about it into the trust of deployments made from then on; existing ones stay as they are."""


def trust_by_default(cloud: Cloud, resource_id: str, created: date) -> Trust:
    """Return the lists: one's own account, and the environments that are trusted by default; old deployments trust themselves alone."""
    own = default_trust(cloud.organization, resource_id, created)
    if is_old(created) or not RELATIONSHIPS_COUNT:
        return own
    others = [ExternalTrust(trust_relationship_id=one.id, trust_all=True) for one in cloud.trust_relationships.values() if one.trust_by_default]
    return own.model_copy(update={"external": tuple(others)})
