"""`/deployments/traffic-filter/…/associations`: which rulesets guard which deployments.

Source: operations `create-` and `delete-traffic-filter-ruleset-association`, `get-traffic-filter-deployment-ruleset-associations`.
"""

from typing import Any, Final

from crosslink_core.api import ALREADY, Operation, Operations, nothing

ENTITY: Final = "deployment"
"""The entity type of associations; the API also has `cluster`, which no client uses."""

PATH: Final = "/deployments/traffic-filter/rulesets/{ruleset_id}/associations"
CREATE: Final = Operation("create-traffic-filter-ruleset-association", "POST", PATH, 201, again=False, already=200)
"""Idempotent, but after a lost reply the second answer does not say whether the first request made the association."""

DELETE: Final = Operation("delete-traffic-filter-ruleset-association", "DELETE", f"{PATH}/{ENTITY}/{{deployment_id}}", 200, again=True)
OF: Final = f"/deployments/traffic-filter/associations/{ENTITY}/{{deployment_id}}/rulesets"
OF_DEPLOYMENT: Final = Operation("get-traffic-filter-deployment-ruleset-associations", "GET", OF, 200, again=True)


class TrafficFilterAssociations(Operations):
    """Associations of rulesets with deployments."""

    def create(self, ruleset_id: str, deployment_id: str) -> bool:
        """Attach a ruleset to a deployment; return whether that is new."""
        return self._send(CREATE, _is_new, {"ruleset_id": ruleset_id}, body={"entity_type": ENTITY, "id": deployment_id})

    def delete(self, ruleset_id: str, deployment_id: str) -> None:
        """Detach a ruleset from a deployment; raise :exc:`~crosslink_core.api.error.NotFoundError` when it was not attached."""
        self._send(DELETE, nothing, {"ruleset_id": ruleset_id, "deployment_id": deployment_id})

    def of_deployment(self, deployment_id: str) -> frozenset[str]:
        """Return the ids of the rulesets that guard a deployment; none: it is open to everyone."""
        return self._send(OF_DEPLOYMENT, _ids, {"deployment_id": deployment_id})


def _ids(reply: Any) -> frozenset[str]:
    found = reply["rulesets"]
    if not isinstance(found, list | None) or not all(isinstance(ruleset_id, str) for ruleset_id in found or ()):
        raise TypeError  # anything else must not be read as "none": a deployment would seem open
    return frozenset(found or ())


def _is_new(reply: Any) -> bool:
    return bool(reply != ALREADY)
