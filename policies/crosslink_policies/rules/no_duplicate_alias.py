"""``no-duplicate-alias``.  Source: schema `RemoteResourceRef`: in a deployment's remote list the alias is the key."""

from collections.abc import Iterator, Sequence
from typing import Final

from crosslink_core.model.token import REMOTE_CLUSTER
from crosslink_policies.plain import UNKNOWN, at, label
from crosslink_policies.rule import Limits, Resource, Severity, StackRule


def no_duplicate_alias(resources: Sequence[Resource], _limits: Limits) -> Iterator[tuple[Resource, str]]:
    """No two links of a local deployment share an alias.

    Why: an alias is one place on the server; each `pulumi up` would make one link overwrite the other.
    """
    first: dict[tuple[object, ...], Resource] = {}
    for resource in sorted(resources, key=lambda one: one.urn):  # the engine's own order differs from run to run
        place = tuple(at(resource.props, *path) for path in (("local", "deployment_id"), ("local", "ref_id"), ("alias",)))
        if UNKNOWN in place or None in (place[0], place[2]):
            continue
        other = first.setdefault(place, resource)
        if other is not resource:
            yield (
                resource,
                f"alias: {place[-1]} on {label(resource.props, 'local')} is already the alias of {other.name}; choose another alias or drop one of the two",
            )


NO_DUPLICATE_ALIAS: Final = StackRule(
    name="no-duplicate-alias",
    check=no_duplicate_alias,
    severity=Severity.HIGH,
    tokens=(REMOTE_CLUSTER,),
    limits=Limits,
)
