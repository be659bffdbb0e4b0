"""``match-cluster-id``.  Source: our digest's P12: clusters are known by their Elasticsearch resource ids, which look like deployment ids."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from crosslink_core.links.trust_rules import Missing
from crosslink_core.model.identifier import CLUSTER_UUID
from crosslink_core.model.token import BRIDGED_DEPLOYMENT
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.filters import FILTERS, fields
from crosslink_policies.links import ENDS, ends
from crosslink_policies.plain import Props, known, name_of
from crosslink_policies.trusts import entries

WHAT: Final = "an Elasticsearch resource id"


@StackRule.of(severity=Severity.HIGH, tokens=(*ENDS, *FILTERS, BRIDGED_DEPLOYMENT))
def match_cluster_id(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """Trust lists and traffic filters name a cluster by its Elasticsearch resource id.

    Why: the service accepts a deployment's id, which looks alike, and then no cluster is let in.
    """
    deployments: dict[str, Props] = {}
    clusters = set()
    for _, end in ends(resources):
        clusters.add(end.peer.resource_id)
        if (deployment_id := known(end.facts, "deployment_id")) and not known(deployments.get(deployment_id, {}), "resource_id"):
            deployments[deployment_id] = end.facts
    for resource, path, value in _ids(resources):
        if not isinstance(value, str) or value in clusters:
            continue
        if value in deployments:
            right = known(deployments[value], "resource_id")
            yield (
                resource,
                f"{path}: {value} is the deployment {_name(deployments[value])}; take {f'its Elasticsearch resource id, {right}' if right else WHAT}",
            )
        elif CLUSTER_UUID.fullmatch(value) and resource.token not in FILTERS:  # of filters, match-rule-to-filter-type says it
            yield resource, f"{path}: {value} is a cluster_uuid, as Elasticsearch itself reports it; take {WHAT} (Copy cluster ID in the console)"


def _ids(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str, Any]]:
    for declared in entries(resources):
        yield from ((declared.resource, declared.paths[Missing.ALLOWLIST], value) for value in declared.entry.allowlist)
    for resource in sorted(resources, key=lambda resource: resource.urn):
        if resource.token in FILTERS:
            yield from ((resource, path, value) for path, value in fields(resource.props, "remote_cluster_id"))


def _name(end: Props) -> str:
    return known(end, "name") or name_of(end)
