"""A traffic filter: a ruleset, which guards the deployments that it is associated with.

Source: schemas `TrafficFilterRulesetRequest` and `TrafficFilterRulesetInfo`.
"""

from typing import Annotated, Any, Final

from pydantic import Field, SerializeAsAny, ValidationInfo, field_validator

from crosslink_core.model import Spec
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.filter_rule import Description, FilterRule, FilterType, WantedRule, wanted
from crosslink_core.model.identifier import REGION

MOST_RULES: Final = 128
"""Rules of one ruleset, on ECH and ECE (P31)."""

MOST_RULESETS: Final = {Platform.ECH: 1024, Platform.ECE: 512}
"""Rulesets of one organization or ECE environment (P31)."""


class TrafficFilter(Spec):
    """What is wanted: a ruleset."""

    type: FilterType
    region: Annotated[str, Field(pattern=REGION)]
    """Where its deployments are: a ruleset attaches only there (P30)."""
    rules: tuple[SerializeAsAny[WantedRule], ...]
    """Their order means nothing."""
    name: Annotated[str, Field(min_length=1)]
    """Need not be unique on the service."""
    description: Description = None
    include_by_default: bool = False
    """Whether deployments made later in the region get it by themselves."""
    connection: str | None = None
    platform: Platform | None = None
    """A fact: that of the connection."""
    detach_others: bool = False
    """Whether its deletion also takes it from deployments that this stack did not attach it to."""

    @field_validator("rules", mode="before")
    @classmethod
    def _of_its_type(cls, rules: Any, info: ValidationInfo) -> Any:
        """A rule's fields depend on the type; while that is wrong or not known, nothing can be said of them."""
        kind = info.data.get("type")
        return () if kind is None else wanted(kind, rules)

    @field_validator("rules")
    @classmethod
    def _countable(cls, rules: tuple[WantedRule, ...], info: ValidationInfo) -> tuple[WantedRule, ...]:
        if not rules and info.data.get("type") is not None:
            msg = "must hold at least 1 rule"
            raise ValueError(msg)
        if len(rules) > MOST_RULES:
            msg = f"holds {len(rules)} rules, but a ruleset takes {MOST_RULES}; spread them over several with SplitTrafficFilter"
            raise ValueError(msg)
        plain = [rule.model_dump(exclude={"description"}) for rule in rules]
        if (twice := next((n for n, rule in enumerate(plain) if rule in plain[:n]), None)) is not None:
            msg = f"says the same at [{plain.index(plain[twice])}] and at [{twice}]; drop one of the two"
            raise ValueError(msg)
        return rules


class TrafficFilterState(Spec):
    """What there is: a ruleset as the service has it, which need not be one that we would write."""

    type: str
    region: str
    rules: tuple[FilterRule, ...]
    """Without the ids that the service gives them: they change with every update."""
    name: str
    description: Description = None
    include_by_default: bool = False
    connection: str | None = None
    platform: Platform | None = None
    detach_others: bool = False
    ruleset_id: str = ""
    """The service's id."""

    @property
    def id(self) -> str:
        """The service's id."""
        return self.ruleset_id
