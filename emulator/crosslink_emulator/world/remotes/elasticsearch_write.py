"""Writing the cluster settings of an Elasticsearch, with what the world must know of it."""

from crosslink_emulator.world.remotes.elasticsearch_settings import Change, change_settings, settings_of
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.world import World


def write_settings(world: World, cloud: Cloud | None, one: Elasticsearch, persistent: Change, transient: Change | None = None) -> None:
    """Write both layers or none, and remember how they were; raise ``SettingError`` where Elasticsearch refuses."""
    before = settings_of(cloud, one)
    change_settings(cloud, one, persistent, transient or {})
    world.past.remember("settings", one.key, now=before)
    world.changed()
