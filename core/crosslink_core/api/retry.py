"""Which requests the transport retries, after which failures, and when.

Which requests: `again` of each operation.  Reads and searches are; a write of a shared list is not, although the API
calls it idempotent: after a lost reply another writer's entry may be in the list, and the same body would remove it.
Such a change is read and made again by `coordination.shared_list`.
"""

import logging
from collections.abc import Mapping
from typing import Final

from crosslink_core.api.error import ApiError, NoReplyError, RateLimitedError, StatusError, UnavailableError

AFTER: Final[Mapping[type[ApiError], str]] = {
    RateLimitedError: "429: the service did nothing, and says when to try again",
    UnavailableError: "502, 503, 504: something between us and the service, or a part of it, is not there at the moment",
    NoReplyError: "a connection that was refused or cut off, or no answer in time: a second request does no harm",
}
"""The transient failures, and why they are.  401 and 403 do not go away by themselves, 404 is an answer, and other statuses are refusals."""

PASSING: Final = tuple(AFTER)

ATTEMPTS: Final = 5
DEADLINE_S: Final = 120.0
"""From the first request to the last failure after which another pause begins, in seconds."""

FIRST_PAUSE_S: Final = 0.2
LONGEST_PAUSE_S: Final = 30.0
"""Pauses double from the first to the longest, in seconds; `Retry-After` is honoured up to the longest."""

logging.getLogger("stamina").addHandler(logging.NullHandler())  # else each retry would be a line on stderr; the front end shows them itself


def is_transient(error: Exception) -> bool | float:
    """Return whether a failure is transient, or in how many seconds the service asks for a retry."""
    return isinstance(error, PASSING) and (_retry_after_s(error) or True)


def pause(error: Exception, usual_s: float) -> float:
    """Return how long to wait before a retry: as long as the service asks for, but not less than usual."""
    return max(_retry_after_s(error), usual_s)


def _retry_after_s(error: Exception) -> float:
    retry_after_s = error.retry_after_s if isinstance(error, StatusError) else None
    return min(retry_after_s or 0.0, LONGEST_PAUSE_S)
