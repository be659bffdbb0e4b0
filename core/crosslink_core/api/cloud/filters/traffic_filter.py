"""`/deployments/traffic-filter/rulesets`: create, read, replace and delete traffic filters.

Source: operations `*-traffic-filter-ruleset` and `get-traffic-filter-rulesets`.  A create is not retried by the transport:
the service takes two rulesets with the same name, so after a lost reply the name is looked up first.
"""

from functools import cached_property
from typing import Any, Final

from crosslink_core.api import Operation, Operations, Reply, nothing
from crosslink_core.model.filters.filter_rule import FilterRule

PATH: Final = "/deployments/traffic-filter/rulesets"
ONE: Final = f"{PATH}/{{ruleset_id}}"
LIST: Final = Operation("get-traffic-filter-rulesets", "GET", PATH, 200, again=True)
CREATE: Final = Operation("create-traffic-filter-ruleset", "POST", PATH, 201, again=False)
GET: Final = Operation("get-traffic-filter-ruleset", "GET", ONE, 200, again=True)
UPDATE: Final = Operation("update-traffic-filter-ruleset", "PUT", ONE, 200, again=True)
DELETE: Final = Operation("delete-traffic-filter-ruleset", "DELETE", ONE, 200, again=True)
"""A second request does no harm: its answer is 404, gone."""


class Associated(Reply):
    """`FilterAssociation`."""

    entity_type: str
    """`deployment`; the API also knows `cluster`."""
    id: str


class Ruleset(Reply):
    """`TrafficFilterRulesetInfo`."""

    id: str
    name: str
    type: str
    region: str
    description: str | None = None
    include_by_default: bool = False
    rules: tuple[FilterRule, ...] | None = ()
    associations: tuple[Associated, ...] | None = None
    """The associations that the key can see; null where there is none (ecctl's recorded reply)."""
    total_associations: int | None = None
    """The number of all associations, hidden ones included."""

    @cached_property
    def deployments(self) -> frozenset[str]:
        """The ids of the deployments that it guards, as far as the key sees them."""
        return frozenset(association.id for association in self.associations or () if association.entity_type == "deployment")

    @property
    def hidden(self) -> int:
        """How many associations the key cannot see."""
        return max(0, (self.total_associations or 0) - len(self.associations or ()))


class TrafficFilters(Operations):
    """Rulesets."""

    def all(self) -> tuple[Ruleset, ...]:
        """Return every ruleset that the key sees, with its associations."""
        return self._send(LIST, _rulesets, query={"include_associations": True})

    def get(self, ruleset_id: str) -> Ruleset:
        """Return a ruleset with its associations; raise :exc:`~crosslink_core.api.error.NotFoundError` when it is gone."""
        return self._send(GET, Ruleset.model_validate, {"ruleset_id": ruleset_id}, query={"include_associations": True})

    def create(self, body: dict[str, Any]) -> str:
        """Create a ruleset from a `TrafficFilterRulesetRequest` and return its id."""
        return self._send(CREATE, _id, body=body)

    def update(self, ruleset_id: str, body: dict[str, Any]) -> None:
        """Replace the whole ruleset; its associations stay."""
        self._send(UPDATE, _id, {"ruleset_id": ruleset_id}, body=body)

    def delete(self, ruleset_id: str) -> None:
        """Delete it; with associations the service refuses."""
        self._send(DELETE, nothing, {"ruleset_id": ruleset_id}, query={"ignore_associations": False})


def _rulesets(reply: Any) -> tuple[Ruleset, ...]:
    found = reply["rulesets"]
    if not isinstance(found, list | None):
        raise TypeError
    return tuple(Ruleset.model_validate(ruleset) for ruleset in found or ())


def _id(reply: Any) -> str:
    found = reply["id"]
    if not isinstance(found, str) or not found:  # it becomes a resource's id
        raise TypeError
    return found
