"""What was found on a control plane or in the settings of a cluster, as a resource would hold it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pydantic import ValidationError

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.model import Spec
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_core.model.problem import problems
from pulumi_crosslink.provider import CLAIM, Provider


@dataclass(frozen=True)
class Scope:
    """Where existing objects are looked for."""

    session: Session
    connection: str | None
    """The control plane; None where clusters alone are looked at."""
    deployments: Sequence[Deployment]
    whole: bool
    """Whether these are all deployments of the connection: then what belongs to none of them counts, too."""
    tell: Tell
    clusters: Sequence[str] = ()
    """Names under `crosslink:clusters`, whose own settings are looked at."""

    @property
    def without_deployment(self) -> list[str]:
        """The clusters, without those named like a deployment in the scope: these are its credentials."""
        return [name for name in self.clusters if name not in {deployment.name for deployment in self.deployments}]


@dataclass(frozen=True)
class Ref:
    """Stands in an argument for another object that was found, or else for its id."""

    id: str


@dataclass(frozen=True)
class Existing:
    """One object that exists, as a resource would hold it."""

    type: str
    name: str
    """The logical name."""
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    resource: str
    """The class that declares it."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """What the class is called with; a deployment, a cluster and a :class:`Ref` stand for their variables."""


def existing(scope: Scope, kind: str, name: str, state: Any, provider: type[Provider[Any, Any]], arguments: Mapping[str, object]) -> Iterator[Existing]:
    """Yield an object by its state, whose inputs are those of the provider's spec; leave out, with a warning, what they cannot express."""
    key = {PROVIDER_KEY: serialize_provider(provider())}
    outputs: dict[str, Any] = state.model_dump(mode="json", exclude_none=True)
    resource = kind.rpartition(":")[2]
    try:
        spec: Spec = provider.spec.model_validate({name: value for name, value in outputs.items() if name in provider.spec.model_fields})
    except ValidationError as error:  # the service took it from somebody else
        scope.tell.warn(f"left out {resource} {name} ({state.id}), which crosslink cannot express: {'; '.join(map(str, problems(error)))}")
        return
    inputs = spec.model_dump(mode="json", exclude_none=True)
    given = {name: value for name, value in arguments.items() if value is not None}
    yield Existing(kind, name, state.id, inputs | key, outputs | {CLAIM: uuid4().hex} | key, resource, given)
