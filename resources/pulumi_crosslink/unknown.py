"""Values that are not known yet at preview, beside values that are."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi.output import Unknown
from pydantic import ValidationError

from crosslink_core.model import Spec
from crosslink_core.model.problem import Problem, problems


def has_unknown(value: Any) -> bool:
    """Whether a value is unknown, or holds one that is."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    return isinstance(value, Sequence) and not isinstance(value, str) and any(has_unknown(item) for item in value)


def validate(model: type[Spec], props: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the properties with defaults filled in, and what is wrong with those that are known."""
    try:
        return model.model_validate(props).model_dump(mode="json", exclude_none=True), []
    except ValidationError as error:
        return model.completed(props), [problem for problem in problems(error) if problem.whatever_value or not has_unknown(_at(props, problem.location))]


def _at(value: Any, location: tuple[int | str, ...]) -> Any:
    """The value at a location, or the nearest one above it; None where a key is missing."""
    for part in location:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and isinstance(part, int) and part < len(value):
            value = value[part]
    return value
