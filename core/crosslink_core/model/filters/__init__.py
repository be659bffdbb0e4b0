"""Traffic filters: how many rules are spread over several rulesets."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any


def split(rules: Sequence[Mapping[str, Any]], parts: int, most: int) -> dict[int, list[Mapping[str, Any]]]:
    """Return the rules by part, from 1; parts without a rule are left out.  Raise :exc:`ValueError` when they do not fit.

    A rule's part depends on its text, not on its position: adding or removing a rule leaves the others where they are, unless a part is
    full (rendezvous hashing).
    """
    if len(rules) > parts * most:
        msg = f"{len(rules)} rules do not fit into {parts} rulesets of {most}; set parts={max(1, -(-len(rules) // most))} or more"
        raise ValueError(msg)
    found: dict[int, list[Mapping[str, Any]]] = {part: [] for part in range(1, parts + 1)}
    for rule in sorted(rules, key=_text):
        preferred = sorted(found, key=partial(_rank, _text(rule)))
        found[next(part for part in preferred if len(found[part]) < most)].append(rule)
    return {part: some for part, some in found.items() if some}


def _text(rule: Mapping[str, Any]) -> str:
    """Return a rule without its description, which may change without moving the rule."""
    return json.dumps({name: value for name, value in rule.items() if name != "description"}, sort_keys=True)


def _rank(text: str, part: int) -> bytes:
    return hashlib.sha256(f"{part} {text}".encode()).digest()
