"""What every lifecycle looks like, whatever front end uses it."""

from collections.abc import Callable
from typing import ClassVar, Protocol, TypeVar

from crosslink_core.connections import Connections
from crosslink_core.model.error import CrosslinkError

Spec = TypeVar("Spec", contravariant=True)
State = TypeVar("State")

Say = Callable[[str], None]
"""Tells the user one line, such as "adopted …" or a warning."""


class RefusedLinkError(CrosslinkError):
    """The service would refuse it, or it cannot work."""


class NotConnectedError(CrosslinkError):
    """The connection was required and could not be proved, or another program took it away."""


class PlaceTakenError(CrosslinkError):
    """Something else is in the place that a new resource would own."""


class Lifecycle(Protocol[Spec, State]):
    """One noun's life."""

    identity: ClassVar[frozenset[str]]
    """The dotted paths of properties that make another object when they change."""
    unordered: ClassVar[frozenset[str]]
    """The dotted paths of lists that compare as sets."""
    volatile: ClassVar[frozenset[str]]
    """Outputs that must be true: one that is false is tried again by the next update."""

    def __init__(self, connections: Connections, say: Say, *, adopt: bool = True) -> None:
        """Get the clients, somebody to tell, and whether what is there already may be adopted."""

    def create(self, spec: Spec) -> State:
        """Make it, or adopt what is there and alike."""

    def read(self, id: str, state: State) -> State | None:  # noqa: A002 — Pulumi's and Elastic's own word
        """Return what there is now; None when it is gone."""

    def update(self, id: str, state: State, spec: Spec) -> State:  # noqa: A002 — as in read
        """Change it in place."""

    def delete(self, id: str, state: State) -> None:  # noqa: A002 — as in read
        """Remove it; that it is gone already is fine."""
