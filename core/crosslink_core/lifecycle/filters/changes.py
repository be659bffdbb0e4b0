"""Requests to change the traffic filters of deployments, and what this session has changed: its readings may be older than that, or lag behind it."""

from collections import defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus

from crosslink_core.api.cloud.filters.traffic_filter import Ruleset
from crosslink_core.api.error import ApiError, StatusError
from crosslink_core.connections.session import Session
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState


@dataclass(eq=False)
class Request:
    """An association that is to be made or removed."""

    association: TrafficFilterAssociationState
    attach: bool

    @property
    def ruleset_id(self) -> str:
        """The filter's id."""
        return self.association.traffic_filter.ruleset_id

    @property
    def group(self) -> frozenset[str]:
        """The ids of the filters that belong together, its own among them."""
        return frozenset({self.ruleset_id, *self.association.together})


@dataclass(eq=False)
class Attempt:
    """A filter that is being attached."""

    ruleset_id: str
    is_new: bool = False
    """Whether it was not there before, as far as is known."""
    unclear: bool = False
    """Whether a request failed that may have been carried out all the same."""
    failure: CrosslinkError | None = None

    def note(self, error: ApiError) -> None:
        """Note a failure; only an answer below 500 says that nothing was done."""
        self.unclear |= not isinstance(error, StatusError) or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    def correct(self, present: frozenset[str], before: frozenset[str]) -> None:
        """Correct a failure that was carried out without an answer."""
        if self.failure and self.ruleset_id in present:
            self.is_new, self.failure = self.unclear and self.ruleset_id not in before, None


@dataclass
class DeploymentChanges:
    """The session's changes of a deployment; only the thread that serves that deployment's requests touches them."""

    attached: set[str] = field(default_factory=set)
    """Rulesets that it attached, and has not detached since."""
    detached: set[str] = field(default_factory=set)
    """Rulesets that it detached, and has not seen there since."""

    def attach(self, ruleset_id: str) -> None:
        """Note that it attached a ruleset."""
        self.find(ruleset_id)
        self.attached.add(ruleset_id)

    def find(self, ruleset_id: str) -> None:
        """Note that a ruleset is there."""
        self.detached.discard(ruleset_id)

    def detach(self, ruleset_id: str) -> None:
        """Note that it detached a ruleset."""
        self.attached.discard(ruleset_id)
        self.detached.add(ruleset_id)


class Changes:
    """All changes of a session; threads may share them, because each operation on a dictionary or set is atomic in CPython."""

    def __init__(self, _session: Session) -> None:
        self.made: dict[str, Ruleset] = {}
        """Rulesets that it made."""
        self.deployments: defaultdict[str, DeploymentChanges] = defaultdict(DeploymentChanges)
        """By deployment."""
