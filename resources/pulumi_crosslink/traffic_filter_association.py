"""`TrafficFilterAssociation`: one traffic filter on one deployment."""

import re
from collections.abc import Sequence
from typing import Any, TypeGuard

from pulumi import Input, Output, ResourceOptions

from crosslink_core.api.error import UNAVAILABLE, ForbiddenError, NotFoundError
from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.filters.traffic_filter_association import TrafficFilterAssociationLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.filters import traffic_filter_association as model
from crosslink_core.model.identifier import RULESET_ID
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from pulumi_crosslink import process
from pulumi_crosslink.deployment import End
from pulumi_crosslink.provider import TELL, Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider
from pulumi_crosslink.traffic_filter import TrafficFilter
from pulumi_crosslink.unknown import has_unknown


class TrafficFilterAssociationProvider(SlotProvider[model.TrafficFilterAssociation, model.TrafficFilterAssociationState]):
    """The id is `<ruleset>/<deployment>`.  The new one comes before the old one leaves: in between, the deployment would be open."""

    spec = model.TrafficFilterAssociation
    state = model.TrafficFilterAssociationState
    ends = ("deployment",)
    lifecycle = TrafficFilterAssociationLifecycle
    delete_before_replace = False

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in the facts of the deployment, and those of a filter that is given by its id alone."""
        wanted, problems = super().look_up(olds, news)
        traffic_filter, end = wanted.get("traffic_filter"), wanted.get("deployment")
        if problems or not _needs_facts(traffic_filter) or not isinstance(end, dict) or not isinstance(end.get("connection"), str | None):
            return wanted, problems
        old = olds.get("traffic_filter") or {}
        try:
            found = TrafficFilterAssociationLifecycle(self.session, TELL).facts(traffic_filter["ruleset_id"], end.get("connection"))
            wanted["traffic_filter"] = found.model_dump(exclude_none=True) | traffic_filter
        except (NotFoundError, ForbiddenError):
            text = "is no traffic filter that the deployment's connection knows; correct the id, or name the connection that sees both"
            problems = [Problem("traffic_filter.ruleset_id", text)]
        except ConnectionsError as error:
            problems = [Problem("deployment.connection", str(error))]
        except CrosslinkError as error:
            if isinstance(error, UNAVAILABLE) and old.get("ruleset_id") == traffic_filter["ruleset_id"]:
                wanted["traffic_filter"] = old | traffic_filter
                process.warn(f"traffic_filter: using the earlier facts, because {error}")
            else:
                problems = [Problem("traffic_filter.ruleset_id", str(error))]
        return wanted, problems

    def foresee(self, inputs: Props) -> None:
        """Warn that a first filter shuts everyone else out."""
        if not has_unknown(inputs["deployment"]):
            try:
                kind = inputs["traffic_filter"].get("type") if isinstance(inputs["traffic_filter"], dict) else None  # not if all of it is unknown
                for line in TrafficFilterAssociationLifecycle(self.session, TELL).foresee(kind, Deployment.model_validate(inputs["deployment"])):
                    process.warn_once(line)
            except CrosslinkError as error:
                process.warn_once(f"whether this is the deployment's first traffic filter cannot be told: {error}")


class TrafficFilterAssociation(NounResource, module=MODULE, name="TrafficFilterAssociation"):
    """A traffic filter guards a deployment.  The first one of a deployment shuts out all whom no filter admits.

    Where a deployment gets more than one, `TrafficFilterAttachment` sees to it that all filters exist before the first one is attached.

    :param traffic_filter: the filter: a `TrafficFilter`, or the id of one that exists.
    :param deployment: the deployment, in the filter's region: its id, or a `Deployment`.
    :param together: the ids of the filters that belong together, its own among them: an open deployment gets all or none; see `TrafficFilterAttachment`.
    :param open_on_delete: whether this may go even as the deployment's last one, which opens it to everyone; default false: that is refused.
    """

    provider = TrafficFilterAssociationProvider

    def __init__(
        self,
        resource_name: str,
        *,
        traffic_filter: TrafficFilter | Input[str],
        deployment: End,
        together: Input[Sequence[Input[str]]] | None = None,
        open_on_delete: Input[bool] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals() | {"traffic_filter": _props_of(traffic_filter)}, opts)


def _needs_facts(traffic_filter: Any) -> TypeGuard[dict[str, Any]]:
    """Whether it is a filter that can be looked up: its id is known and well formed, its facts are not."""
    return (
        isinstance(traffic_filter, dict)
        and not has_unknown(traffic_filter)
        and isinstance(traffic_filter.get("ruleset_id"), str)
        and re.fullmatch(RULESET_ID, traffic_filter["ruleset_id"]) is not None  # else validation says what is wrong with it
        and not traffic_filter.get("region")
    )


def _props_of(traffic_filter: TrafficFilter | Input[str]) -> dict[str, Output[Any] | Input[Any]]:
    if isinstance(traffic_filter, TrafficFilter):
        return {
            "ruleset_id": traffic_filter.id,
            "name": traffic_filter.name,
            "type": traffic_filter.type,
            "region": traffic_filter.region,
        }
    return {"ruleset_id": traffic_filter}
