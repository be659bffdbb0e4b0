"""``/deployments/traffic-filter/rulesets`` and ``/deployments/traffic-filter/rulesets/{ruleset_id}``.  Source: Elastic Cloud API 3.8.0."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from crosslink_emulator.http import InCloud, InWorld, Lagging, Operation
from crosslink_emulator.http.fields import Given, NoParameters, OfRegion, Switch
from crosslink_emulator.world.filters import traffic_filter
from crosslink_emulator.world.state.traffic_filter import Content, Rule, TrafficFilter


def document(ruleset: TrafficFilter, *, include_associations: bool) -> dict[str, Any]:
    """Return ``TrafficFilterRulesetInfo``; without the switch the keys about associations are absent."""
    wire = ruleset.model_dump(mode="json", exclude_none=True, exclude={"revision", "associations"})
    wire["rules"] = [{"id": ruleset.rule_id(index)} | rule for index, rule in enumerate(wire["rules"])]
    return wire | associations(ruleset) if include_associations else wire


def associations(ruleset: TrafficFilter) -> dict[str, Any]:
    """Return what a ruleset is attached to; a deployment that is hidden from all keys is only counted."""
    listed = [{"entity_type": "deployment", "id": association.deployment_id} for association in ruleset.associations if not association.hidden]
    return {"associations": listed, "total_associations": len(ruleset.associations)}


class TrafficFilterEgressRule(Given):
    """Egress detail of a rule."""

    target: str
    protocol: Literal["all", "tcp", "udp"]
    ports: list[int] | None = None


class TrafficFilterRule(Given):
    """One rule; which fields belong to which type of ruleset is not a matter of form."""

    id: str | None = None
    """What a GET gave may be sent back, and is ignored: each write gives the rules new ids."""
    source: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None
    remote_cluster_id: str | None = None
    remote_cluster_org_id: str | None = None
    egress_rule: TrafficFilterEgressRule | None = None
    description: str | None = None

    def rule(self) -> Rule:
        """Return the rule as the world keeps it."""
        return Rule(**self.model_dump(exclude_none=True, exclude={"id"}))


class TrafficFilterRulesetRequest(Given):
    """All of a ruleset but what it is attached to."""

    name: str
    type: str
    include_by_default: bool
    region: str
    rules: list[TrafficFilterRule]
    description: str | None = None

    def content(self) -> Content:
        """Return it as the world keeps it."""
        return Content(**self.model_dump(exclude={"rules"}), rules=tuple(rule.rule() for rule in self.rules))


ALL, ONE = "/deployments/traffic-filter/rulesets", "/deployments/traffic-filter/rulesets/{ruleset_id}"

router = APIRouter(route_class=Operation)


class ShowAssociations(NoParameters):
    """Whether the answer is to say what a ruleset is attached to."""

    include_associations: Switch = False


class ListParameters(ShowAssociations, OfRegion):
    """Which rulesets, and what of them."""


class DeleteParameters(NoParameters):
    """Whether a ruleset that is attached is deleted too."""

    ignore_associations: Switch = False


@router.get(ALL, operation_id="get-traffic-filter-rulesets")
async def get_rulesets(cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ListParameters, Query()]) -> JSONResponse:
    """Answer all rulesets, or those of one region, oldest first."""
    parameters.check(cloud)
    rulesets: tuple[TrafficFilter, ...] = tuple(cloud.traffic_filters.values())
    if lagging:
        rulesets = world.past.before("rulesets", cloud.name, now=rulesets)
    found = [ruleset for ruleset in rulesets if parameters.region in (None, ruleset.region)]
    return JSONResponse({"rulesets": [document(ruleset, include_associations=parameters.include_associations) for ruleset in found]})


@router.post(ALL, operation_id="create-traffic-filter-ruleset")
async def create_ruleset(body: TrafficFilterRulesetRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]) -> JSONResponse:
    """Make a ruleset, at once; the answer is its id alone."""
    return JSONResponse({"id": traffic_filter.create(world, cloud, body.content()).id}, 201)


@router.get(ONE, operation_id="get-traffic-filter-ruleset")
async def get_ruleset(ruleset_id: str, cloud: InCloud, world: InWorld, lagging: Lagging, parameters: Annotated[ShowAssociations, Query()]) -> JSONResponse:
    """Answer one ruleset."""
    ruleset = cloud.traffic_filters.get(ruleset_id)
    if lagging:
        ruleset = world.past.before("ruleset", ruleset_id, now=ruleset)
    if ruleset is None:
        raise traffic_filter.absent(world, cloud, ruleset_id)
    return JSONResponse(document(ruleset, include_associations=parameters.include_associations))


@router.put(ONE, operation_id="update-traffic-filter-ruleset")
async def update_ruleset(
    ruleset_id: str, body: TrafficFilterRulesetRequest, cloud: InCloud, world: InWorld, _: Annotated[NoParameters, Query()]
) -> JSONResponse:
    """Replace everything that the body can say, at once."""
    traffic_filter.replace(world, cloud, ruleset_id, body.content())
    return JSONResponse({"id": ruleset_id})


@router.delete(ONE, operation_id="delete-traffic-filter-ruleset")
async def delete_ruleset(ruleset_id: str, cloud: InCloud, world: InWorld, parameters: Annotated[DeleteParameters, Query()]) -> JSONResponse:
    """Delete a ruleset that is attached to nothing, or any where associations are to be ignored."""
    traffic_filter.delete(world, cloud, ruleset_id, ignore_associations=parameters.ignore_associations)
    return JSONResponse({})
