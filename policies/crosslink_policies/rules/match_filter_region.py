"""``match-filter-region``.  Source: Elastic's pages on network security; our digest's P30 and P36."""

import re
from collections.abc import Iterator
from typing import Final

from crosslink_core.model.deployments.deployment import Platform
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.token import TRAFFIC_FILTER_ASSOCIATION
from crosslink_policies.filters import FILTERS
from crosslink_policies.plain import Props, at, label
from crosslink_policies.rule import Limits, ResourceRule, Severity

HOMES: Final = {
    FilterType.VPCE: ("AWS", re.compile(r"aws-.+|[a-z]{2}(-gov)?-[a-z]+-\d+")),  # the oldest have no prefix: us-east-1
    FilterType.AZURE_PRIVATE_ENDPOINT: ("Azure", re.compile(r"azure-.+")),
    FilterType.GCP_PRIVATE_SERVICE_CONNECT_ENDPOINT: ("Google Cloud", re.compile(r"gcp-.+")),
}
"""The cloud that a type is for, and what its regions are called."""
OF_ECE: Final = (FilterType.IP, FilterType.REMOTE_CLUSTER)


def match_filter_region(props: Props, _limits: Limits) -> Iterator[str]:
    """A traffic filter guards deployments of its own region, and its type exists there.

    Why: the service attaches it nowhere else, and says so only after other changes have been made.
    """
    yield from _association(props)
    kind, region = at(props, "type"), at(props, "region")
    if at(props, "platform") == Platform.ECE:
        if isinstance(kind, str) and kind not in OF_ECE:
            yield f"type: {kind} does not exist on ECE, which has {' and '.join(OF_ECE)}; choose one of the two"
    elif isinstance(region, str) and isinstance(kind, str) and kind in HOMES:
        cloud, regions = HOMES[FilterType(kind)]
        if not regions.fullmatch(region):
            yield f"region: {region} is no region of {cloud}, and a filter of type {kind} exists there alone; choose another region or type"


def _association(props: Props) -> Iterator[str]:
    here, there = at(props, "traffic_filter", "region"), at(props, "deployment", "region")
    if isinstance(here, str) and isinstance(there, str) and here != there:
        name = found if isinstance(found := at(props, "traffic_filter", "name"), str) else "this filter"
        yield f"traffic_filter.region: {name} is for {here}, but {label(props, 'deployment')} is in {there}; make a filter in {there} for it"


MATCH_FILTER_REGION: Final = ResourceRule(
    name="match-filter-region",
    check=match_filter_region,
    severity=Severity.HIGH,
    tokens=(*FILTERS, TRAFFIC_FILTER_ASSOCIATION),
    limits=Limits,
)
