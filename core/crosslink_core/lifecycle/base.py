"""What every lifecycle looks like, whatever front end uses it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, Self, TypeVar

from crosslink_core.connections.session import Session
from crosslink_core.model.error import CrosslinkError

Spec = TypeVar("Spec")
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


class Owner:
    """The resource that an object is created for, and what its program knows of others; by itself it knows of none."""

    def take(self, id: str) -> bool:  # noqa: A002 — Pulumi's and Elastic's own word
        """Take the object of that id, which exists; False where another resource of the program has it."""
        return True

    def leaving(self, id: str) -> bool:  # noqa: A002 — as in take
        """Whether what is in the place of that id belongs to another resource of this stack, which is about to leave it."""
        return False


NOBODY: Final = Owner()


class Lifecycle(ABC, Generic[Spec, State]):
    """The life of one noun's objects."""

    identity: ClassVar[frozenset[str]] = frozenset()
    """The dotted paths of properties that make another object when they change."""
    unordered: ClassVar[frozenset[str]] = frozenset()
    """The dotted paths of lists that compare as sets."""
    volatile: ClassVar[frozenset[str]] = frozenset()
    """Outputs that must be true: where one is false, the next update tries again."""

    def __init__(self, session: Session, tell: Tell) -> None:
        self._session, self._tell = session, tell

    @abstractmethod
    def create(self, spec: Spec, owner: Owner = NOBODY) -> State:
        """Create the object, or adopt an identical one."""

    @abstractmethod
    def read(self, id: str, state: State) -> State | None:  # noqa: A002 — Pulumi's and Elastic's own word
        """Return the object as it is now; None when it is gone."""

    @abstractmethod
    def update(self, id: str, state: State, spec: Spec) -> State:  # noqa: A002 — as in read
        """Change it in place."""

    @abstractmethod
    def delete(self, id: str, state: State) -> None:  # noqa: A002 — as in read
        """Delete it; that it is gone already is fine."""
