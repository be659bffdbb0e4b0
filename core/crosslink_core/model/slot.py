"""A thing whose id names a place on the server, which holds one object whoever made it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Slot(BaseModel, ABC):
    """What is wanted in a place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with a default in place of each missing one; unknown ones stay."""
        defaults = {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}
        return defaults | {name: value for name, value in props.items() if value is not None}

    @property
    @abstractmethod
    def id(self) -> str:
        """The place, made of the identity properties alone."""
