"""Values and their rules: no I/O, nothing above."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class CrosslinkError(Exception):
    """One line for a person: where, what, what to do; never a secret.

    The tree::

        CrosslinkError
        ├── TopologyError            links.topology: the declared topology is wrong, with its path
        ├── NoRouteError             links.route_table: these two ends cannot be linked
        ├── NoTrustError             links.trust: one end cannot be trusted as it is described
        ├── ApiError                 api.error: what a request came back with, a tree of its own
        ├── ConnectionsError         connections: a connection is unknown, or configured wrongly
        ├── OverwrittenError         coordination.shared_list: another program writes over our change again and again
        ├── PlanFailedError          coordination.plan: the plan that a change needs has failed
        ├── PlanPendingError         coordination.plan: another plan came in between
        ├── PlanTooLongError         coordination.plan: another plan does not end
        ├── UnknownDeploymentError   lifecycle.deployment: a connection does not know a deployment
        ├── StoppedError             lifecycle.deployments: a cluster that does not answer is stopped, not gone
        ├── RefusedLinkError         lifecycle: the service would refuse it, or it cannot work
        ├── NotConnectedError        lifecycle: a connection that was required could not be proved
        ├── PlaceTakenError          lifecycle: something else is in the place of a new resource
        ├── InUseError               lifecycle: deployments rely on a traffic filter that was to go
        ├── LeftOpenError            lifecycle: a traffic filter was taken away again, because another one failed with it
        ├── GoneError                lifecycle: what was to be changed was deleted by somebody
        └── HiddenError              lifecycle: gone, or hidden from the key
    """

    def __init__(self, text: str) -> None:
        super().__init__(one_line(text))


def one_line(text: str) -> str:
    """Return text of whatever origin as one line without control characters: a reply must not steer a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


class Given(BaseModel):
    """What a user writes: a typing error is one, and null means that nothing was said, as everywhere in Pulumi."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, props: Any) -> Any:
        return {name: value for name, value in props.items() if value is not None} if isinstance(props, Mapping) else props


class Spec(Given):
    """The inputs of one resource."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with a default in place of each missing one; unknown ones stay."""
        defaults = {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}
        return defaults | {name: value for name, value in props.items() if value is not None}


class Slot(Spec, ABC):
    """What is wanted in a place."""

    @property
    @abstractmethod
    def id(self) -> str:
        """The place, made of the identity properties alone."""
