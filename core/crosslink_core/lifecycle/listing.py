"""The objects of a noun that a control plane lists: a single list serves a whole session."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import inf
from time import sleep
from typing import Generic, Protocol, TypeVar

from crosslink_core.api.error import ApiError, RateLimitedError
from crosslink_core.connections.readings import Readings
from crosslink_core.connections.session import Session
from crosslink_core.coordination import retry
from crosslink_core.lifecycle import Owner, PlaceTakenError


class Identified(Protocol):
    """An object that the service gives an id."""

    @property
    def id(self) -> str:
        """The service's id."""


T = TypeVar("T", bound=Identified)


class Listing(ABC, Generic[T]):
    """The objects of a noun by connection and id, and those that this session has deleted."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first = Readings[Mapping[str, T]](session, lifetime_s=inf)
        self._recent = Readings[Mapping[str, T]](session)
        self._deleted: set[str] = set()

    @abstractmethod
    def _list(self, connection: str | None) -> Iterable[T]:
        """Ask the service."""

    def first(self, connection: str | None) -> Mapping[str, T]:
        """Return the objects as they were when this session first asked, without those that it has deleted since."""
        name = self._session.connections.name(connection)
        found = self._first.get(name, partial(self.recent, name))
        return {id_: item for id_, item in found.items() if id_ not in self._deleted}

    def recent(self, connection: str | None) -> Mapping[str, T]:
        """Return the objects as they were a moment ago, after the last change that this session made."""
        name = self._session.connections.name(connection)
        return self._recent.get(name, partial(self.fresh, name))

    def fresh(self, connection: str | None) -> Mapping[str, T]:
        """Return the objects as they are now."""
        return {item.id: item for item in self._list(connection)}

    def changed(self, connection: str | None) -> None:
        """Forget the recent list: an object of it is about to change, or has changed."""
        self._recent.drop(self._session.connections.name(connection))

    def create(self, what: str, connection: str | None, request: Callable[[], str], same: Callable[[T], bool], owner: Owner) -> str:
        """Create an object and return its id; `same` recognizes it in the list.

        The service accepts the same object twice.  So after a lost reply the request is retried only if the object does not exist.
        """
        before, timings = self.first(connection), self._session.timings

        def create() -> str:
            created = request()
            if not owner.take(created):  # another resource lost a reply, and took this object for its own
                raise PlaceTakenError(f"{what}: another resource of this program wants the same; rename either of the two")
            return created

        def find(error: ApiError) -> str | None:
            for lag in () if isinstance(error, RateLimitedError) else (0, *timings.lags_s):
                sleep(lag)
                now = self.fresh(connection).values()
                if created := next((item.id for item in now if item.id not in before and same(item) and owner.take(item.id)), None):
                    return created
            return None

        try:
            return retry(self._session, create, verify=find)
        finally:
            self.changed(connection)

    def deleted(self, id: str) -> None:  # noqa: A002 — Pulumi's and Elastic's own word
        """Note that this session has deleted an object."""
        self._deleted.add(id)
