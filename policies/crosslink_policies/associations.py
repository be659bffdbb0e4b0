"""Which filters guard which deployments, as far as a stack tells: at preview, what is to be created has no id yet.

Whatever cannot be matched is left alone, never guessed.  Three types of resource associate: ours, pulumi-ec's own, and
pulumi-ec's deployment by its property `trafficFilters`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from crosslink_core.model.token import (
    BRIDGED_DEPLOYMENT,
    BRIDGED_TRAFFIC_FILTER,
    BRIDGED_TRAFFIC_FILTER_ASSOCIATION,
    TRAFFIC_FILTER,
    TRAFFIC_FILTER_ASSOCIATION,
)
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import UNKNOWN, Props, at
from crosslink_policies.rule import Resource

CONCERNED: Final = (*FILTERS, TRAFFIC_FILTER_ASSOCIATION, BRIDGED_TRAFFIC_FILTER_ASSOCIATION, BRIDGED_DEPLOYMENT)
"""The types of the resources that say which filter guards which deployment."""

FACTS: Final = ("name", "type", "region")
"""What our association knows of its filter, besides the id."""


class Association(NamedTuple):
    """One filter on one deployment."""

    resource: Resource
    """The resource that says so."""
    path: str
    """The property that names the filter, as the user wrote it."""
    ruleset_id: Any
    facts: Props
    """What it says of the filter: :data:`FACTS`, where it is ours."""
    sources: tuple[str, ...]
    """The URNs that the property was made of."""
    deployment: Props
    """What it says of the deployment: `deployment_id` and `name`."""
    place: str | None
    """The same for two of the same deployment: its id, or the URN of what makes it; None where neither is known."""
    alone: bool = True
    """Whether the sources are this filter's, not those of a list that it stands in."""


def associations(resources: Sequence[Resource]) -> Iterator[Association]:
    """Yield every association of a stack, in an order that stays the same from run to run."""
    made = {one.urn for one in resources if one.token == BRIDGED_DEPLOYMENT}
    for one in sorted(resources, key=lambda one: one.urn):
        if one.token == TRAFFIC_FILTER_ASSOCIATION:
            facts, deployment = (found if isinstance(found := at(one.props, key), dict) else {} for key in ("traffic_filter", "deployment"))
            place = _place(deployment.get("deployment_id"), one.dependencies.get("deployment", ()), made)
            yield Association(one, "traffic_filter", facts.get("ruleset_id", UNKNOWN), facts, one.dependencies.get("traffic_filter", ()), deployment, place)
        elif one.token == BRIDGED_TRAFFIC_FILTER_ASSOCIATION:
            deployment = {"deployment_id": at(one.props, "deploymentId")}
            place = _place(deployment["deployment_id"], one.dependencies.get("deploymentId", ()), made)
            sources = one.dependencies.get("trafficFilterId", ())
            yield Association(one, "trafficFilterId", at(one.props, "trafficFilterId"), {}, sources, deployment, place)
        elif one.token == BRIDGED_DEPLOYMENT:
            deployment = {"deployment_id": at(one.props, "id"), "name": at(one.props, "name")}
            place, sources = _place(deployment["deployment_id"], (one.urn,), made), one.dependencies.get("trafficFilters", ())
            listed = at(one.props, "trafficFilters")
            entries = [("trafficFilters", UNKNOWN)] if listed is UNKNOWN else [(f"trafficFilters[{n}]", item) for n, item in enumerate(listed or ())]
            alone = isinstance(listed, list) and listed.count(UNKNOWN) == 1
            for path, item in entries:
                yield Association(one, path, item, {}, sources if item is UNKNOWN else (), deployment, place, alone)


def _place(deployment_id: Any, sources: tuple[str, ...], made: set[str]) -> str | None:
    if isinstance(deployment_id, str):
        return deployment_id
    makers = made.intersection(sources)
    return makers.pop() if len(makers) == 1 else None


class Match(NamedTuple):
    """The filter of the stack that an association means, or those that it could mean."""

    sure: Resource | None
    perhaps: Sequence[Resource] = ()


class Filters:
    """The filters of a stack, to be found by their associations."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.all = tuple(sorted((one for one in resources if one.token in FILTERS), key=lambda one: one.urn))
        self._by_urn = {one.urn: one for one in self.all}
        self._by_id = {found: one for one in self.all if isinstance(found := _id(one), str)}

    def match(self, one: Association) -> Match:
        """Find an association's filter: by its id, by what its property was made of, or by all of our facts."""
        if isinstance(one.ruleset_id, str) and one.ruleset_id in self._by_id:
            return Match(self._by_id[one.ruleset_id])
        kind = TRAFFIC_FILTER if one.resource.token == TRAFFIC_FILTER_ASSOCIATION else BRIDGED_TRAFFIC_FILTER
        wired = [self._by_urn[urn] for urn in one.sources if urn in self._by_urn]
        pool = [each for each in wired or self.all if (wired or each.token == kind) and not _contradicts(each, one)]
        certain = [each for each in pool if (wired and one.alone) or _agrees(each, one)]
        return Match(pool[0]) if len(pool) == len(certain) == 1 else Match(None, pool)


def _id(one: Resource) -> Any:
    return at(one.props, "ruleset_id" if one.token == TRAFFIC_FILTER else "id")


def _contradicts(one: Resource, association: Association) -> bool:
    """Whether the filter is another one for sure; its id is not the association's, or that would have been found."""
    if isinstance(_id(one), str) and isinstance(association.ruleset_id, str):
        return True
    pairs = ((at(one.props, key), association.facts.get(key)) for key in FACTS)
    return any(isinstance(here, str) and isinstance(there, str) and here != there for here, there in pairs)


def _agrees(one: Resource, association: Association) -> bool:
    """Whether all facts are known and the same."""
    return all(isinstance(there := association.facts.get(key), str) and at(one.props, key) == there for key in FACTS)
