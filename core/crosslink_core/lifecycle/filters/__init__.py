"""Traffic filters: the rulesets of the organization behind a connection, and a ruleset to and from the API's documents."""

from collections.abc import Iterable, Mapping
from typing import Any

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.api.error import ForbiddenError
from crosslink_core.lifecycle import HiddenError
from crosslink_core.lifecycle.listing import Listing
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType, meaning
from crosslink_core.model.filters.traffic_filter import TrafficFilter, TrafficFilterState
from crosslink_core.model.filters.traffic_filter_association import FoundEnd

ById = Mapping[str, Ruleset]


class Rulesets(Listing[Ruleset]):
    """The rulesets of each connection."""

    def _list(self, connection: str | None) -> Iterable[Ruleset]:
        return self._session.cloud(connection).traffic_filters.all()

    def hidden(self, what: str, connection: str | None, ruleset_id: str, error: ForbiddenError) -> CrosslinkError:
        """Return the error for a filter that answers 403: where the key lists other filters and not this filter, it may be gone."""
        try:
            seen = ruleset_id in self.fresh(connection)
        except CrosslinkError:
            return error
        if seen:
            return error
        return HiddenError(f"{what}: traffic filter {ruleset_id} is gone or hidden from this key ({error}); if it is gone, `pulumi state delete` its resource")


def rulesets_on(known: ById, deployment_id: str) -> frozenset[str]:
    """Return the ids of the rulesets that guard a deployment, as far as the key sees them."""
    return frozenset(ruleset.id for ruleset in known.values() if deployment_id in ruleset.deployments)


def closing_rulesets(known: ById, ids: frozenset[str]) -> frozenset[str]:
    """Return those that close a deployment to strangers; a ruleset that the key cannot see does not count.

    GUESS: an egress firewall limits what a deployment reaches, not who reaches it.
    """
    return frozenset(id_ for id_ in ids if id_ in known and known[id_].type != FilterType.EGRESS_FIREWALL)


def to_wire(spec: TrafficFilter | TrafficFilterState) -> dict[str, Any]:
    """Return `TrafficFilterRulesetRequest`; absent is not null to this API."""
    return spec.model_dump(mode="json", exclude_none=True, include={"name", "description", "type", "include_by_default", "region", "rules"})


def from_wire(ruleset: Ruleset, known: TrafficFilter | TrafficFilterState) -> TrafficFilterState:
    """Return what there is: the service's fields from its answer, crosslink's own as they are known.

    A rule that means the same as a known rule keeps the known spelling: the service may answer `10.0.0.0/8` for `10.1.2.3/8`.
    """
    spellings = {meaning(rule): rule.model_dump(mode="json", exclude_none=True) for rule in known.rules}
    rules = [spellings.get(meaning(rule), rule) for rule in ruleset.rules or ()]
    ours = {"connection": known.connection, "platform": known.platform, "detach_others": known.detach_others}
    fields = ruleset.model_dump(include={"name", "type", "region", "description", "include_by_default"})
    return TrafficFilterState.model_validate(ours | fields | {"rules": rules, "ruleset_id": ruleset.id})


def made(spec: TrafficFilter, ruleset_id: str) -> TrafficFilterState:
    """Return what there is after a write that was accepted."""
    return TrafficFilterState.model_validate(spec.model_dump(mode="json") | {"ruleset_id": ruleset_id})


def end_of(ruleset: Ruleset) -> FoundEnd:
    """Return the filter with its facts, as an association names it."""
    return FoundEnd(ruleset_id=ruleset.id, name=ruleset.name, type=ruleset.type, region=ruleset.region)


def is_wanted(ruleset: Ruleset, spec: TrafficFilter) -> bool:
    """Whether a ruleset has exactly the wanted fields and rules."""
    there, wanted = from_wire(ruleset, spec), made(spec, ruleset.id)
    same = there.model_dump(exclude={"rules"}) == wanted.model_dump(exclude={"rules"})
    return same and sorted(map(meaning, there.rules)) == sorted(map(meaning, wanted.rules))
