"""What is wanted of one object, whatever names it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """The inputs of one resource."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with a default in place of each missing one; unknown ones stay."""
        defaults = {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}
        return defaults | {name: value for name, value in props.items() if value is not None}
