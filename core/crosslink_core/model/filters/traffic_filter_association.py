"""An association of a traffic filter with a deployment.  Source: schema `FilterAssociation`, entity type `deployment`."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from crosslink_core.model import Given, Slot
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.identifier import RULESET_ID

IN_ORDER: Final = AfterValidator(lambda ids: tuple(sorted(set(ids))))


class FoundEnd(Given):
    """A ruleset as the service has it: its id, and the facts that rules and readers need."""

    ruleset_id: str
    name: str | None = None
    type: str | None = None
    region: str | None = None

    @property
    def label(self) -> str:
        """The name in messages: `office (8f…)`."""
        return f"{self.name} ({self.ruleset_id})" if self.name else self.ruleset_id


class FilterEnd(FoundEnd):
    """A ruleset as a program names it."""

    ruleset_id: Annotated[str, Field(pattern=RULESET_ID)]


class TrafficFilterAssociationState(Slot):
    """The outputs."""

    traffic_filter: FoundEnd
    deployment: Deployment
    """Requests go to its connection."""
    together: Annotated[tuple[Annotated[str, Field(pattern=RULESET_ID)], ...], IN_ORDER] = ()
    """The ids of the rulesets that belong together, its own among them: a deployment that is open gets all or none of them, and they go together, too."""
    open_on_delete: bool = False
    """Whether this may be removed even if it is the deployment's last, which opens the deployment to everyone."""

    @property
    def id(self) -> str:
        """`<ruleset>/<deployment>`."""
        return f"{self.traffic_filter.ruleset_id}/{self.deployment.deployment_id}"


class TrafficFilterAssociation(TrafficFilterAssociationState):
    """The inputs."""

    traffic_filter: FilterEnd
