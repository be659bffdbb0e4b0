"""A traffic filter as the API writes and reads it, and back."""

from typing import Any

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.model.filters.filter_rule import FilterRule
from crosslink_core.model.filters.traffic_filter import TrafficFilter, TrafficFilterState
from crosslink_core.model.filters.traffic_filter_association import FoundEnd


def to_wire(one: TrafficFilter | TrafficFilterState) -> dict[str, Any]:
    """Return `TrafficFilterRulesetRequest`; absent is not null to this API."""
    return one.model_dump(mode="json", exclude_none=True, include={"name", "description", "type", "include_by_default", "region", "rules"})


def from_wire(ruleset: Ruleset, known: TrafficFilter | TrafficFilterState) -> TrafficFilterState:
    """Return what there is: the service's part from its answer, ours as it is known."""
    ours = {"connection": known.connection, "platform": known.platform, "detach_others": known.detach_others}
    said = ruleset.model_dump(include={"name", "type", "region", "description", "include_by_default"})
    return TrafficFilterState.model_validate(ours | said | {"rules": ruleset.rules or (), "ruleset_id": ruleset.id})


def made(spec: TrafficFilter, ruleset_id: str) -> TrafficFilterState:
    """Return what there is after a write that was accepted."""
    return TrafficFilterState.model_validate(spec.model_dump(mode="json") | {"ruleset_id": ruleset_id})


def end_of(ruleset: Ruleset) -> FoundEnd:
    """Return the filter with its facts, as an association names it."""
    return FoundEnd(ruleset_id=ruleset.id, name=ruleset.name, type=ruleset.type, region=ruleset.region)


def alike(ruleset: Ruleset, spec: TrafficFilter) -> bool:
    """Whether a ruleset is exactly what is wanted."""
    there, wanted = from_wire(ruleset, spec), made(spec, ruleset.id)
    return there.model_dump(exclude={"rules"}) == wanted.model_dump(exclude={"rules"}) and _texts(there.rules) == _texts(wanted.rules)


def _texts(rules: tuple[FilterRule, ...]) -> list[str]:
    return sorted(rule.model_dump_json(exclude_none=True) for rule in rules)
