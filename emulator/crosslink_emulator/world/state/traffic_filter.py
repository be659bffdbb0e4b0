"""A traffic filter ruleset with its rules and associations: what is stored about it.

Source: ``TrafficFilterRulesetInfo``, ``TrafficFilterRule`` and ``TrafficFilterEgressRule`` of Elastic Cloud API 3.8.0.
"""

from typing import Literal

from crosslink_emulator.world import Value, identifier

ENTITY_TYPE = "deployment"
"""What a ruleset is attached to.  GUESS: ``cluster``, which the specification mentions too, is refused; no known client uses it."""


class EgressRule(Value):
    """Where a deployment may connect to."""

    target: str
    protocol: Literal["all", "tcp", "udp"]
    ports: tuple[int, ...] | None = None


class Rule(Value):
    """One rule; which fields it has depends on the type of its ruleset.  None is absent, and is not shown."""

    source: str | None = None
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None
    remote_cluster_id: str | None = None
    """Id of an Elasticsearch resource, not of a deployment."""
    remote_cluster_org_id: str | None = None
    """Id of an organization, or of an ECE environment."""
    egress_rule: EgressRule | None = None
    description: str | None = None


class Association(Value):
    """A deployment that a ruleset is attached to."""

    deployment_id: str
    hidden: bool = False
    """No key sees it: it is counted in ``total_associations`` and listed nowhere."""


class Content(Value):
    """What a write says about a ruleset, all of it at once."""

    name: str
    """Several rulesets may have the same one."""
    type: str
    include_by_default: bool
    region: str
    rules: tuple[Rule, ...]
    description: str | None = None


class TrafficFilter(Content):
    """A ruleset.  It never changes: a write puts another one in its place."""

    id: str
    revision: int = 1
    """Counts the writes, because each gives the rules new ids."""
    associations: tuple[Association, ...] = ()

    def rule_id(self, index: int) -> str:
        """Return the id of one of the rules."""
        return identifier("rule", self.id, self.revision, index)

    def association(self, deployment_id: str) -> Association | None:
        """Return the association with this deployment, if there is one."""
        return next((association for association in self.associations if association.deployment_id == deployment_id), None)
