"""A traffic filter: a ruleset, which limits access to the deployments that it is associated with.

Source: schemas `TrafficFilterRulesetRequest` and `TrafficFilterRulesetInfo`.
"""

from typing import Annotated, Any, Final

from pydantic import Field, SerializeAsAny, ValidationInfo, field_validator

from crosslink_core.model import Spec
from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.filter_rule import Description, FilterRule, FilterType, WantedRule, meaning, wanted
from crosslink_core.model.identifier import REGION

MOST_RULES: Final = 128
"""The most rules of a ruleset, on ECH and ECE (P31)."""

MOST_RULESETS: Final = {Platform.ECH: 1024, Platform.ECE: 512}
"""The most rulesets of an organization or ECE environment (P31)."""


class TrafficFilter(Spec):
    """The inputs."""

    type: FilterType
    region: Annotated[str, Field(pattern=REGION)]
    """The region of its deployments: a ruleset attaches only there (P30)."""
    rules: tuple[SerializeAsAny[WantedRule], ...]
    """Their order means nothing."""
    name: Annotated[str, Field(min_length=1)]
    """The service takes the same name twice."""
    description: Description = None
    include_by_default: bool = False
    """Whether deployments that are created later in the region get it automatically."""
    connection: str | None = None
    platform: Platform | None = None
    """A fact: the platform of the connection."""
    detach_others: bool = False
    """Whether its deletion also detaches it from deployments that this stack did not attach it to."""

    @field_validator("rules", mode="before")
    @classmethod
    def _of_its_type(cls, rules: Any, info: ValidationInfo) -> Any:
        """Validate the rules by the type; while that is wrong or not known, they cannot be validated."""
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
        meanings = [meaning(rule) for rule in rules]  # with the description: people have a source twice, for two reasons
        if (twice := next((n for n, found in enumerate(meanings) if found in meanings[:n]), None)) is not None:
            raise ValueError(f"has the same rule at [{meanings.index(meanings[twice])}] and at [{twice}]; remove either")
        return rules


class TrafficFilterState(Spec):
    """The outputs: a ruleset as the service has it, which may have values that crosslink refuses as inputs."""

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
