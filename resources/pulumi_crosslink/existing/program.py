"""The Python program that declares what was found."""

import re
from collections.abc import Collection, Mapping, Sequence
from keyword import iskeyword

from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment
from pulumi_crosslink.existing.found import Existing, Ref

Key = tuple[str, str]
"""What has a variable: its kind and its id, because a cluster may be called as a deployment's id is."""


def program(found: Sequence[Existing]) -> str:
    """Write it: a variable for each end and each object that another one names, then a call for each object."""
    ends = {_key(end): end for item in found for end in item.arguments.values() if isinstance(end, Deployment | Cluster)}
    named = {_key(ref) for item in found for ref in item.arguments.values() if isinstance(ref, Ref)}
    deployments = {key: end for key, end in ends.items() if isinstance(end, Deployment)}
    clusters = {key: end for key, end in ends.items() if isinstance(end, Cluster)}
    variables: dict[Key, str] = {}
    for key, name, kind, more in (
        *((key, item.name, "deployment", item.id[:8]) for key, item in deployments.items()),
        *((key, item.cluster, "cluster", "cluster") for key, item in clusters.items()),
        *((key, item.name, "traffic_filter", item.id[:8]) for item in found if (key := _key(Ref(item.id))) in named),
    ):
        variables[key] = _variable(name or "", kind, more, variables.values())
    classes = sorted({*(type(end).__name__ for end in ends.values()), *(item.resource for item in found)})
    blocks = (
        ['"""Written by `crosslink import`: what exists already."""'],
        [f"from pulumi_crosslink import {', '.join(classes)}"] if classes else [],
        [f"{variables[key]} = {_end(end)}" for key, end in (deployments | clusters).items()],
        [_call(item, variables) for item in found],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _key(item: End | Ref) -> Key:
    return type(item).__name__, item.id


def _variable(name: str, kind: str, more: str, taken: Collection[str]) -> str:
    """A name that Python takes, and that nothing else has."""
    variable = re.sub(r"[^a-zA-Z0-9_]", "_", name).lower().lstrip("0123456789_")
    variable = variable if variable.isidentifier() and not iskeyword(variable) else f"{kind}_{variable}"
    while variable in taken:
        variable = f"{variable}_{more}"
    return variable


def _end(end: End) -> str:
    return f"Cluster({end.cluster!r})" if isinstance(end, Cluster) else f"Deployment(deployment_id={end.deployment_id!r}, connection={end.connection!r})"


def _call(item: Existing, variables: Mapping[Key, str]) -> str:
    variable = variables.get(_key(Ref(item.id)))
    assigned = f"{variable} = " if variable else ""
    return f"{assigned}{item.resource}({item.name!r}, {', '.join(f'{key}={_code(value, variables)}' for key, value in item.arguments.items())})"


def _code(value: object, variables: Mapping[Key, str]) -> str:
    if isinstance(value, Deployment | Cluster | Ref):
        return variables.get(_key(value), repr(value.id))
    return repr(value)
