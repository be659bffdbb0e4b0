"""The forms in which an error comes: the control plane's, Elasticsearch's two, and that of Elastic Cloud's proxy before a deployment.

Source: schema `BasicFailedReply`; replies of Elasticsearch 8.15 to 9.5 and of the proxy, recorded.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from crosslink_core.api.error import PROXY

Said = tuple[str, str]
"""Code and message."""


def said(body: Any) -> Said | None:
    """Return the code and the message of a failed reply's JSON; None where it has no form that is known."""
    for read in FORMS:
        try:
            return read(body)
        except (LookupError, TypeError):
            continue
    return None


def _control_plane(body: Any) -> Said:
    first = body["errors"][0]
    return str(first["code"]), str(first["message"])


def _elasticsearch(body: Any) -> Said:
    error = body["error"]
    if isinstance(error, str):  # a path or a method that Elasticsearch does not have
        return "", error
    reasons = dict.fromkeys((str(error["reason"]), innermost(error)))
    return str(error["type"]), ": ".join(reasons)


def innermost(error: Mapping[str, Any]) -> str:
    """Return the reason of Elasticsearch's error that has no other cause: those above it say little."""
    cause = error.get("caused_by") or next(iter(error.get("suppressed") or ()), None)
    return innermost(cause) if isinstance(cause, Mapping) else str(error.get("reason"))


def _proxy(body: Any) -> Said:
    if not isinstance(body, Mapping) or body["ok"] is not False:
        raise TypeError
    return PROXY, str(body["message"])


FORMS: Final[tuple[Callable[[Any], Said], ...]] = (_control_plane, _elasticsearch, _proxy)
