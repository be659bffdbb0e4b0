"""Elasticsearch's simple patterns, in which only ``*`` stands for anything."""

import re
from functools import lru_cache


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is about a text."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
