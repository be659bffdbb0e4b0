"""The traffic filters, associations and claims of link ids that exist."""

from collections.abc import Iterator

from crosslink_core.lifecycle.filters.link_id_claim import LinkIdClaimLifecycle
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState
from crosslink_core.model.token import LINK_ID_CLAIM, TRAFFIC_FILTER, TRAFFIC_FILTER_ASSOCIATION
from pulumi_crosslink.existing.found import Existing, Ref, Scope, existing
from pulumi_crosslink.link_id_claim import LinkIdClaimProvider
from pulumi_crosslink.traffic_filter import TrafficFilterProvider
from pulumi_crosslink.traffic_filter_association import TrafficFilterAssociationProvider


def traffic_filters(scope: Scope) -> Iterator[Existing]:
    """Yield every traffic filter of the connection, or those of the deployments that are looked at; none where there is no connection."""
    if scope.connection is None:  # it would be the default connection
        return
    used = {association.traffic_filter.ruleset_id for association in _associations(scope)}
    for state in TrafficFilterLifecycle(scope.session, scope.tell).existing(scope.connection):
        if not scope.whole and state.id not in used:
            continue
        rules = [rule.model_dump(exclude_none=True) for rule in state.rules]
        arguments = state.model_dump(include={"name", "type", "region", "description", "connection"}) | {"rules": rules}
        arguments["include_by_default"] = state.include_by_default or None  # none: not worth a word
        yield from existing(scope, TRAFFIC_FILTER, state.name, state, TrafficFilterProvider, arguments)


def traffic_filter_associations(scope: Scope) -> Iterator[Existing]:
    """Yield every association of the deployments."""
    for state in _associations(scope):
        arguments = {"traffic_filter": Ref(state.traffic_filter.ruleset_id), "deployment": state.deployment}
        name = f"{state.traffic_filter.name}--{state.deployment.name}"
        yield from existing(scope, TRAFFIC_FILTER_ASSOCIATION, name, state, TrafficFilterAssociationProvider, arguments)


def link_id_claims(scope: Scope) -> Iterator[Existing]:
    """Yield every claim of the connection's organization; a claim belongs to no deployment."""
    if scope.whole and scope.connection:
        for state in LinkIdClaimLifecycle(scope.session, scope.tell).existing(scope.connection):
            yield from existing(scope, LINK_ID_CLAIM, state.id.replace("/", "-"), state, LinkIdClaimProvider, state.model_dump())


def _associations(scope: Scope) -> list[TrafficFilterAssociationState]:
    lifecycle = TrafficFilterAssociationLifecycle(scope.session, scope.tell)
    return [state for deployment in scope.deployments for state in lifecycle.existing(deployment)]
