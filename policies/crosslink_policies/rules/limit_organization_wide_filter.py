"""``limit-organization-wide-filter``.  Source: Elastic's page on remote cluster filters; our digest's P37."""

from collections.abc import Iterator
from typing import Final

from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_policies import Limits, ResourceRule, Severity
from crosslink_policies.filters import FILTERS, camel, fields, may_be
from crosslink_policies.plain import UNKNOWN, Props

ORGANIZATION: Final = "remote_cluster_org_id"


class OrganizationLimits(Limits):
    """What may be changed about the rule."""

    organizations: tuple[str, ...] = ()
    """Ids of organizations and ECE environments of which every cluster may be admitted."""


@ResourceRule.of(severity=Severity.MEDIUM, tokens=FILTERS, limits=OrganizationLimits)
def limit_organization_wide_filter(props: Props, limits: OrganizationLimits) -> Iterator[str]:
    """A traffic filter admits single clusters, and whole organizations only where that is agreed.

    Why: a rule with both ids admits whoever matches either, so an organization's id beside a cluster's admits its other clusters too.
    """
    if not may_be(props, FilterType.REMOTE_CLUSTER):
        return
    clusters = [value for _, value in fields(props, "remote_cluster_id")]
    for (path, organization), cluster in zip(fields(props, ORGANIZATION), clusters, strict=True):
        if organization is UNKNOWN or not organization or organization in limits.organizations:
            continue
        beside = ", not only the one beside it, because either id is enough" if cluster else ""
        remedy = "use TrafficFilter of crosslink, which needs no organization," if path.endswith(camel(ORGANIZATION)) else "give only remote_cluster_id,"
        yield f"{path}: {organization} admits every cluster of that organization{beside}; {remedy} or list it in organizations"
