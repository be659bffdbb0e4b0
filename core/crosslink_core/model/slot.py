"""A thing whose id names a place on the server, which holds one object whoever made it."""

from abc import ABC, abstractmethod

from crosslink_core.model.spec import Spec


class Slot(Spec, ABC):
    """What is wanted in a place."""

    @property
    @abstractmethod
    def id(self) -> str:
        """The place, made of the identity properties alone."""
