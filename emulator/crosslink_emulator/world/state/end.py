"""One end of a link: an Elasticsearch, and the cloud that it is in."""

from typing import NamedTuple

from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.elasticsearch import Elasticsearch


class End(NamedTuple):
    """A deployment with its cloud, or a named cluster, which is in none."""

    cloud: Cloud | None
    elasticsearch: Elasticsearch
