"""The rules that a link must obey, and the policy pack that enforces them at `pulumi preview`.

A rule is a pure generator over plain data, with what its readers need to know without running it.  The docs table and the
policy pack read that; this knows nothing of Pulumi.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from traceback import extract_tb
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self

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
    """Its logical name in the program."""
    props: Props
    urn: str = ""
    dependencies: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """For each property, the URNs of the resources whose outputs it uses; known at preview, when a value may not be.  Empty for a resource rule."""
    provider: str = ""
    """Its provider's URN, where the SDK gives it."""


class Violation(NamedTuple):
    """A resource that breaks a rule, and the message about it."""

    resource: Resource
    message: str


@dataclass(frozen=True)
class Rule(ABC):
    """What rules of both scopes have in common."""

    scope: ClassVar[str]

    name: str
    """The rule in a few words, in kebab case; the first is no, require, match or limit."""
    check: Callable[..., Iterator[Any]]
    """The rule itself; the first line of its docstring is the description."""
    severity: Severity
    tokens: tuple[str, ...]
    """The types of the resources that the rule reads."""
    limits: type[Limits]
    enforcement: Enforcement = Enforcement.MANDATORY

    @classmethod
    def of(
        cls, *, severity: Severity, tokens: tuple[str, ...], limits: type[Limits] = Limits, enforcement: Enforcement = Enforcement.MANDATORY
    ) -> Callable[[Callable[..., Iterator[Any]]], Self]:
        """Make a rule of a generator, after which it is named."""
        return lambda check: cls(check.__name__.replace("_", "-"), check, severity, tokens, limits, enforcement)

    @property
    def description(self) -> str:
        """The rule in one sentence."""
        return (inspect.getdoc(self.check) or "").partition("\n")[0]

    @property
    def schema(self) -> dict[str, dict[str, Any]]:
        """Each limit's JSON schema, with its default and description."""
        fields: dict[str, dict[str, Any]] = self.limits.model_json_schema().get("properties", {})
        return {name: {key: value for key, value in schema.items() if key != "title"} for name, schema in fields.items()}

    def judge(self, resources: Sequence[Resource], config: Mapping[str, Any]) -> Iterator[Violation]:
        """Judge the resources of the rule's types, with a policy configuration that may lack every key.

        A wrong configuration and a fault of the rule itself are violations too: an exception would end the whole preview.
        """
        concerned = [resource for resource in resources if resource.token in self.tokens]
        try:
            yield from self._judge(concerned, self.limits.model_validate(dict(config)))
        except ValidationError as error:
            text = "; ".join(map(str, problems(error)))
            yield from (Violation(resource, self.sentence(f"policy configuration: {text}; correct it")) for resource in concerned)

    @abstractmethod
    def _judge(self, resources: Sequence[Resource], limits: Limits) -> Iterator[Violation]: ...

    def sentence(self, text: str) -> str:
        """Finish a message: it names the rule, because the engine prints the name on another line."""
        return f"{text} (rule {self.name})."

    def fault(self, resource: Resource, error: Exception) -> Violation:
        """Report an error inside the rule.  The exception's own text stays out: it may hold the value of a secret."""
        last = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
        return Violation(resource, self.sentence(f"{resource.name} could not be checked: {where} is a fault of crosslink; please report it"))


class ResourceRule(Rule):
    """A rule about one resource, by its inputs; at `up` it stops a resource before anything is sent.  Its check takes properties and limits."""

    scope: ClassVar[str] = "resource"

    def _judge(self, resources: Sequence[Resource], limits: Limits) -> Iterator[Violation]:
        for resource in resources:
            try:
                yield from (Violation(resource, self.sentence(text)) for text in self.check(resource.props, limits))
            except Exception as error:  # the edge: see judge
                yield self.fault(resource, error)


class StackRule(Rule):
    """A rule about several resources together, by their outputs; at `up` it runs after the changes, so preview is its place."""

    scope: ClassVar[str] = "stack"

    def _judge(self, resources: Sequence[Resource], limits: Limits) -> Iterator[Violation]:
        try:
            yield from (Violation(resource, self.sentence(text)) for resource, text in self.check(resources, limits))
        except Exception as error:  # the edge: see judge
            yield self.fault(Resource("", "the stack", {}), error)
