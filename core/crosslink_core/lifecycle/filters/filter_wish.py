"""What associations want of their deployment, and what became of it."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from http import HTTPStatus

from crosslink_core.api.error import ApiError, StatusError
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState


@dataclass(eq=False)
class Wish:
    """One association that is to be, or is to go."""

    one: TrafficFilterAssociationState
    attach: bool
    result: Future[bool] = field(default_factory=Future)
    """Whether something had to be done."""

    @property
    def ruleset_id(self) -> str:
        """The filter's id."""
        return self.one.traffic_filter.ruleset_id

    @property
    def group(self) -> frozenset[str]:
        """The ids of the filters that belong together, its own among them."""
        return frozenset({self.ruleset_id, *self.one.together})

    def settle(self, outcome: bool | BaseException | None) -> None:
        """Let whoever waits go on, with what was done or with an error."""
        if isinstance(outcome, BaseException):
            self.result.set_exception(outcome)
        else:
            self.result.set_result(bool(outcome))


@dataclass(eq=False)
class Step:
    """One filter that is put on the deployment."""

    ruleset_id: str
    new: bool = False
    """Whether it was put there, as far as is known."""
    unclear: bool = False
    """Whether a request failed that may have been carried out all the same."""
    failure: CrosslinkError | None = None

    def note(self, error: ApiError) -> None:
        """Note a failure; only an answer below 500 says that nothing was done."""
        self.unclear |= not isinstance(error, StatusError) or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    def look(self, there: frozenset[str], before: frozenset[str]) -> None:
        """See what became of one that failed: it may have been carried out without an answer."""
        if self.failure and self.ruleset_id in there:
            self.new, self.failure = self.unclear and self.ruleset_id not in before, None
