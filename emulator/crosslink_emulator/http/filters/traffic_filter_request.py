"""The body that makes or replaces a ruleset, written down a second time on purpose.  Source: ``TrafficFilterRulesetRequest`` of Elastic Cloud API 3.8.0."""

from typing import Literal

from crosslink_emulator.http.given import Given
from crosslink_emulator.world.state.traffic_filter import Content, Rule


class TrafficFilterEgressRule(Given):
    """Egress detail of a rule."""

    target: str
    protocol: Literal["all", "tcp", "udp"]
    ports: list[int] | None = None


class TrafficFilterRule(Given):
    """One rule; which fields belong to which type of ruleset is not a matter of form."""

    id: str | None = None
    """What a GET gave may be sent back, and is ignored: each write gives the rules new ids."""
    source: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None
    remote_cluster_id: str | None = None
    remote_cluster_org_id: str | None = None
    egress_rule: TrafficFilterEgressRule | None = None
    description: str | None = None

    def rule(self) -> Rule:
        """Return the rule as the world keeps it."""
        return Rule(**self.model_dump(exclude_none=True, exclude={"id"}))


class TrafficFilterRulesetRequest(Given):
    """All of a ruleset but what it is attached to."""

    name: str
    type: str
    include_by_default: bool
    region: str
    rules: list[TrafficFilterRule]
    description: str | None = None

    def content(self) -> Content:
        """Return it as the world keeps it."""
        return Content(**self.model_dump(exclude={"rules"}), rules=tuple(rule.rule() for rule in self.rules))
