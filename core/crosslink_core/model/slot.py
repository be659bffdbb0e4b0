"""A thing whose id names a place on the server, which holds one object whoever made it."""

from abc import ABC, abstractmethod

from pydantic import BaseModel, ConfigDict


class Slot(BaseModel, ABC):
    """What is wanted in a place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    @abstractmethod
    def id(self) -> str:
        """The place, made of the identity properties alone."""
