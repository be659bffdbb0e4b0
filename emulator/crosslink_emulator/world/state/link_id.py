"""An endpoint of a private link that an organization has claimed, so that no other can use its id.

Source: ``TrafficFilterClaimedLinkIdInfo`` of Elastic Cloud API 3.8.0; the documentation on claiming.
"""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from crosslink_emulator.world import Problem
from crosslink_emulator.world.state.traffic_filter import Rule
from crosslink_emulator.world.state.traffic_filter_rule import TYPES, Provider, provider_of, rule_problems

FILTERS: dict[Provider, str] = {"aws": "vpce", "azure": "azure_private_endpoint", "gcp": "gcp_private_service_connect_endpoint"}
"""The type of ruleset that names a provider's endpoints in the same form."""


NO_LINKS_PROBLEM = "there are no private links in region {region}"
"""GUESS: ECE has the operations, and refuses every endpoint, because it has no private links that it could know."""


class LinkId(BaseModel):
    """A claim.  None is absent, and is not shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: str
    link_id: str | None = None
    """AWS and GCP."""
    azure_endpoint_name: str | None = None
    azure_endpoint_guid: str | None = None

    @property
    def endpoint(self) -> tuple[str, str]:
        """What a claim is about.  GUESS: the region is part of it, and on Azure the GUID alone counts, in any case of letters."""
        return self.region, (self.link_id or self.azure_endpoint_guid or "").lower()


def link_id_problems(platform: str, wanted: LinkId) -> Iterator[Problem]:
    """Yield what is wrong with the form."""
    provider = provider_of(wanted.region) if platform == "ech" else None
    if provider is None:
        yield "region", NO_LINKS_PROBLEM.format(region=wanted.region)
        return
    rule = Rule(source=wanted.link_id, azure_endpoint_name=wanted.azure_endpoint_name, azure_endpoint_guid=wanted.azure_endpoint_guid)
    for field, problem in rule_problems(TYPES[FILTERS[provider]], rule):
        yield "link_id" if field == "source" else field, problem
