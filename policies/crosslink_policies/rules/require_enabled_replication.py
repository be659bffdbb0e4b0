"""``require-enabled-replication``.  Source: Elastic's pages on remote clusters, "Enable CCR"; our digest's P13."""

from collections.abc import Iterator, Sequence

from crosslink_core.links.trust_facts import text
from crosslink_core.links.trust_rules import equal
from crosslink_core.model.token import CROSS_CLUSTER_ENABLEMENT
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.links import LINKS, ends
from crosslink_policies.plain import at, known, name_of
from crosslink_policies.trusts import TRUSTS


@StackRule.of(severity=Severity.HIGH, tokens=(*LINKS, *TRUSTS, CROSS_CLUSTER_ENABLEMENT))
def require_enabled_replication(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """A linked deployment has its cross-cluster features enabled.

    Why: deployments made before February 2021 (ECH) or ECE 2.9.0 lack them, and refuse links and trust.
    """
    enabled = [text(at(resource.props, "deployment", "deployment_id")) for resource in resources if resource.token == CROSS_CLUSTER_ENABLEMENT]
    reported = set()
    for resource, end in sorted(ends(resources), key=lambda pair: pair[0].token not in LINKS):  # links first: they say more than the trust that they need
        deployment_id = text(end.facts.get("deployment_id"))
        lacks = end.facts.get("ccr") is False and all(equal(deployment_id, id_) is False for id_ in enabled)
        place = known(end.facts, "deployment_id") or (resource.urn, end.path)
        if lacks and place not in reported:
            reported.add(place)
            yield (
                resource,
                f"{end.path}: {name_of(end.facts)} lacks cross-cluster features, as deployments made before February 2021 (ECH) or ECE 2.9.0 do;"
                " add a CrossClusterEnablement for it",
            )
