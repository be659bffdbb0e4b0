"""What a call's own cluster and its only node say of themselves: the one place where the operations ask who they are."""

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.elasticsearch import Elasticsearch

DEPLOYMENT_LICENSE = "basic"
"""GUESS: licence of a deployment; the emulator sells no subscriptions, and links by certificate need none."""

TRANSPORT_ADDRESS = "10.0.0.1:9300"
"""GUESS: transport address of every node: one of a private network, as real ones have, which nobody outside reaches."""


def own(call: Call) -> Elasticsearch:
    """Return the cluster that is called."""
    return call.elasticsearch


def version(call: Call) -> str:
    """Return the version of Elasticsearch."""
    return own(call).version


def cluster_name(call: Call) -> str:
    """Return the cluster's name, which on Elastic Cloud is the resource id."""
    return own(call).shown_name


def cluster_uuid(call: Call) -> str:
    """Return what Elasticsearch itself calls the cluster."""
    return own(call).cluster_uuid


def license_type(call: Call) -> str:
    """Return the licence: basic, trial, platinum or enterprise."""
    elasticsearch = own(call)
    return elasticsearch.license if isinstance(elasticsearch, Cluster) else DEPLOYMENT_LICENSE


def node_name(call: Call) -> str:
    """Return the name of the node."""
    return own(call).node


def roles(call: Call) -> list[str]:
    """Return the roles of the node, in the order of the alphabet."""
    return sorted(own(call).roles)
