"""Bodies whose fields may be absent."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Given(BaseModel):
    """Base of these bodies: what is absent is None.  GUESS: null, by which some clients mean nothing, is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_absent(cls, data: Any) -> Any:
        for name, value in data.items() if isinstance(data, dict) else ():
            if value is None:
                raise ValueError(f"{name} is null")
        return data
