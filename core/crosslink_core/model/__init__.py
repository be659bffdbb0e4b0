"""Values and their rules, without I/O."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class CrosslinkError(Exception):
    """An error for the user in a single line: where, what, what to do; never a secret.

    The tree::

        CrosslinkError
        ├── TopologyError            links.topology: the declared topology is wrong, with the path
        ├── NoRouteError             links.route_table: these two ends cannot be linked
        ├── NoTrustError             links.trust_entry: an end cannot be trusted as it is described
        ├── ApiError                 api.error: a request failed; a tree of its own
        ├── ConnectionsError         connections: a connection is unknown, or configured wrongly
        ├── OverwrittenError         coordination.shared_list: another program overwrites the change again and again
        ├── PlanFailedError          coordination.plan: the plan that a change needs has failed
        ├── PlanPendingError         coordination.plan: another plan began in the meantime
        ├── PlanTooLongError         coordination.plan: another plan does not end
        ├── UnknownTrustError        coordination.deployment_update: a reply does not say whom a deployment trusts
        ├── UnknownDeploymentError   lifecycle.deployment: a connection does not know a deployment
        ├── StoppedError             lifecycle.deployments: a cluster that does not answer is stopped, not gone
        ├── RefusedLinkError         lifecycle: the service would refuse the object, or it cannot work
        ├── NotConnectedError        lifecycle: a connection that was required could not be proved
        ├── PlaceTakenError          lifecycle: another object is in the place of a new resource
        ├── InUseError               lifecycle: deployments need a traffic filter that should be deleted
        ├── LeftOpenError            lifecycle: a traffic filter was detached again, because another filter of its group failed
        ├── GoneError                lifecycle: somebody deleted the object that should be changed
        └── HiddenError              lifecycle: gone, or hidden from the key
    """

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


def one_line(text: str) -> str:
    """Return a text as a single line without control characters: a reply must not control a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


class Given(BaseModel):
    """Values that a user writes: an unknown property is an error, and null means absent, as everywhere in Pulumi."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, props: Any) -> Any:
        return {name: value for name, value in props.items() if value is not None} if isinstance(props, Mapping) else props


class Spec(Given):
    """The inputs of a resource."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with a default for each missing property; unknown values stay."""
        defaults = {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}
        return defaults | {name: value for name, value in props.items() if value is not None}


class Slot(Spec, ABC):
    """The inputs of a resource whose id is a place on the server."""

    @property
    @abstractmethod
    def id(self) -> str:
        """The place, which depends on the identity properties alone."""
