"""What a call's own cluster and its only node say of themselves: the one place where the operations ask who they are."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.world import identifier
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.state.elasticsearch import Elasticsearch

BUILD = {"build_flavor": "default", "build_type": "docker", "build_hash": "0" * 40, "build_date": "2024-01-01T00:00:00.000000000Z", "build_snapshot": False}
"""GUESS: the emulator has no build; no client needs more than the form."""


class Compatibility(NamedTuple):
    """What goes with a version."""

    lucene: str
    wire: str
    """The oldest version on the wire."""
    disk: str
    """The oldest version on the disk."""

    def oldest(self) -> dict[str, str]:
        """Return the oldest versions as replies show them."""
        return {"minimum_wire_compatibility_version": self.wire, "minimum_index_compatibility_version": self.disk}


COMPATIBILITY = {
    (9, 5): Compatibility("10.5.1", "8.19.0", "8.0.0"),
    (9, 1): Compatibility("10.2.2", "8.19.0", "8.0.0"),
    (9, 0): Compatibility("10.1.0", "8.18.0", "8.0.0"),
    (8, 19): Compatibility("9.12.2", "7.17.0", "7.0.0"),
    (8, 0): Compatibility("9.11.1", "7.17.0", "7.0.0"),
    (0, 0): Compatibility("8.11.3", "6.8.0", "6.0.0-beta1"),
}
"""What holds from a minor version on, newest first.  Recorded for 8.15.0, 8.19.21 and 9.5.3.  GUESS: the others, near enough."""


def version_number(text: str) -> tuple[int, ...]:
    """Return a version as numbers, which compare."""
    return tuple(int(part) for part in text.split("-")[0].split("."))


def compatibility(text: str) -> Compatibility:
    """Return what goes with a version."""
    return next(found for since, found in COMPATIBILITY.items() if version_number(text) >= since)


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


ISSUED = datetime(2024, 1, 1, tzinfo=UTC)
"""GUESS: when each licence was issued; no rule depends on it."""

NEVER = 36500
"""GUESS: how many days a bought licence lasts; the emulator lets none expire."""

LASTS_DAYS = {"trial": 30, "platinum": NEVER, "enterprise": NEVER}
"""Days from issue to expiry; basic has no end.  Recorded: 30 for trial.  A trial of the emulator is active whatever its clock says."""

RESOURCE_UNITS = {"enterprise": 1000}
"""GUESS: an enterprise licence counts resource units and no nodes; the others count nodes (recorded)."""

MAX_NODES = 1000


def get_license(call: Call) -> dict[str, Any]:
    """Answer the licence, which is always active."""
    kind = license_type(call)
    lasts = LASTS_DAYS.get(kind)
    expiry = {} if lasts is None else _moment("expiry_date", ISSUED + timedelta(days=lasts))
    units = RESOURCE_UNITS.get(kind)
    return {
        "license": {"status": "active", "uid": str(UUID(identifier("license", cluster_uuid(call), kind))), "type": kind}
        | _moment("issue_date", ISSUED)
        | expiry
        | {"max_nodes": MAX_NODES if units is None else None, "max_resource_units": units}
        | {"issued_to": cluster_name(call), "issuer": "elasticsearch", "start_date_in_millis": -1}
    }


def _moment(name: str, when: datetime) -> dict[str, Any]:
    return {name: when.strftime("%Y-%m-%dT%H:%M:%S.000Z"), f"{name}_in_millis": int(when.timestamp()) * 1000}
