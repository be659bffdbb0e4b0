"""The traffic filters that exist, for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi import Input, Output, RunError

from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.model import CrosslinkError
from pulumi_crosslink.settings import of_program


@dataclass(frozen=True, kw_only=True)
class ExistingTrafficFilter:
    """A traffic filter that exists, whoever made it."""

    ruleset_id: str
    """The service's id: what `TrafficFilterAssociation` takes."""
    name: str
    """Its name in the console; another one may have the same."""
    type: str
    """What its rules are about."""
    region: str
    """The region whose deployments it can guard."""
    description: str | None
    """Free text."""
    include_by_default: bool
    """Whether deployments that are made later in the region get it by themselves."""
    rules: tuple[Mapping[str, Any], ...]
    """Its rules, as `TrafficFilter` takes them."""


def get_traffic_filters(*, connection: str | None = None, region: str | None = None, name: str | None = None) -> list[ExistingTrafficFilter]:
    """List the traffic filters that a connection sees, of one region and one name if these are given; raise :exc:`pulumi.RunError` when it cannot be asked."""
    try:
        found = list(TrafficFilterLifecycle(of_program(), Tell.by(print)).existing(connection))
    except CrosslinkError as error:
        raise RunError(str(error)) from None
    fields = set(ExistingTrafficFilter.__dataclass_fields__)
    return [
        ExistingTrafficFilter(**ruleset.model_dump(exclude_none=True, include=fields) | {"description": ruleset.description})
        for ruleset in found
        if region in {None, ruleset.region} and name in {None, ruleset.name}
    ]


def get_traffic_filters_output(
    *, connection: Input[str | None] = None, region: Input[str | None] = None, name: Input[str | None] = None
) -> Output[list[ExistingTrafficFilter]]:
    """List them where what is asked for is an output of another resource."""
    return Output.all(connection, region, name).apply(lambda known: get_traffic_filters(connection=known[0], region=known[1], name=known[2]))
