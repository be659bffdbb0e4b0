"""``match-rule-to-filter-type``.  Source: Elastic's pages on network security, our digest's P35; pulumi-ec checks little of it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from crosslink_core.model.filters.filter_rule import FilterRule, FilterType, wanted
from crosslink_core.model.problem import dotted, problems
from crosslink_core.model.token import BRIDGED_TRAFFIC_FILTER
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.filters import camel
from crosslink_policies.plain import UNKNOWN, Props, at

BRIDGED: Final = {camel(name): name for name in FilterRule.model_fields}
"""Our name of each of pulumi-ec's fields."""
OURS: Final = re.compile(r"\b(" + "|".join(name for name in FilterRule.model_fields if "_" in name) + r")\b")


@ResourceRule.of(severity=Severity.HIGH, tokens=(BRIDGED_TRAFFIC_FILTER,))
def match_rule_to_filter_type(props: Props, _limits: Limits) -> Iterator[str]:
    """The rules of a traffic filter have the fields of its type, and no others.

    Why: the service accepts a rule that means nothing, and whoever it should admit is locked out.
    """
    kind, rules = at(props, "type"), at(props, "rules")
    if not isinstance(kind, str) or kind not in set(FilterType) or not isinstance(rules, list):
        return  # another type is the service's to judge
    for index, rule in enumerate(rules):
        if isinstance(rule, dict):
            yield from _rule(FilterType(kind), index, rule)


def _rule(kind: FilterType, index: int, rule: Props) -> Iterator[str]:
    known = {BRIDGED[key]: value for key, value in rule.items() if key in BRIDGED and value not in (None, "")}
    try:
        wanted(kind, [known])
    except ValidationError as error:
        for problem in problems(error):
            *_, field = problem.location
            if isinstance(field, int) or known.get(field) is not UNKNOWN:
                path = dotted(("rules", index, *(camel(str(part)) for part in problem.location[1:])))
                yield f"{path}: {_text(kind, problem.text)}"


def _text(kind: FilterType, text: str) -> Any:
    if text == "is missing":
        return f"is missing; a rule of type {kind} needs it"
    return OURS.sub(lambda found: camel(found[0]), text)
