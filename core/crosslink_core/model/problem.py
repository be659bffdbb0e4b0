"""What is wrong with a value, and where: the path as the user wrote it, and a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from crosslink_core.model.deployments import CLUSTER, DEPLOYMENT
from crosslink_core.model.deployments.cluster import KUBERNETES_NAME
from crosslink_core.model.identifier import (
    AZURE_GUID,
    AZURE_NAME,
    LINK_ID,
    NAMESPACE_SCOPE,
    NODE_NAME,
    ORGANIZATION_ID,
    PSC_CONNECTION_ID,
    REGION,
    RELATIONSHIP_ID,
    RULESET_ID,
    VPC_ENDPOINT_ID,
)

WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "string_type": "must be a string",
    "string_unicode": "must be a string",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "invalid_key": "must be a string",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
}
"""pydantic's error types, in words that need no Python."""

TAGS = frozenset({CLUSTER, DEPLOYMENT})
"""pydantic adds these to a path to say which form of an end it took; users did not write them."""


class Problem(NamedTuple):
    """A problem with a value."""

    path: str
    """The property path: `links[2].alias`."""
    text: str
    """What is wrong and what to do; never the value of a secret."""
    location: tuple[int | str, ...] = ()
    """The path in parts."""
    whatever_value: bool = False
    """Whether the name itself is wrong, whatever the value, which may not be known yet."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


def problems(error: ValidationError) -> Iterator[Problem]:
    """Turn pydantic's errors into paths and sentences.  Values are not shown: any may be a secret."""
    for detail in error.errors(include_url=False, include_input=False):
        location = tuple(part for part in detail["loc"] if part not in TAGS)
        yield Problem(dotted(location), _text(detail["type"], detail["msg"], detail.get("ctx", {})), location, detail["type"] == "extra_forbidden")


def dotted(location: tuple[int | str, ...]) -> str:
    """Return a location as a path: `links[2].alias`."""
    path = ""
    for part in location:
        if part == "[key]":  # pydantic's word for "the name itself is wrong"
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def in_configuration(problem: Problem, configuration: Any) -> Problem:
    """Add the remedy for a number where a string is needed: `pulumi config set --path` makes numbers of digits."""
    value = configuration
    for part in problem.location:
        if isinstance(value, Mapping) and isinstance(part, str):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, Sequence) and isinstance(part, int) else None
    if problem.text == WORDS["string_type"] and isinstance(value, int | float) and not isinstance(value, bool):
        return problem._replace(text=f"{problem.text}, not a number; with `pulumi config set --path` add --type string")
    return problem


def digits(value: Any) -> Any:
    """Return a whole number as the string of its digits, for ids and names that `pulumi config set --path` makes numbers of."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else value


def _text(kind: str, message: str, context: dict[str, object]) -> str:
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(context["pattern"]), f"must match {context['pattern']}")
    if kind == "too_short":
        return f"must hold at least {context['min_length']}"
    if kind == "string_too_short":
        return "must not be empty"
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    if kind in {"greater_than_equal", "less_than_equal"}:
        return f"must be at {'least' if 'ge' in context else 'most'} {str(context.get('ge', context.get('le'))).removesuffix('.0')}"
    if kind == "enum":
        return f"must be {context['expected']}"
    return WORDS.get(kind, message.removeprefix("Value error, "))


PATTERNS = {
    r"^(?i:https?)://[^\s/?#@]+[^\s?#@]*$": "must be a URL such as https://ece.example:12443, without a user, a query or spaces",
    r"^[A-Za-z0-9_-]+$": "may hold letters, digits, dashes and underscores only",
    r"^[0-9a-f]{32}$": "must be a deployment id: 32 digits from 0 to 9 and a to f",
    REGION: "must be a region's id, such as aws-eu-west-1",
    RULESET_ID: "must be the id of a traffic filter: 32 digits from 0 to 9 and a to f",
    VPC_ENDPOINT_ID: "must be the id of an AWS VPC endpoint: vpce- and 8 to 17 digits from 0 to 9 and a to f",
    PSC_CONNECTION_ID: "must be the number of a Private Service Connect connection, as a string",
    LINK_ID: "must be the id of an AWS VPC endpoint (vpce-…) or the number of a Private Service Connect connection",
    AZURE_NAME: "must be the name of an Azure private endpoint: letters, digits, dots, dashes and underscores",
    AZURE_GUID: "must be a GUID such as 12345678-1234-1234-1234-1234567890ab",
    ORGANIZATION_ID: "must be the id of an organization (usually ten digits) or of an ECE environment: lower-case letters and digits",
    RELATIONSHIP_ID: "must be the id of a trust relationship of the platform: letters, digits, dashes and underscores",
    NAMESPACE_SCOPE: "must be the id of an organization or environment, or another scope: lower-case letters and digits, perhaps dots and dashes",
    KUBERNETES_NAME: "must be a Kubernetes name: lower-case letters, digits, dashes and dots",
    NODE_NAME: "must be the name in a node's certificate, without wildcards and spaces",
}
"""The patterns, in words."""
