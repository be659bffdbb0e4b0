"""``/_license``.  Source: replies of Elasticsearch 8.19.21, recorded, for basic and trial."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.local_node import cluster_name, cluster_uuid, license_type
from crosslink_emulator.world import identifier

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
