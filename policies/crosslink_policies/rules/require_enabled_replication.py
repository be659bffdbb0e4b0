"""``require-enabled-replication``.  Source: Elastic's pages on remote clusters, "Enable CCR"; our digest's P13."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_core.model.token import CROSS_CLUSTER_ENABLEMENT
from crosslink_policies.links import LINKS, ends
from crosslink_policies.plain import at, known, may_equal, name_of
from crosslink_policies.rule import Limits, Resource, Severity, StackRule
from crosslink_policies.trusts import TRUSTS


def require_enabled_replication(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """A deployment that is linked has its cross-cluster features enabled.

    Why: deployments made before February 2021 (ECH) or ECE 2.9.0 lack them, and refuse links and trust.
    """
    enabled = [at(one.props, "deployment", "deployment_id") for one in resources if one.token == CROSS_CLUSTER_ENABLEMENT]
    said = set()
    for resource, key, end in sorted(ends(resources), key=lambda one: one[0].token not in LINKS):  # the link says more than the trust that it needs
        deployment_id = end.get("deployment_id")
        lacks = end.get("ccr") is False and not any(may_equal(deployment_id, one) for one in enabled)
        place = known(end, "deployment_id") or (resource.urn, key)
        if lacks and place not in said:
            said.add(place)
            yield (
                resource,
                f"{key}: {name_of(end)} lacks cross-cluster features, as deployments made before February 2021 (ECH) or ECE 2.9.0 do;"
                " add a CrossClusterEnablement for it",
            )


REQUIRE_ENABLED_REPLICATION: Final = StackRule(
    name="require-enabled-replication",
    check=require_enabled_replication,
    severity=Severity.HIGH,
    tokens=(*LINKS, *TRUSTS, CROSS_CLUSTER_ENABLEMENT),
    limits=Limits,
)
