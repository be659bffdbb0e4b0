"""What every lifecycle looks like, whatever front end uses it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self, TypeVar

from crosslink_core.connections import Connections
from crosslink_core.model.error import CrosslinkError

Spec = TypeVar("Spec", contravariant=True)
State = TypeVar("State")


def _nobody(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Tell:
    """How a lifecycle speaks to the user, one line at a time."""

    say: Callable[[str], None]
    """Something worth knowing, such as "adopted …"."""
    warn: Callable[[str], None]
    """Something that is not as the user wishes."""
    status: Callable[[str], None] = _nobody
    """What is waited for at the moment."""

    @classmethod
    def by(cls, one: Callable[[str], None]) -> Self:
        """Say and warn in one way."""
        return cls(one, one)


class RefusedLinkError(CrosslinkError):
    """The service would refuse it, or it cannot work."""


class NotConnectedError(CrosslinkError):
    """The connection was required and could not be proved, or another program took it away."""


def changed_meanwhile(id_: str) -> NotConnectedError:
    """Return the error for a link that is another one's by now."""
    return NotConnectedError(f"{id_} was changed or removed by another program while it was connecting; stop that program, and try again")


def tell_unconnected(tell: Tell, id_: str, reason: str, *, required: bool) -> None:
    """Warn that a link is not connected; raise :exc:`NotConnectedError` where it must be."""
    text = f"{id_} is not connected: {reason}"
    if required:
        raise NotConnectedError(text)
    tell.warn(text)


class PlaceTakenError(CrosslinkError):
    """Something else is in the place that a new resource would own."""


class InUseError(CrosslinkError):
    """A traffic filter cannot be deleted, or not taken away, because of the deployments that it guards."""


class LeftOpenError(CrosslinkError):
    """A traffic filter was taken away again, because another one that belongs to it failed and the deployment had been open."""


class GoneError(CrosslinkError):
    """What was to be changed is not there any more."""


class HiddenError(CrosslinkError):
    """Something is gone, or the key may no longer see it; which of the two cannot be told."""


class Lifecycle(Protocol[Spec, State]):
    """One noun's life."""

    identity: ClassVar[frozenset[str]]
    """The dotted paths of properties that make another object when they change."""
    unordered: ClassVar[frozenset[str]]
    """The dotted paths of lists that compare as sets."""
    volatile: ClassVar[frozenset[str]]
    """Outputs that must be true: one that is false is tried again by the next update."""

    def __init__(self, connections: Connections, tell: Tell, *, adopt: bool = True) -> None:
        """Get the clients, somebody to tell, and whether what is there already may be adopted."""

    @property
    def create(self) -> Callable[..., State]:
        """`create(spec)`: make it, or adopt what is there and alike.

        What else the program has is told by a keyword: for a place `leaving()`, whether what is in it is ours and about to
        leave; for an object that the server names `take(id)`, whether no other resource has it.
        """

    def read(self, id: str, state: State) -> State | None:  # noqa: A002 — Pulumi's and Elastic's own word
        """Return what there is now; None when it is gone."""

    def update(self, id: str, state: State, spec: Spec) -> State:  # noqa: A002 — as in read
        """Change it in place."""

    def delete(self, id: str, state: State) -> None:  # noqa: A002 — as in read
        """Remove it; that it is gone already is fine."""
