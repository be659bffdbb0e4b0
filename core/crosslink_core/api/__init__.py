"""Typed clients: the control plane's API in `cloud/`, Elasticsearch's own in `elasticsearch/`."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

ALREADY: Final = "already"
"""What `read` gets in place of the content where the answer's status is the operation's `already`."""


@dataclass(frozen=True)
class Operation:
    """An operation, as the API's documentation describes it."""

    id: str
    """The operation id, such as `get-deployment`."""
    method: str
    path: str
    """The path below the base URL, with parameters in braces."""
    expect: int
    """The only status that means success; any other, even an undocumented 2xx, is an error."""
    again: bool
    """Whether the same request may be retried after a failure: see :mod:`crosslink_core.api.retry`."""
    already: int | None = None
    """The status, if any, that means that nothing was to do."""
    versioned: bool = False
    """Whether `read` gets a :class:`Versioned` instead of the content alone."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that every request of it needs."""


class Versioned(NamedTuple):
    """A reply's content with the version of what it shows."""

    version: str | None
    """`x-cloud-resource-version`, for the optimistic lock of a later write; None where the reply has none."""
    content: Any


class Reply(BaseModel):
    """A part of a reply; fields that crosslink does not read are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Send(Protocol):
    """Sends a request: a transport's `send`, or one that goes through a proxy operation."""

    def __call__(
        self,
        operation: Operation,
        read: Callable[[Any], T],
        path: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str | bool] | None = None,
        body: Any = None,
    ) -> T:
        """Send the request and return what `read` makes of the reply."""


class Operations:
    """The operations on a noun: a method for each, and a single HTTP exchange in each method."""

    def __init__(self, send: Send) -> None:
        self._send = send


def nothing(_reply: Any) -> None:
    """Read an `EmptyResponse`: `{}` or nothing at all; both were seen."""


# httpx's own command line, which it imports where it can: rich and click would cost the program and the plugin of every preview 50 ms each.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: not to be imported (`sys.modules` in Python's reference)
