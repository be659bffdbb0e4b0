"""`ExternalTrust`: a deployment of an ECE environment trusts clusters of another environment."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from pulumi import Input, Output, ResourceOptions

from crosslink_core.lifecycle.trust.external_trust import ExternalTrustLifecycle
from crosslink_core.lifecycle.trust.trust_relationships import Relationships
from crosslink_core.model import CrosslinkError
from crosslink_core.model.identifier import RELATIONSHIP_ID
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from crosslink_core.model.trust import external_trust as model
from pulumi_crosslink.deployment import End
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider
from pulumi_crosslink.trust import TrustProvider

MISSING: Final = "is no trust relationship of the deployment's environment, which it needs first; declare a TrustRelationship on both platforms"


class ExternalTrustProvider(TrustProvider[model.ExternalTrust, model.ExternalTrustState], SlotProvider[model.ExternalTrust, model.ExternalTrustState]):
    """The id is `<deployment>/<ref>/external/<relationship id>`."""

    spec = model.ExternalTrust
    state = model.ExternalTrustState
    lifecycle = ExternalTrustLifecycle

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts; refuse a relationship that is not there: the engine would remove the old entry before a refusal of the new one."""
        wanted, problems = super().look_up(olds, news)
        if not problems and self._is_missing(wanted, olds.get("trust_relationship_id")):
            problems = [Problem("trust_relationship_id", MISSING)]
        return wanted, problems

    def _is_missing(self, wanted: Props, known: object) -> bool:
        """Whether an id that is new and well formed is none of the environment's."""
        id_, deployment = wanted.get("trust_relationship_id"), wanted.get("deployment")
        if not isinstance(id_, str) or id_ == known or not re.fullmatch(RELATIONSHIP_ID, id_) or not isinstance(deployment, dict):
            return False
        if not isinstance(deployment.get("connection"), str | None):  # not known yet
            return False
        known, connection = self.session.shared(Relationships), deployment.get("connection")
        with suppress(CrosslinkError):  # a control plane that cannot be asked, or that has none: the lifecycle reports that
            return id_ not in known.first(connection) and id_ not in known.recent(connection)
        return False


class ExternalTrust(NounResource, module=MODULE, name="ExternalTrust"):
    """A deployment accepts the certificates of clusters of another ECE environment, which the platform must know by a `TrustRelationship`.

    Entries that others made stay as they are.  The other side must do the same.

    :param deployment: the deployment that trusts: its id, or a `Deployment`.
    :param trust_relationship_id: the id of a `TrustRelationship` of its environment.
    :param trust_allowlist: the Elasticsearch resource ids of the clusters to trust; not deployment ids.
    :param trust_all: whether every cluster of the other environment is trusted, those made later too; default false.
    :param plan_timeout_s: how long to wait for the plan that brings it to the nodes, in seconds; default 1800.
    """

    provider = ExternalTrustProvider

    trust_relationship_id: Output[str]
    """The platform's trust relationship with the other environment."""
    name: Output[str]
    """The relationship's name."""
    applied: Output[bool]
    """Whether the plan that brings it to the nodes has ended."""
    reason: Output[str]
    """What it waits for; empty when it is applied."""

    def __init__(
        self,
        resource_name: str,
        *,
        deployment: End,
        trust_relationship_id: Input[str],
        trust_allowlist: Input[Sequence[Input[str]]] | None = None,
        trust_all: Input[bool] | None = None,
        plan_timeout_s: Input[float] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
