"""What is wrong with a value, and where: the path as its user wrote it, and one sentence."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "invalid_key": "must be a text",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
"""pydantic's types of error, in words that need no Python."""


class Problem(NamedTuple):
    """One thing wrong with a value."""

    path: str
    """The property path: `links[2].alias`."""
    text: str
    """What is wrong and what to do; never the value of a secret."""
    location: tuple[int | str, ...] = ()
    """The path in parts."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


def problems(error: ValidationError) -> Iterator[Problem]:
    """Turn pydantic's errors into paths and sentences.  Values are not repeated: one of them might be a secret."""
    for one in error.errors(include_url=False, include_input=False):
        yield Problem(dotted(one["loc"]), _text(one["type"], one["msg"], one.get("ctx", {})), one["loc"])


def dotted(location: tuple[int | str, ...]) -> str:
    """Write a location as a person would: `links[2].alias`."""
    path = ""
    for part in location:
        if part == "[key]":  # pydantic's word for "the name itself is wrong"
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _text(kind: str, message: str, context: dict[str, object]) -> str:
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(context["pattern"]), f"must match {context['pattern']}")
    if kind == "too_short":
        return f"must hold at least {context['min_length']}"
    if kind == "enum":
        return f"must be {context['expected']}"
    return WORDS.get(kind, message.removeprefix("Value error, "))


PATTERNS = {
    r"^(?i:https?)://[^\s/?#@]+[^\s?#@]*$": "must be a URL such as https://ece.example:12443, without a user, a query or spaces",
    r"^[A-Za-z0-9_-]+$": "may hold letters, digits, dashes and underscores only",
    r"^[0-9a-f]{32}$": "must be a deployment id: 32 digits from 0 to 9 and a to f",
}
"""What a pattern means, in words."""
