"""``QueryContainer``: the queries of a search, and what they match.

Documents are searched as Elasticsearch indexes them: values are compared as text, the text field ``name`` by its words and ``name.keyword`` as a whole,
and a field below a nested path is seen only from inside a ``nested`` query on that path.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crosslink_emulator.world import Form

NESTED_PATHS = ("resources.elasticsearch", "resources.kibana", "metadata.tags")
"""Lists that are indexed as nested documents.  GUESS: public clients query them so; whether they must is not stated."""

TEXT_FIELDS = frozenset({"name"})
"""Fields split into words, with a ``.keyword`` beside them.  GUESS: public clients use ``name.keyword`` and no other."""


@dataclass
class Scope:
    """The document, and the element of each nested list that a query is looking at."""

    document: dict[str, Any]
    nested: dict[str, Any] = field(default_factory=dict)

    def values(self, path: str) -> list[str]:
        """Return all values of a field, as text."""
        for outer in NESTED_PATHS:
            if path.startswith(f"{outer}."):
                return _leaves(self.nested.get(outer), path.removeprefix(f"{outer}.").split("."))
        return _leaves(self.document, path.split("."))

    def terms(self, path: str) -> list[str]:
        """Return what the index holds for a field: words of a text field, whole values of others."""
        whole, _, suffix = path.rpartition(".")
        if suffix == "keyword":
            return self.values(whole) if whole in TEXT_FIELDS else []
        values = self.values(path)
        return [word for value in values for word in words(value)] if path in TEXT_FIELDS else values


def words(text: str) -> list[str]:
    """Split text as the standard analyzer does."""
    return re.findall(r"\w+", text.lower())


def _leaves(node: Any, parts: list[str]) -> list[str]:
    if isinstance(node, list):
        return [leaf for element in node for leaf in _leaves(element, parts)]
    if parts:
        return _leaves(node.get(parts[0]), parts[1:]) if isinstance(node, dict) else []
    if node is None or isinstance(node, dict):
        return []
    return [str(node).lower() if isinstance(node, bool) else str(node)]


class Clause(Form):
    """Base of all queries; an option that is not emulated is refused, not ignored."""


class Value(Clause):
    """``term`` and ``prefix``; the value is text even where the field is a boolean."""

    value: str


class Match(Clause):
    """``match``."""

    query: str


class Exists(Clause):
    """``exists``: a field with a value; an object is not a field."""

    field: str


class Nested(Clause):
    """``nested``: the query must hold within one element of the list."""

    path: str
    query: "QueryContainer"
    score_mode: Literal["avg", "sum", "min", "max", "none"] = "avg"

    @field_validator("path")
    @classmethod
    def _is_nested(cls, path: str) -> str:
        if path not in NESTED_PATHS:
            raise ValueError(f"no nested object under path {path}")
        return path

    def matches(self, scope: Scope) -> bool:
        """Try every element of the list."""
        node: Any = scope.document
        for part in self.path.split("."):
            node = node.get(part) or []
        return any(self.query.matches(Scope(scope.document, scope.nested | {self.path: element})) for element in node)


class Bool(Clause):
    """``bool``."""

    must: list["QueryContainer"] = Field(default_factory=list)
    should: list["QueryContainer"] = Field(default_factory=list)
    must_not: list["QueryContainer"] = Field(default_factory=list)
    filter: list["QueryContainer"] = Field(default_factory=list)
    minimum_should_match: int | None = Field(default=None, ge=0)

    def matches(self, scope: Scope) -> bool:
        """Combine; ``should`` alone needs one match, beside ``must`` or ``filter`` none unless a number is given."""
        default = 1 if self.should and not (self.must or self.filter) else 0
        needed = default if self.minimum_should_match is None else self.minimum_should_match
        return (
            all(query.matches(scope) for query in [*self.must, *self.filter])
            and not any(query.matches(scope) for query in self.must_not)
            and sum(query.matches(scope) for query in self.should) >= needed
        )


class QueryContainer(Clause):
    """Exactly one query."""

    match_all: Clause | None = None
    match_none: Clause | None = None
    term: dict[str, Value] | None = Field(default=None, min_length=1, max_length=1)
    prefix: dict[str, Value] | None = Field(default=None, min_length=1, max_length=1)
    match: dict[str, Match] | None = Field(default=None, min_length=1, max_length=1)
    exists: Exists | None = None
    nested: Nested | None = None
    combined: Bool | None = Field(default=None, alias="bool")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in self.model_fields_set if getattr(self, name) is not None]
        if len(given) != 1 or len(self.model_fields_set) != 1:
            raise ValueError("a query has exactly one kind")
        return self

    def matches(self, scope: Scope) -> bool:
        """Whether the document is found."""
        if self.term is not None:
            return any(clause.value in scope.terms(path) for path, clause in self.term.items())
        if self.prefix is not None:
            return any(term.startswith(clause.value) for path, clause in self.prefix.items() for term in scope.terms(path))
        if self.match is not None:
            return any(set(words(clause.query) if path in TEXT_FIELDS else [clause.query]) & set(scope.terms(path)) for path, clause in self.match.items())
        if self.exists is not None:
            return bool(scope.terms(self.exists.field))
        deeper = self.nested or self.combined
        return deeper.matches(scope) if deeper is not None else self.match_all is not None
