"""HTTP: sends one operation, checks the one expected status, and turns everything else into the error tree.

The only module that knows httpx.  A credential is given as a function and reaches no log record, error or repr.
"""

import re
import ssl
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx

from crosslink_core.api.error import BY_STATUS, ApiError, NoReplyError, NoReplyInTimeError, RefusedError, UnexpectedReplyError
from crosslink_core.api.operation import Operation

TIMEOUT_S: Final = httpx.Timeout(40, connect=10)
"""Per request: 40 s to answer, as Elastic's own Terraform provider waits, 10 s to connect."""

REQUEST_ID_HEADERS: Final = ("x-request-id", "x-cloud-request-id")
"""GUESS: under which header the service names a request; no source says."""

POOL: Final = httpx.Limits(max_connections=64, max_keepalive_connections=64)
"""As many as the plugin has threads."""


T = TypeVar("T")


class _Authorization(httpx.Auth):
    """Adds the header when a request leaves, so that no client or request that is logged or printed before holds it."""

    def __init__(self, header: Callable[[], str]) -> None:
        self._header = header

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = self._header()
        yield request


class Transport:
    """One base URL with one credential; safe to share among threads."""

    def __init__(self, name: str, url: str, authorization: Callable[[], str], *, verify: ssl.SSLContext | bool = True) -> None:
        self.name = name
        """The connection's name, for errors."""
        self.url = url
        self._http = httpx.Client(base_url=url, auth=_Authorization(authorization), timeout=TIMEOUT_S, verify=verify, limits=POOL)

    def send(self, operation: Operation, read: Callable[[Any], T], path: Mapping[str, str] | None = None, *, body: Any = None) -> T:
        """Send one request and return what `read` makes of the reply's JSON, None for an empty one; raise :exc:`ApiError` for all else."""
        parts = path or {}
        where = f"connection {self.name}" + "".join(f", {name.replace('_id', '').replace('_', ' ')} {value}" for name, value in parts.items())
        url = operation.path.format_map({name: _segment(value) for name, value in parts.items()})
        try:
            reply = self._http.request(operation.method, url, json=body)
        except httpx.TimeoutException:
            raise NoReplyInTimeError(where, operation.id, f"got no answer from {self.url} in time; is it reachable?") from None
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise NoReplyError(where, operation.id, f"got no answer from {self.url} ({_cause(error)}); is it running and reachable?") from None
        content = _content(where, operation, reply)
        try:
            return read(content)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise UnexpectedReplyError(where, operation.id, "answered with JSON of another shape than the API documents; is the endpoint right?") from None

    def close(self) -> None:
        """Close the connections; later requests fail."""
        self._http.close()


def _segment(value: str) -> str:
    """Quote one part of a path; an empty one or dots would be another path."""
    if value in {"", ".", ".."}:
        msg = f"{value!r} cannot be part of a path"
        raise ValueError(msg)
    return quote(value, safe="")


def _content(where: str, operation: Operation, reply: httpx.Response) -> Any:
    if reply.status_code != operation.expect:
        raise _error(where, operation, reply)
    if not reply.content:
        return None
    try:
        return reply.json()
    except ValueError:
        raise UnexpectedReplyError(where, operation.id, f"answered {reply.status_code} with something that is not JSON; is the endpoint right?") from None


def _error(where: str, operation: Operation, reply: httpx.Response) -> ApiError:
    if reply.is_success or reply.is_redirect:
        return UnexpectedReplyError(where, operation.id, f"answered {reply.status_code} where {operation.expect} is documented; is the endpoint right?")
    code, message = _said(reply)
    request_id = next((reply.headers[name] for name in REQUEST_ID_HEADERS if name in reply.headers), "")
    return BY_STATUS.get(reply.status_code, RefusedError)(where, operation.id, reply.status_code, code, message, request_id)


def _said(reply: httpx.Response) -> tuple[str, str]:
    """The code and text of a `BasicFailedReply`; proxies answer with HTML, of which only the status is of use."""
    try:
        first = reply.json()["errors"][0]
        return str(first["code"]), str(first["message"])
    except (ValueError, LookupError, TypeError):
        return reply.headers.get("x-cloud-error-codes", ""), reply.reason_phrase


def _cause(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)) or type(error).__name__
