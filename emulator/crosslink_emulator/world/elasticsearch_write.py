"""Writing the cluster settings of a deployment's Elasticsearch, with what the world must know of it."""

from crosslink_emulator.world.cloud import Cloud
from crosslink_emulator.world.deployment import Deployment
from crosslink_emulator.world.elasticsearch_settings import Change, change_settings, settings_of
from crosslink_emulator.world.world import World


def write_settings(world: World, cloud: Cloud, deployment: Deployment, persistent: Change, transient: Change | None = None) -> None:
    """Write both layers or none, and remember how they were; raise ``SettingError`` where Elasticsearch refuses."""
    before = settings_of(cloud, deployment)
    change_settings(cloud, deployment, persistent, transient or {})
    world.past.remember("settings", deployment.id, now=before)
    world.changed()
