"""An association: one traffic filter on one deployment.  Source: schema `FilterAssociation`, entity type `deployment`."""

from typing import Annotated

from pydantic import Field

from crosslink_core.model.deployment import Deployment
from crosslink_core.model.filter_rule import RULESET_ID
from crosslink_core.model.slot import Slot
from crosslink_core.model.spec import Given


class FilterEnd(Given):
    """The ruleset: its id, and the facts that a rule or a reader needs."""

    ruleset_id: Annotated[str, Field(pattern=RULESET_ID)]
    name: str | None = None
    type: str | None = None
    region: str | None = None

    @property
    def label(self) -> str:
        """The name for a person: `office (8f…)`."""
        return f"{self.name} ({self.ruleset_id})" if self.name else self.ruleset_id


class TrafficFilterAssociation(Slot):
    """What is wanted: the deployment is guarded by the ruleset."""

    traffic_filter: FilterEnd
    deployment: Deployment
    """Its connection is the one that is asked."""
    open_on_delete: bool = False
    """Whether this may be removed even if it is the deployment's last, which opens the deployment to everyone."""

    @property
    def id(self) -> str:
        """`<ruleset>/<deployment>`."""
        return f"{self.traffic_filter.ruleset_id}/{self.deployment.deployment_id}"


class TrafficFilterAssociationState(TrafficFilterAssociation):
    """What there is."""
