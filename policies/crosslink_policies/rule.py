"""A rule: a pure generator over plain data, and what is to be known of it without running it.

The docs table, the policy pack and `crosslink check` all read this; it knows nothing of Pulumi.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from traceback import extract_tb
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from crosslink_core.model.problem import problems
from crosslink_policies.plain import Props


class Severity(StrEnum):
    """How bad a violation is, in Pulumi's words."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Enforcement(StrEnum):
    """What a violation does, in Pulumi's words; users set it per rule by policy configuration."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"


class Limits(BaseModel):
    """What users may change about a rule by policy configuration: a rule's own limits are fields of a subclass, each with a default."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Resource(NamedTuple):
    """One resource as a rule sees it."""

    token: str
    """Its type token."""
    name: str
    """Its logical name, as the program says it."""
    props: Props
    urn: str = ""
    dependencies: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The URNs of the stack's resources that each property was made of; known at preview, when a value may not be.  Empty for a resource rule."""
    provider: str = ""
    """Its provider's URN, where the SDK says it."""


class Violation(NamedTuple):
    """One resource that breaks a rule, and the sentence that says so."""

    resource: Resource
    message: str


L = TypeVar("L", bound=Limits)


@dataclass(frozen=True, kw_only=True)
class Rule(ABC, Generic[L]):
    """What rules of both scopes have in common."""

    scope: ClassVar[str]

    name: str
    """What it states, in kebab case; its first word is one of no, require, match, limit."""
    check: Callable[..., Iterator[object]]
    """The rule itself; the first line of its docstring is the description."""
    severity: Severity
    tokens: tuple[str, ...]
    """The types of the resources that it looks at."""
    limits: type[L]
    enforcement: Enforcement = Enforcement.MANDATORY

    @property
    def description(self) -> str:
        """One sentence for a person: the rule."""
        return (inspect.getdoc(self.check) or "").partition("\n")[0]

    @property
    def schema(self) -> dict[str, dict[str, Any]]:
        """Each limit's JSON schema, with its default and description."""
        found: dict[str, dict[str, Any]] = self.limits.model_json_schema().get("properties", {})
        return {key: {word: value for word, value in schema.items() if word != "title"} for key, schema in found.items()}

    def judge(self, resources: Sequence[Resource], config: Mapping[str, Any]) -> Iterator[Violation]:
        """Judge the resources of the rule's types, with a policy configuration that may lack every key.

        A wrong configuration and a fault of the rule itself are violations too: an exception would end the whole preview.
        """
        concerned = [resource for resource in resources if resource.token in self.tokens]
        try:
            limits = self.limits.model_validate(dict(config))
        except ValidationError as error:
            text = "; ".join(map(str, problems(error)))
            yield from (Violation(one, self.sentence(f"policy configuration: {text}; correct it")) for one in concerned)
            return
        yield from self._judge(concerned, limits)

    @abstractmethod
    def _judge(self, resources: Sequence[Resource], limits: L) -> Iterator[Violation]: ...

    def sentence(self, text: str) -> str:
        """Finish a message: it names the rule, because the engine prints the name on another line."""
        return f"{text} (rule {self.name})."

    def fault(self, resource: Resource, error: Exception) -> Violation:
        """Report an accident inside the rule.  The exception's own text stays out: it may hold the value of a secret."""
        last = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
        return Violation(resource, self.sentence(f"{resource.name} could not be checked: {where} is a fault of crosslink; please report it"))


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule[L]):
    """A rule about one resource, by its inputs; at `up` it stops a resource before anything is sent."""

    scope: ClassVar[str] = "resource"
    check: Callable[[Props, L], Iterator[str]]

    def _judge(self, resources: Sequence[Resource], limits: L) -> Iterator[Violation]:
        for resource in resources:
            try:
                for text in self.check(resource.props, limits):
                    yield Violation(resource, self.sentence(text))
            except Exception as error:  # the edge: see judge
                yield self.fault(resource, error)


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule[L]):
    """A rule about several resources together, by their outputs; at `up` it comes after the changes, so preview is its place."""

    scope: ClassVar[str] = "stack"
    check: Callable[[Sequence[Resource], L], Iterator[tuple[Resource, str]]]

    def _judge(self, resources: Sequence[Resource], limits: L) -> Iterator[Violation]:
        try:
            for resource, text in self.check(resources, limits):
                yield Violation(resource, self.sentence(text))
        except Exception as error:  # the edge: see judge
            yield self.fault(Resource("", "the stack", {}), error)
