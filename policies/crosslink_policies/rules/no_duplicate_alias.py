"""``no-duplicate-alias``.  Source: schema `RemoteResourceRef`: in a deployment's remote list the alias is the key, as in a cluster's settings."""

from collections.abc import Iterator, Sequence
from typing import Any

from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.deployments.deployment import MAIN
from crosslink_policies import Limits, Resource, Severity, StackRule
from crosslink_policies.links import LINKS
from crosslink_policies.plain import UNKNOWN, at, label


@StackRule.of(severity=Severity.HIGH, tokens=LINKS)
def no_duplicate_alias(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No two links of a local cluster share an alias.

    Why: an alias is one place on the server, whether it is in the deployment's list or in the cluster's settings; with each
    `pulumi up` one link would overwrite the other.
    """
    first: dict[tuple[object, ...], list[Resource]] = {}
    for resource in sorted(resources, key=lambda resource: resource.urn):  # the engine's own order differs from run to run
        place = *_, alias = *_holder(at(resource.props, "local")), at(resource.props, "alias")
        ref = at(resource.props, "local", "ref_id")
        if UNKNOWN in (*place, ref) or None in place:
            continue
        here = first.setdefault(place, [])
        other = next((link for link in here if _is_same(at(link.props, "local", "ref_id"), ref)), None)
        if other:
            yield (
                resource,
                f"alias: {alias} on {label(resource.props, 'local')} is already the alias of {other.name}; choose another alias or remove one of the two",
            )
        else:
            here.append(resource)


def _is_same(ref: Any, other: Any) -> bool:
    """Whether two ref ids mean the same resource: a deployment has one, so a missing one means it, too."""
    return UNKNOWN not in (ref, other) and (ref == other or not {ref, other}.isdisjoint({None, MAIN}))


def _holder(local: Any) -> tuple[str, Any]:
    """A deployment's id, or a cluster's name: a name may look like an id."""
    key = "cluster" if isinstance(local, dict) and is_cluster(local) else "deployment_id"
    return key, at({"local": local}, "local", key)
