"""What one association wants of its deployment, and what became of it."""

from concurrent.futures import Future
from dataclasses import dataclass, field

from crosslink_core.api.error import ApiError, RateLimitedError
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.traffic_filter_association import TrafficFilterAssociation


@dataclass(eq=False)
class Wish:
    """One filter that is to be on the deployment, or is to go."""

    one: TrafficFilterAssociation
    attach: bool
    result: Future[bool] = field(default_factory=Future)
    """Whether something had to be done."""
    new: bool = False
    """Whether it was put there, as far as is known."""
    unclear: bool = False
    """Whether a request had no answer, so that it may have been carried out."""
    failure: CrosslinkError | None = None

    @property
    def ruleset_id(self) -> str:
        """The filter's id."""
        return self.one.traffic_filter.ruleset_id

    def note(self, error: ApiError) -> None:
        """Note a failure after which nobody knows what was done; 429 is none, that did nothing."""
        self.unclear |= not isinstance(error, RateLimitedError)

    def look(self, there: frozenset[str], before: frozenset[str]) -> None:
        """See what became of one that failed: it may have been carried out without an answer."""
        if self.failure and self.ruleset_id in there:
            self.new, self.failure = self.unclear and self.ruleset_id not in before, None

    def settle(self, outcome: BaseException | None = None) -> None:
        """Let whoever waits go on, with what was done or with an error."""
        if outcome is None:
            self.result.set_result(self.new)
        else:
            self.result.set_exception(outcome)
