"""Which filters guard which deployments, as far as a stack says: at preview, what is to be created has no id yet.

What cannot be matched is left out.  Three types of resource associate: ours, pulumi-ec's own, and
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
from crosslink_policies import Resource
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import UNKNOWN, Props, at, items

CONCERNED: Final = (*FILTERS, TRAFFIC_FILTER_ASSOCIATION, BRIDGED_TRAFFIC_FILTER_ASSOCIATION, BRIDGED_DEPLOYMENT)
"""The types of the resources that say which filter guards which deployment."""

FACTS: Final = ("name", "type", "region")
"""What our association says of its filter, besides the id."""


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
    """The URNs of the resources whose outputs the property uses."""
    deployment: Props
    """What it says of the deployment: `deployment_id` and `name`."""
    place: str | None
    """The same for two of the same deployment: its id, or the URN of the resource that creates it; None where neither is known."""
    is_exact: bool = True
    """Whether the sources belong to this filter alone, not to a list that contains it."""


def associations(resources: Sequence[Resource]) -> Iterator[Association]:
    """Yield every association of a stack, in an order that stays the same from run to run."""
    bridged = {resource.urn for resource in resources if resource.token == BRIDGED_DEPLOYMENT}
    for resource in sorted(resources, key=lambda resource: resource.urn):
        props, sources = resource.props, resource.dependencies
        if resource.token == TRAFFIC_FILTER_ASSOCIATION:
            facts, deployment = (found if isinstance(found := at(props, key), dict) else {} for key in ("traffic_filter", "deployment"))
            place = _place(deployment.get("deployment_id"), sources.get("deployment", ()), bridged)
            id_, path = facts.get("ruleset_id", UNKNOWN), "traffic_filter"
            yield Association(resource, path, id_, facts, sources.get(path, ()), deployment, place)
        elif resource.token == BRIDGED_TRAFFIC_FILTER_ASSOCIATION:
            deployment, path = {"deployment_id": at(props, "deploymentId")}, "trafficFilterId"
            place = _place(deployment["deployment_id"], sources.get("deploymentId", ()), bridged)
            yield Association(resource, path, at(props, path), {}, sources.get(path, ()), deployment, place)
        elif resource.token == BRIDGED_DEPLOYMENT:
            yield from _listed(resource, bridged)


def _listed(resource: Resource, bridged: set[str]) -> Iterator[Association]:
    """Yield the associations of a deployment of pulumi-ec."""
    deployment = {"deployment_id": at(resource.props, "id"), "name": at(resource.props, "name")}
    place, sources = _place(deployment["deployment_id"], (resource.urn,), bridged), resource.dependencies.get("trafficFilters", ())
    is_list, ids = isinstance(at(resource.props, "trafficFilters"), list), items(resource.props, "trafficFilters")
    for number, id_ in enumerate(ids):
        path = f"trafficFilters[{number}]" if is_list else "trafficFilters"
        is_exact = is_list and ids.count(UNKNOWN) == 1
        yield Association(resource, path, id_, {}, sources if id_ is UNKNOWN else (), deployment, place, is_exact)


def _place(deployment_id: Any, sources: tuple[str, ...], bridged: set[str]) -> str | None:
    if isinstance(deployment_id, str):
        return deployment_id
    found = bridged.intersection(sources)
    return found.pop() if len(found) == 1 else None


class Match(NamedTuple):
    """The filter of the stack that an association names, or those that it could name."""

    sure: Resource | None
    perhaps: Sequence[Resource] = ()


class Filters:
    """The filters of a stack, to be found by their associations."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.all = tuple(sorted((resource for resource in resources if resource.token in FILTERS), key=lambda resource: resource.urn))
        self._by_urn = {resource.urn: resource for resource in self.all}
        self._by_id = {id_: resource for resource in self.all if isinstance(id_ := _id(resource), str)}

    def match(self, association: Association) -> Match:
        """Find an association's filter: by its id, by the resources that its property uses, or by all of our facts."""
        if isinstance(association.ruleset_id, str) and association.ruleset_id in self._by_id:
            return Match(self._by_id[association.ruleset_id])
        token = TRAFFIC_FILTER if association.resource.token == TRAFFIC_FILTER_ASSOCIATION else BRIDGED_TRAFFIC_FILTER
        used = [self._by_urn[urn] for urn in association.sources if urn in self._by_urn]
        candidates = used or [resource for resource in self.all if resource.token == token]
        possible = [resource for resource in candidates if not _contradicts(resource, association)]
        sure = [resource for resource in possible if (used and association.is_exact) or _agrees(resource, association)]
        return Match(possible[0]) if len(possible) == len(sure) == 1 else Match(None, possible)


def _id(traffic_filter: Resource) -> Any:
    return at(traffic_filter.props, "ruleset_id" if traffic_filter.token == TRAFFIC_FILTER else "id")


def _contradicts(traffic_filter: Resource, association: Association) -> bool:
    """Whether the filter surely is another one; its id is not the association's, or it would have been found by it."""
    if isinstance(_id(traffic_filter), str) and isinstance(association.ruleset_id, str):
        return True
    pairs = ((at(traffic_filter.props, key), association.facts.get(key)) for key in FACTS)
    return any(isinstance(here, str) and isinstance(there, str) and here != there for here, there in pairs)


def _agrees(traffic_filter: Resource, association: Association) -> bool:
    """Whether all facts are known and the same."""
    return all(isinstance(there := association.facts.get(key), str) and at(traffic_filter.props, key) == there for key in FACTS)
