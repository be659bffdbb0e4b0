"""HTTP: sends one operation, again where that is safe, checks the one expected status, and turns all else into the error tree.

The only module that knows httpx.  A credential is given as a function and reaches no log record, error or repr.
"""

import ssl
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx
import stamina

from crosslink_core.api import ALREADY, Operation, Versioned, retry
from crosslink_core.api.error import (
    BY_CODE,
    BY_STATUS,
    LONGEST_MESSAGE,
    LONGEST_WORD,
    ApiError,
    NoReplyError,
    NoReplyInTimeError,
    Refusal,
    RefusedError,
    UnexpectedReplyError,
    code_and_message,
)
from crosslink_core.model import CrosslinkError

TIMEOUT_S: Final = httpx.Timeout(40, connect=10)
"""Per request: 40 s to answer, as Elastic's own Terraform provider waits, 10 s to connect."""

REQUEST_ID_HEADERS: Final = ("x-request-id", "x-cloud-request-id")
"""GUESS: under which header the service names a request; no source says."""

VERSION_HEADER: Final = "x-cloud-resource-version"
"""Documented: the version of a deployment or a trust relationship."""

POOL: Final = httpx.Limits(max_connections=64, max_keepalive_connections=64)
"""As many as the plugin has threads."""

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that the environment's proxy is not asked for: it could not reach this machine."""

NO_OBJECT: Final = "root."
"""How the code of a 404 begins that says nothing of the object asked for: there is no such path, so the endpoint is wrong."""

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

    def __init__(
        self,
        name: str,
        url: str,
        authorization: Callable[[], str],
        *,
        credential: str,
        verify: ssl.SSLContext | bool = True,
        kind: str = "connection",
        word: str = "API key",
    ) -> None:
        self.name = name
        """The connection's name, for errors; `kind` says of what it is, `word` what the credential is."""
        self.url = url
        self._authorization, self._credential, self._kind, self._word = authorization, credential, kind, word
        try:
            direct = httpx.URL(url).host in LOOPBACK
            auth = _Authorization(authorization)
            if verify is True:
                verify = httpx.URL(url).scheme == "https" and _public_authorities()
            self._http = httpx.Client(base_url=url, auth=auth, timeout=TIMEOUT_S, verify=verify, limits=POOL, trust_env=not direct)
        except (httpx.InvalidURL, ImportError, OSError) as error:  # the environment may name a SOCKS proxy, or certificates that are not there
            raise ValueError(str(error)) from None

    def send(
        self,
        operation: Operation,
        read: Callable[[Any], T],
        path: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str | bool] | None = None,
        body: Any = None,
    ) -> T:
        """Send one request and return what `read` makes of the reply's JSON, None for an empty one; raise :exc:`ApiError` for all else."""
        parts = path or {}
        where = f"{self._kind} {self.name}" + "".join(f", {name.replace('_id', '').replace('_', ' ')} {value}" for name, value in parts.items())
        url = operation.path.format_map({name: _segment(value) for name, value in parts.items()})
        after = retry.is_transient if operation.again else ()
        for attempt in stamina.retry_context(after, retry.ATTEMPTS, retry.DEADLINE_S, retry.FIRST_PAUSE_S, retry.LONGEST_PAUSE_S, retry.FIRST_PAUSE_S):
            with attempt:
                content = self._exchange(operation, where, url, query, body)
        try:
            return read(content)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise UnexpectedReplyError(where, operation.id, "answered with JSON of another shape than the API documents; is the endpoint correct?") from None

    def close(self) -> None:
        """Close the connections; later requests fail."""
        self._http.close()

    def _exchange(self, operation: Operation, where: str, url: str, query: Mapping[str, str | bool] | None, body: Any) -> Any:
        try:
            reply = self._http.request(operation.method, url, params=query, json=body, headers=operation.headers)
        except httpx.TimeoutException:
            raise NoReplyInTimeError(where, operation.id, f"got no answer from {self.url} in time; is it reachable?") from None
        except (httpx.TransportError, httpx.InvalidURL) as error:
            cause = self._hide(str(error))[:LONGEST_MESSAGE] or type(error).__name__
            raise NoReplyError(where, operation.id, f"got no answer from {self.url} ({cause}); is it running and reachable?") from None
        except httpx.DecodingError:
            raise UnexpectedReplyError(where, operation.id, "answered with something that cannot be decoded; is the endpoint correct?") from None
        if reply.status_code == operation.already:
            return ALREADY
        if reply.status_code != operation.expect:
            raise self._error(where, operation, reply)
        content = _content(where, operation, reply)
        return Versioned(reply.headers.get(VERSION_HEADER), content) if operation.versioned else content

    def _error(self, where: str, operation: Operation, reply: httpx.Response) -> ApiError:
        if reply.is_success or reply.is_redirect:
            return UnexpectedReplyError(where, operation.id, f"answered {reply.status_code} where {operation.expect} is documented; is the endpoint correct?")
        code, message = map(self._hide, _said(reply))
        if reply.status_code == httpx.codes.NOT_FOUND and (not code or code.startswith(NO_OBJECT)):
            said = f"404 {code[:LONGEST_WORD]}".rstrip()
            return UnexpectedReplyError(where, operation.id, f"answered {said} for a path that is not there; is the endpoint {self.url} right?")
        request_id = next((reply.headers[name] for name in REQUEST_ID_HEADERS if name in reply.headers), "")
        status, retry_after_s = reply.status_code, _seconds(reply.headers.get("retry-after", ""))
        refusal = Refusal(status, code, message, self._hide(request_id), self._credential, retry_after_s, self._word)
        return BY_CODE.get((status, code), BY_STATUS.get(status, RefusedError))(where, operation.id, refusal)

    def _hide(self, text: str) -> str:
        """Take the credential out of a text that may repeat what was sent."""
        for secret in _secrets(self._authorization()):
            text = text.replace(secret, "…")
        return text


@cache
def _public_authorities() -> ssl.SSLContext:
    """Load the public certificate authorities once for all connections: each time takes some 30 ms."""
    return httpx.create_ssl_context()


def _seconds(retry_after: str) -> float | None:
    """What `Retry-After` says in seconds; its other form, a date, is left to our own pauses."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


def _segment(value: str) -> str:
    """Quote one part of a path; an empty one or dots would be another path."""
    if value in {"", ".", ".."}:
        msg = f"{value!r} cannot be part of a path; correct the id"
        raise CrosslinkError(msg)
    return quote(value, safe="")


def _content(where: str, operation: Operation, reply: httpx.Response) -> Any:
    if not reply.content:
        return None
    try:
        return reply.json()
    except (ValueError, RecursionError):
        raise UnexpectedReplyError(where, operation.id, f"answered {reply.status_code} with something that is not JSON; is the endpoint correct?") from None


def _said(reply: httpx.Response) -> tuple[str, str]:
    """The code and text of a failed reply; proxies answer with HTML, of which only the status is of use."""
    try:
        found = code_and_message(reply.json())
    except (ValueError, RecursionError):
        found = None
    return found or (reply.headers.get("x-cloud-error-codes", ""), reply.reason_phrase)


def _secrets(authorization: str) -> Iterator[str]:
    """What must not be seen of a header's value: its last word, and of HTTP Basic the password that is encoded in it."""
    scheme, _, token = authorization.rpartition(" ")
    yield token
    if scheme == "Basic":
        password = b64decode(token).decode().partition(":")[2]
        yield from (password,) if password else ()
