"""``no-duplicate-alias``.  Source: schema `RemoteResourceRef`: in a deployment's remote list the alias is the key, as in a cluster's settings."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from crosslink_core.model.deployments.end import is_cluster
from crosslink_policies.links import LINKS, same_place
from crosslink_policies.plain import UNKNOWN, at, label
from crosslink_policies.rule import Limits, Resource, Severity, StackRule


def no_duplicate_alias(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No two links of a local cluster share an alias.

    Why: an alias is one place on the server, whether the deployment's list or the cluster's settings name it; each
    `pulumi up` would make one link overwrite the other.
    """
    first: dict[tuple[object, ...], list[Resource]] = {}
    for resource in sorted(resources, key=lambda one: one.urn):  # the engine's own order differs from run to run
        place = *_, alias = *_holder(at(resource.props, "local")), at(resource.props, "alias")
        ref = at(resource.props, "local", "ref_id")
        if UNKNOWN in (*place, ref) or None in place:
            continue
        here = first.setdefault(place, [])
        other = next((one for one in here if same_place(at(one.props, "local", "ref_id"), ref)), None)
        if other:
            yield (
                resource,
                f"alias: {alias} on {label(resource.props, 'local')} is already the alias of {other.name}; choose another alias or drop one of the two",
            )
        else:
            here.append(resource)


def _holder(local: Any) -> tuple[str, Any]:
    """A deployment's id, or a cluster's name: a name may look like an id."""
    key = "cluster" if isinstance(local, dict) and is_cluster(local) else "deployment_id"
    return key, at({"local": local}, "local", key)


NO_DUPLICATE_ALIAS: Final = StackRule(
    name="no-duplicate-alias",
    check=no_duplicate_alias,
    severity=Severity.HIGH,
    tokens=LINKS,
    limits=Limits,
)
