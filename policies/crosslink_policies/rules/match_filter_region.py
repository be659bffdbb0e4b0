"""``match-filter-region``.  Source: Elastic's pages on network security; our digest's P30 and P36."""

import re
from collections.abc import Iterator
from typing import Final

from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.token import TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import Props, at, known, label

HOMES: Final = {
    FilterType.VPCE: ("AWS", re.compile(r"aws-.+|[a-z]{2}(-gov)?-[a-z]+-\d+")),  # the oldest have no prefix: us-east-1
    FilterType.AZURE_PRIVATE_ENDPOINT: ("Azure", re.compile(r"azure-.+")),
    FilterType.GCP_PRIVATE_SERVICE_CONNECT_ENDPOINT: ("Google Cloud", re.compile(r"gcp-.+")),
}
"""The cloud provider that a type is for, and what its regions are called."""
OF_ECE: Final = (FilterType.IP, FilterType.REMOTE_CLUSTER)


@ResourceRule.of(severity=Severity.HIGH, tokens=(*FILTERS, TRAFFIC_FILTER_ASSOCIATION))
def match_filter_region(props: Props, _limits: Limits) -> Iterator[str]:
    """A traffic filter is in the region of the deployments that it guards, and its type exists there.

    Why: the service refuses any other association, but only after other changes have been made.
    """
    yield from _association(props)
    kind, region = at(props, "type"), at(props, "region")
    if at(props, "platform") == Platform.ECE:
        if isinstance(kind, str) and kind not in OF_ECE:
            yield f"type: ECE has no filters of type {kind}; choose {' or '.join(OF_ECE)}"
    elif isinstance(region, str) and isinstance(kind, str) and kind in HOMES:
        cloud, regions = HOMES[FilterType(kind)]
        if not regions.fullmatch(region):
            yield f"region: {region} is not a region of {cloud}, and filters of type {kind} exist only there; choose another region or type"


def _association(props: Props) -> Iterator[str]:
    here, there = at(props, "traffic_filter", "region"), at(props, "deployment", "region")
    if isinstance(here, str) and isinstance(there, str) and here != there:
        name = known(props, "traffic_filter", "name") or "this filter"
        yield f"traffic_filter.region: {name} is in {here}, but {label(props, 'deployment')} is in {there}; create a filter in {there} for it"
