"""State and rules of the emulated clouds, without HTTP.  Here: values, ids, paths, patterns and YAML."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

Problem = tuple[str, str]
"""A property path and what is wrong there."""


class Value(BaseModel):
    """Something that never changes: a change puts another value in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Form(BaseModel):
    """What a client sends: unknown fields, and values of another type, are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


def identifier(*parts: object) -> str:
    """Return the id of what these parts name; parts that differ somewhere never share an id."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is about a text."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


FORMS = frozenset({"[key]", "[list]", "[object]"})
"""What is no part of the path: pydantic marks a key of a mapping, rather than its value, with the first, and forms of ours have the others."""


def property_path(location: Iterable[int | str]) -> str:
    """Join the parts that pydantic reports, without those that say which of several forms was meant."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in FORMS:
            path += f".{part}" if path else part
    return path


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice; PyYAML would keep the last one and say nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(None, None, f"{key} is given twice", node.value[index][0].start_mark)
        return super().construct_mapping(node, deep)


def load_yaml(text: str) -> Any:
    """Return what a text says; raise ``yaml.YAMLError`` where it is no YAML."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with one check more
