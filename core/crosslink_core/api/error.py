"""The errors of a request.

The tree::

    ApiError
    ├── NoReplyError               no answer: refused, cut off, no such host, TLS
    │   └── NoReplyInTimeError     no answer in time
    ├── UnexpectedReplyError       an answer that the API does not document
    └── StatusError                the API answered with an error
        ├── UnauthenticatedError   401: the credential is wrong
        ├── ForbiddenError         403: the credential may not; never taken for "gone"
        │   └── FilteredError      403 of the proxy before a deployment: its traffic filters do not admit this machine
        ├── NotFoundError          404 with a code of the API's own: gone; any other 404 is unexpected, as a wrong endpoint gives it
        ├── RateLimitedError       429
        ├── UnavailableError       502, 503, 504
        └── RefusedError           every other
            └── ConflictError      409: somebody else wrote in the meantime
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from crosslink_core.model import CrosslinkError, one_line

LONGEST_MESSAGE: Final = 400
"""The longest part of the service's message that an error shows, in characters."""

LONGEST_WORD: Final = 60
"""The longest part of a code or a request id that an error shows."""

PROXY: Final = "proxy"
"""crosslink's own code for errors of Elastic Cloud's proxy before a deployment, which have none."""


class ApiError(CrosslinkError):
    """A request failed; `operation` is the documented operation's id, `where` the connection and what was asked for."""

    def __init__(self, where: str, operation: str, what: str) -> None:
        self.where, self.operation = where, operation
        super().__init__(f"{where}: {operation} {what}")


class NoReplyError(ApiError):
    """No answer: whether the request had an effect is unknown."""


class NoReplyInTimeError(NoReplyError):
    """No answer in time."""


class UnexpectedReplyError(ApiError):
    """An answer that the API does not document."""


class Refusal(NamedTuple):
    """An error as the API answered it."""

    status: int
    code: str
    message: str
    request_id: str
    credential: str = "the connection"
    """Where the credential came from: a variable's or a configuration key's name."""
    retry_after_s: float | None = None
    """When to try again, in seconds."""
    word: str = "API key"
    """What the credential is."""


class StatusError(ApiError):
    """The API answered with an error."""

    hint = ""
    """What to do about it; `{credential}` is where the credential, a `{word}`, came from."""

    def __init__(self, where: str, operation: str, refusal: Refusal) -> None:
        self.status, self.retry_after_s = refusal.status, refusal.retry_after_s
        self.code, self.request_id = one_line(refusal.code)[:LONGEST_WORD], one_line(refusal.request_id)[:LONGEST_WORD]
        self.message = one_line(refusal.message)
        answer = f"{self.status} {self.code}".rstrip() + f": {self.message[:LONGEST_MESSAGE]}".rstrip(": ")
        request = f" (request {self.request_id})" if self.request_id else ""
        super().__init__(where, operation, f"answered {answer}{request}{self.hint.format(credential=refusal.credential, word=refusal.word)}")


class UnauthenticatedError(StatusError):
    """401: the credential is wrong, or was rotated and the stored configuration still holds the old one."""

    hint = "; correct the {word} in {credential} (after a rotation run `pulumi up` before destroy or refresh)"


class ForbiddenError(StatusError):
    """403: the credential may not do this, or may not see that this exists."""

    hint = "; the {word} in {credential} lacks the permission, or the object belongs to someone else"


class FilteredError(ForbiddenError):
    """403 of Elastic Cloud's proxy: no traffic filter of the deployment admits this machine."""

    hint = "; no traffic filter of the deployment admits this machine: add its address to one"


class NotFoundError(StatusError):
    """404 with a code of the API: the object does not exist."""


class RateLimitedError(StatusError):
    """429: too many requests."""

    hint = "; wait a little and try again"


class UnavailableError(StatusError):
    """502, 503, 504: the service is not there at the moment."""

    hint = "; the service is unavailable: try again"


class RefusedError(StatusError):
    """Any other status: the service refuses this request."""


class ConflictError(RefusedError):
    """409: the object is not as it was read before the write."""

    hint = "; somebody else changed it at the same time: try again"


BY_STATUS: Final[dict[int, type[StatusError]]] = {
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitedError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}

UNAVAILABLE: Final = (NoReplyError, RateLimitedError, UnavailableError, RefusedError)
"""The errors of a server that is unavailable or broken: earlier facts about it are used instead."""

BY_CODE: Final[dict[tuple[int, str], type[StatusError]]] = {(403, PROXY): FilteredError}
"""Errors that need the code as well as the status."""


CodeAndMessage = tuple[str, str]
"""Code and message."""


def code_and_message(body: Any) -> CodeAndMessage | None:
    """Return the code and the message in the JSON of a failed reply; None for an unknown form."""
    for read in FORMS:
        try:
            return read(body)
        except (LookupError, TypeError):
            continue
    return None


def _control_plane(body: Any) -> CodeAndMessage:
    first = body["errors"][0]
    return str(first["code"]), str(first["message"])


def _elasticsearch(body: Any) -> CodeAndMessage:
    error = body["error"]
    if isinstance(error, str):  # a path or a method that Elasticsearch does not have
        return "", error
    reasons = dict.fromkeys((str(error["reason"]), innermost(error)))
    return str(error["type"]), ": ".join(reasons)


def innermost(error: Mapping[str, Any]) -> str:
    """Return the reason of the innermost cause of an Elasticsearch error: the reasons above it say little."""
    cause = error.get("caused_by") or next(iter(error.get("suppressed") or ()), None)
    return innermost(cause) if isinstance(cause, Mapping) else str(error.get("reason"))


def _proxy(body: Any) -> CodeAndMessage:
    if not isinstance(body, Mapping) or body["ok"] is not False:
        raise TypeError
    return PROXY, str(body["message"])


FORMS: Final[tuple[Callable[[Any], CodeAndMessage], ...]] = (_control_plane, _elasticsearch, _proxy)
