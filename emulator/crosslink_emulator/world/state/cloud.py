"""One cloud: a hosted organization or an ECE environment, with its keys, deployments and traffic filters."""

import hmac
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.errors.refusal import UnauthenticatedError, UnauthorizedError
from crosslink_emulator.world.state.deployment import Deployment
from crosslink_emulator.world.state.elasticsearch import Elasticsearch
from crosslink_emulator.world.state.traffic_filter import TrafficFilter
from crosslink_emulator.world.state.traffic_filter_rule import LinkId
from crosslink_emulator.world.state.trust import TrustRelationship

PROVIDER_DOMAINS = {"aws": "aws.found.io", "gcp": "gcp.cloud.es.io", "azure": "azure.elastic-cloud.com"}
"""Domain below the region, by provider.  GUESS for GCP and Azure; for AWS it is in real replies."""

SCHEME = "ApiKey "
"""The only form of the Authorization header that the hosted service documents."""


class Cloud(BaseModel):
    """A control plane and what it controls."""

    model_config = ConfigDict(extra="forbid")

    name: str
    platform: Literal["ech", "ece"]
    organization: str
    """Id of the organization, or of the ECE environment."""
    domain: str | None
    """ECE: the domain of all endpoints."""
    api_keys: dict[str, str]
    read_only_keys: dict[str, str]
    deployments: dict[str, Deployment]
    traffic_filters: dict[str, TrafficFilter] = {}
    """By id, oldest first; older state files have none."""
    claimed_link_ids: tuple[LinkId, ...] = ()
    trust_relationships: dict[str, TrustRelationship] = {}
    """ECE: by id, oldest first, without the local one; older state files have none."""

    def authenticate(self, authorization: str | None, *, writing: bool) -> None:
        """Raise unless the header carries one of this cloud's keys, and one that may write where the operation writes."""
        if authorization is None or not authorization.startswith(SCHEME):
            raise UnauthenticatedError
        key = authorization.removeprefix(SCHEME)
        if _among(key, self.api_keys):
            return
        if not _among(key, self.read_only_keys):
            raise UnauthenticatedError
        if writing:
            raise UnauthorizedError

    def find(self, deployment_id: str) -> Deployment | None:
        """Return the deployment with this id, if it is here."""
        return next((deployment for deployment in self.deployments.values() if deployment.id == deployment_id), None)

    @property
    def regions(self) -> frozenset[str]:
        """The regions that deployments are in."""
        return frozenset(deployment.region for deployment in self.deployments.values())

    def filters_of(self, deployment_id: str) -> tuple[TrafficFilter, ...]:
        """Return the rulesets that guard a deployment."""
        return tuple(ruleset for ruleset in self.traffic_filters.values() if ruleset.association(deployment_id) is not None)

    def rulesets_of(self, deployment_id: str) -> tuple[str, ...]:
        """Return the ids of those whose association may be seen."""
        found = ((ruleset.id, ruleset.association(deployment_id)) for ruleset in self.traffic_filters.values())
        return tuple(ruleset_id for ruleset_id, association in found if association is not None and not association.hidden)

    def endpoint(self, deployment: Deployment) -> str:
        """Return the host name of a deployment's Elasticsearch."""
        if self.domain is not None:
            return f"{deployment.resource_id}.{self.domain}"
        provider, dash, rest = deployment.region.partition("-")
        if not dash or provider not in PROVIDER_DOMAINS:
            provider, rest = "aws", deployment.region  # the oldest AWS regions have no prefix: us-east-1
        return f"{deployment.resource_id}.{rest}.{PROVIDER_DOMAINS[provider]}"


def _among(key: str, keys: dict[str, str]) -> bool:
    return any(hmac.compare_digest(key.encode(), known.encode()) for known in keys.values())


class End(NamedTuple):
    """A deployment with its cloud, or a named cluster, which is in none."""

    cloud: Cloud | None
    elasticsearch: Elasticsearch
