"""A ruleset as the API shows it.  Source: ``TrafficFilterRulesetInfo`` and ``RulesetAssociations`` of Elastic Cloud API 3.8.0."""

from typing import Any

from crosslink_emulator.world.state.traffic_filter import TrafficFilter


def document(ruleset: TrafficFilter, *, include_associations: bool) -> dict[str, Any]:
    """Return ``TrafficFilterRulesetInfo``; without the switch the keys about associations are absent."""
    wire = ruleset.model_dump(mode="json", exclude_none=True, exclude={"revision", "associations"})
    wire["rules"] = [{"id": ruleset.rule_id(index)} | rule for index, rule in enumerate(wire["rules"])]
    return wire | associations(ruleset) if include_associations else wire


def associations(ruleset: TrafficFilter) -> dict[str, Any]:
    """Return what a ruleset is attached to; a deployment that is hidden from all keys is only counted."""
    listed = [{"entity_type": "deployment", "id": one.deployment_id} for one in ruleset.associations if not one.hidden]
    return {"associations": listed, "total_associations": len(ruleset.associations)}
