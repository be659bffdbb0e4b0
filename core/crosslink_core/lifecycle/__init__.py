"""What can be done with each noun, each in its own file: create, read, update and delete, without Pulumi."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, Self, TypeVar

from crosslink_core.connections.session import Session
from crosslink_core.model import CrosslinkError

Spec = TypeVar("Spec")
State = TypeVar("State")


def _nobody(_line: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Tell:
    """How a lifecycle reports to the user, in single lines."""

    say: Callable[[str], None]
    """Reports information, such as "adopted …"."""
    warn: Callable[[str], None]
    """Reports a warning."""
    status: Callable[[str], None] = _nobody
    """Reports what it waits for at the moment."""

    @classmethod
    def by(cls, report: Callable[[str], None]) -> Self:
        """Report information and warnings alike."""
        return cls(report, report)


class RefusedLinkError(CrosslinkError):
    """The service would refuse the object, or it cannot work."""


class NotConnectedError(CrosslinkError):
    """The connection was required and could not be proved, or another program removed it."""


def changed_meanwhile(id_: str) -> NotConnectedError:
    """Return the error for a remote that somebody else changed or removed."""
    return NotConnectedError(f"{id_} was changed or removed by another program while it was connecting; stop that program, and try again")


def tell_unconnected(tell: Tell, id_: str, reason: str, *, required: bool) -> None:
    """Warn that a link is not connected; raise :exc:`NotConnectedError` where it must be."""
    text = f"{id_} is not connected: {reason}"
    if required:
        raise NotConnectedError(text)
    tell.warn(text)


class PlaceTakenError(CrosslinkError):
    """Another object is in the place that a new resource would own."""


class InUseError(CrosslinkError):
    """A traffic filter cannot be deleted or detached, because of the deployments that it guards."""


class LeftOpenError(CrosslinkError):
    """A traffic filter was detached again, because another filter of its group failed and the deployment had been open."""


class GoneError(CrosslinkError):
    """The object to change does not exist any more."""


class HiddenError(CrosslinkError):
    """An object is gone, or the key can no longer see it; which of the two is not known."""


class Owner:
    """The resource that an object is created for, and what its program knows of other resources; this base knows of none."""

    def take(self, id: str) -> bool:  # noqa: A002 — Pulumi's and Elastic's own word
        """Take the object of that id, which exists; False where another resource of the program has it."""
        return True

    def leaving(self, id: str) -> bool:  # noqa: A002 — as in take
        """Whether what is in the place of that id belongs to another resource of this stack, which is about to leave it."""
        return False


NOBODY: Final = Owner()


class Lifecycle(ABC, Generic[Spec, State]):
    """What can be done with the objects of a noun."""

    identity: ClassVar[frozenset[str]] = frozenset()
    """The dotted paths of properties whose change replaces the object."""
    unordered: ClassVar[frozenset[str]] = frozenset()
    """The dotted paths of lists that compare as sets."""
    volatile: ClassVar[frozenset[str]] = frozenset()
    """Outputs that must be true: where any is false, the next update tries again."""

    def __init__(self, session: Session, tell: Tell) -> None:
        self._session, self._tell = session, tell

    @abstractmethod
    def create(self, spec: Spec, owner: Owner = NOBODY) -> State:
        """Create the object, or adopt the same object."""

    @abstractmethod
    def read(self, id: str, state: State) -> State | None:  # noqa: A002 — Pulumi's and Elastic's own word
        """Return the object as it is now; None when it is gone."""

    @abstractmethod
    def update(self, id: str, state: State, spec: Spec) -> State:  # noqa: A002 — as in read
        """Change it in place."""

    @abstractmethod
    def delete(self, id: str, state: State) -> None:  # noqa: A002 — as in read
        """Delete it; that it is gone already is fine."""
