"""`TrafficFilter`: a named ruleset, which guards the deployments that it is associated with."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from pulumi import Input, Output, ResourceOptions

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.lifecycle.filters.traffic_filter import TrafficFilterLifecycle
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters import traffic_filter as model
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from pulumi_crosslink.filter_rule import Rule
from pulumi_crosslink.named import NamedProvider
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource


class TrafficFilterProvider(NamedProvider[model.TrafficFilter, model.TrafficFilterState]):
    """The id is the service's."""

    spec = model.TrafficFilter
    state = model.TrafficFilterState
    lifecycle = TrafficFilterLifecycle

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in the name and the platform; tell a deployment's id from the resource id that a rule needs."""
        wanted, problems = super().look_up(olds, news)
        connection = wanted.get("connection")
        if connection is None or isinstance(connection, str):
            try:
                wanted["platform"] = self.session.connections[connection].platform.value
            except ConnectionsError as error:
                return wanted, [*problems, Problem("connection", str(error))]
            with suppress(CrosslinkError):  # a help that a control plane which cannot be asked must not turn into a failure
                problems += self._mistaken(connection, wanted)
        return wanted, problems

    def _mistaken(self, connection: str | None, wanted: Props) -> Iterator[Problem]:
        """Find ids of deployments where those of their Elasticsearch resources belong."""
        rules = wanted.get("rules")
        if wanted.get("type") != FilterType.REMOTE_CLUSTER or not isinstance(rules, Sequence):
            return
        for number, rule in enumerate(rules):
            given = rule.get("remote_cluster_id") if isinstance(rule, dict) else None
            if isinstance(given, str) and (end := self.session.shared(DeploymentDirectory).mistaken(connection, given)):
                text = f"is the id of deployment {end.name}; a rule needs its Elasticsearch resource id, {end.resource_id}"
                yield Problem(f"rules[{number}].remote_cluster_id", text)


class TrafficFilter(NounResource, module=MODULE, name="TrafficFilter"):
    """A named set of rules: who may reach the deployments that it is on, or, as an egress firewall, what they may reach.

    By itself it guards nothing: see `TrafficFilterAttachment` and `TrafficFilterAssociation`.

    :param type: `ip`, `vpce`, `azure_private_endpoint`, `gcp_private_service_connect_endpoint`, `remote_cluster` or `egress_firewall`; a change replaces.
    :param region: the region of the deployments, such as `aws-eu-west-1`; `ece-region` on ECE unless named otherwise; a change replaces.
    :param rules: 1 to 128 rules, in any order; their fields depend on the type, see below. More: `SplitTrafficFilter`.
    :param name: its name in the console; need not be unique. Default: the logical name and seven digits.
    :param description: free text.
    :param include_by_default: whether deployments that are made later in the region get it by themselves; default false.
    :param connection: the name of a connection; default: the default connection.
    :param detach_others: whether its deletion also takes it from deployments that others put it on; default false: it is refused, and they are listed.
    """

    provider = TrafficFilterProvider

    name: Output[str]
    """Its name in the console; unless given `<logical name>-<7 digits>`, which finds it again after a run that was interrupted."""
    type: Output[str]
    """What its rules are about."""
    region: Output[str]
    """The region whose deployments it can guard."""
    ruleset_id: Output[str]
    """The service's id of the ruleset, as other tools take it."""

    def __init__(
        self,
        resource_name: str,
        *,
        type: Input[str],  # noqa: A002 — Elastic's own word
        region: Input[str],
        rules: Input[Sequence[Input[Rule]]],
        name: Input[str] | None = None,
        description: Input[str] | None = None,
        include_by_default: Input[bool] | None = None,
        connection: Input[str] | None = None,
        detach_others: Input[bool] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
