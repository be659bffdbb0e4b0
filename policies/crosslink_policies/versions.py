"""What the rules about versions share: pairs that are accepted besides the table, and an end's version."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from crosslink_core.model.version import Minor, Version
from crosslink_policies import Limits
from crosslink_policies.plain import Props, at, label

PAIR: Final = r"^\d{1,4}\.\d{1,4} -> \d{1,4}\.\d{1,4}$"
"""In the schema too: the engine refuses anything else and prints this, so it has no groups."""


def _pair(text: Any) -> tuple[Minor, Minor]:
    if not isinstance(text, str) or not re.fullmatch(PAIR, text):
        msg = 'must be a pair of versions, local -> remote, such as "8.18 -> 9.1"'
        raise ValueError(msg)
    local, remote = (Version.parse(version)[:2] for version in text.split(" -> "))
    return local, remote


Pair = Annotated[tuple[Minor, Minor], BeforeValidator(_pair), WithJsonSchema({"type": "string", "pattern": PAIR})]


class VersionLimits(Limits):
    """What may be changed about a rule on versions."""

    allow: tuple[Pair, ...] = ()
    """Pairs to accept besides the table, local -> remote, such as "8.18 -> 9.1"."""


def version(props: Props, side: str) -> Version | None:
    """Read an end's version; None where it is not known, or malformed, which `check` reports."""
    try:
        return Version.parse(at(props, side, "version"))
    except (TypeError, ValueError):
        return None


def text(minor: Minor) -> str:
    """Write a minor as people do: `8.18`."""
    return f"{minor[0]}.{minor[1]}"


def end(props: Props, side: str) -> str:
    """Name an end with its version."""
    return f"{label(props, side)} at {at(props, side, 'version')}"
