"""What exists already: as Pulumi's import file, and as the program that matches it.

`pulumi import` cannot read a dynamic resource by its id, but since 3.254 its file may carry inputs and outputs, and
then reads nothing.  A noun joins with one function in `NOUNS`.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Final
from uuid import uuid4

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider

from crosslink_core.connections import Connections
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployment import DeploymentDirectory
from crosslink_core.lifecycle.remote_cluster import RemoteClusterLifecycle
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.remote_cluster import RemoteCluster
from crosslink_core.model.token import REMOTE_CLUSTER
from pulumi_crosslink.provider import CLAIM
from pulumi_crosslink.remote_cluster import RemoteClusterProvider


@dataclass(frozen=True)
class Existing:
    """One object that exists, as a resource would hold it."""

    type: str
    name: str
    """The logical name: `<local>--<alias>`, as a topology calls it."""
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    resource: str
    """The class that declares it."""
    arguments: Mapping[str, object]
    """What the class is called with; a deployment stands for its variable."""


def remote_clusters(connections: Connections, deployments: Sequence[Deployment], tell: Tell) -> Iterator[Existing]:
    """Yield every remote cluster of the deployments whose other end the connection sees."""
    life, directory = RemoteClusterLifecycle(connections, tell), DeploymentDirectory(connections)
    found = [state for local in deployments for state in life.existing(local)]
    known = {one.deployment_id: one for one in deployments}
    ends = {(state.local.connection, state.remote.deployment_id) for state in found} - {(one.connection, one.deployment_id) for one in deployments}
    answers = directory.answers(sorted(ends, key=str)) | known
    provider = {PROVIDER_KEY: serialize_provider(RemoteClusterProvider())}
    for state in found:
        remote = answers[state.remote.deployment_id]
        if not isinstance(remote, Deployment):
            tell.warn(f"left out {state.id}: {remote}")
            continue
        whole = state.model_copy(update={"remote": remote})
        spec = RemoteCluster.model_validate(whole.model_dump(include=set(RemoteCluster.model_fields)))
        yield Existing(
            type=REMOTE_CLUSTER,
            name=f"{state.local.name}--{state.alias}",
            id=state.id,
            inputs=spec.model_dump(mode="json", exclude_none=True) | provider,
            outputs=whole.model_dump(mode="json", exclude_none=True) | {CLAIM: uuid4().hex} | provider,
            resource="RemoteCluster",
            arguments={"local": state.local, "remote": remote, "alias": state.alias, "skip_unavailable": state.skip_unavailable},
        )


Noun = Callable[[Connections, Sequence[Deployment], Tell], Iterator[Existing]]
NOUNS: Final[tuple[Noun, ...]] = (remote_clusters,)


def find(connections: Connections, deployments: Sequence[Deployment], tell: Tell) -> list[Existing]:
    """List what exists of every noun, each under a name of its own."""
    found = [one for noun in NOUNS for one in noun(connections, deployments, tell)]
    names = [(one.type, one.name) for one in found]
    return [one if names.count((one.type, one.name)) == 1 else dataclasses.replace(one, name=f"{one.name}-{one.id[:8]}") for one in found]


def import_file(found: Iterable[Existing]) -> dict[str, Any]:
    """Return what `pulumi import --file` reads."""
    return {"resources": [{"type": one.type, "name": one.name, "id": one.id, "inputs": one.inputs, "outputs": one.outputs} for one in found]}


def program(found: Sequence[Existing]) -> str:
    """Return the Python program that declares what was found."""
    ends = {end.deployment_id: end for one in found for end in one.arguments.values() if isinstance(end, Deployment)}
    variables: dict[str, str] = {}
    for end in ends.values():
        variable = re.sub(r"\W", "_", end.name or "").lower().lstrip("0123456789_")
        variable = variable if variable.isidentifier() and not iskeyword(variable) else f"deployment_{variable}"
        variables[end.deployment_id] = f"{variable}_{end.deployment_id[:8]}" if variable in variables.values() else variable
    classes = ", ".join(sorted({"Deployment", *(one.resource for one in found)}))
    deployments = [f"{variables[one.deployment_id]} = Deployment(deployment_id={one.deployment_id!r}, connection={one.connection!r})" for one in ends.values()]
    calls = [f"{one.resource}({one.name!r}, {', '.join(f'{key}={_code(value, variables)}' for key, value in one.arguments.items())})" for one in found]
    return "\n".join(
        ['"""Written by `crosslink import`: what exists already."""', "", f"from pulumi_crosslink import {classes}", "", *deployments, "", *calls, ""]
    )


def _code(value: object, variables: Mapping[str, str]) -> str:
    return variables[value.deployment_id] if isinstance(value, Deployment) else repr(value)
