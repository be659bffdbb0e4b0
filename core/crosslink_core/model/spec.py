"""What is wanted of one object, whatever names it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Given(BaseModel):
    """What a user writes: a typing error is one, and null means that nothing was said, as everywhere in Pulumi."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, props: Any) -> Any:
        return {name: value for name, value in props.items() if value is not None} if isinstance(props, Mapping) else props


class Spec(Given):
    """The inputs of one resource."""

    @classmethod
    def completed(cls, props: Mapping[str, Any]) -> dict[str, Any]:
        """Return the properties with a default in place of each missing one; unknown ones stay."""
        defaults = {name: field.default for name, field in cls.model_fields.items() if not field.is_required()}
        return defaults | {name: value for name, value in props.items() if value is not None}
