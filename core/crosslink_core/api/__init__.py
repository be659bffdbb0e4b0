"""Typed clients: the control plane's API in `cloud/`; one method is one documented operation and one HTTP exchange."""

import sys
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict

ALREADY: Final = "already"
"""What a reader gets in place of the content where the answer's status was the operation's `already`."""


@dataclass(frozen=True)
class Operation:
    """What the API's documentation says of one operation."""

    id: str
    """The operation id, such as `get-deployment`."""
    method: str
    path: str
    """The path below the base URL, with parameters in braces."""
    expect: int
    """The one status that means success; any other, an undocumented 2xx too, is an error."""
    again: bool
    """Whether the same request may simply be sent again after it failed: see :mod:`crosslink_core.api.retry`."""
    already: int | None = None
    """The status, where there is one, that means: as wished already, nothing was done."""
    versioned: bool = False
    """Whether the reader gets a :class:`Versioned` instead of the content alone."""
    headers: tuple[tuple[str, str], ...] = ()
    """What every request of it carries besides."""


class Versioned(NamedTuple):
    """A reply's content with the version of what it shows."""

    version: str | None
    """`x-cloud-resource-version`, for the optimistic lock of a later write; None where the reply has none."""
    content: Any


class Reply(BaseModel):
    """A part of a reply; fields that crosslink does not read are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def nothing(_reply: Any) -> None:
    """Read an `EmptyResponse`: `{}` or nothing at all; both were seen."""


# httpx's own command line, which it imports where it can: rich and click would cost the program and the plugin of every preview 50 ms each.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: not to be imported (`sys.modules` in Python's reference)
