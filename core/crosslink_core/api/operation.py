"""One documented operation of an API, as data."""

from dataclasses import dataclass


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
