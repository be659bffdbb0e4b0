"""`Deployment`, an end of a link, and the functions that look deployments up."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pulumi import Input, Output, RunError, log

from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End as Facts
from crosslink_core.model.deployments import cluster
from crosslink_core.model.deployments import deployment as model
from pulumi_crosslink.cluster import Cluster
from pulumi_crosslink.settings import of_program


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One end of a link: a deployment, by its id and the connection that sees it.

    The rest are facts that crosslink looks up; give one only to say what cannot be looked up yet.
    """

    deployment_id: Input[str]
    """32 lower-case hexadecimal digits."""
    connection: Input[str] | None = None
    """The name of a connection; None: the default connection."""
    name: Input[str] | None = None
    """Its name in the console."""
    platform: Input[str] | None = None
    """`ech` or `ece`."""
    organization: Input[str] | None = None
    """The id of the organization (ECH) or environment (ECE)."""
    region: Input[str] | None = None
    """The region's id, such as `aws-eu-west-1`."""
    ref_id: Input[str] | None = None
    """The ref id of the Elasticsearch resource."""
    resource_id: Input[str] | None = None
    """The Elasticsearch resource id, 32 hexadecimal digits."""
    endpoint: Input[str] | None = None
    """The host that other clusters reach it by."""
    version: Input[str] | None = None
    """The version of Elasticsearch."""
    system_owned: Input[bool] | None = None
    """Whether the platform owns it."""
    ccr: Input[bool] | None = None
    """Whether its cross-cluster features are there."""
    cluster: Input[str] | None = None
    """The name under `crosslink:clusters` of the credentials for its Elasticsearch; default: its own name, where that is configured."""


CHOOSE_NOTHING: Final = frozenset({"name", "cluster_uuid", "version", "license", "remote_cluster_client", "transport_addresses"})
"""What is said of a cluster and decides neither on its route nor on the trust."""

End = Input[str] | Deployment | Output[Deployment] | Cluster
"""An end of a link: a deployment id on the default connection, a :class:`Deployment`, an output of either, or a :class:`Cluster`."""


def props_of(end: End | Facts | Mapping[str, Any]) -> dict[str, Any]:
    """Return an end as properties of a resource, each field an input of its own."""
    if isinstance(end, Mapping):  # properties already
        return dict(end)
    if isinstance(end, model.Deployment | cluster.Cluster):
        return {name: value for name, value in end.model_dump(mode="json").items() if value is not None}
    if isinstance(end, Output):
        return {field.name: end.apply(partial(_field, name=field.name)) for field in dataclasses.fields(Deployment)}
    plain = end if isinstance(end, Deployment | Cluster) else Deployment(deployment_id=end)
    values = {field.name: getattr(plain, field.name) for field in dataclasses.fields(plain)}
    return {name: value for name, value in values.items() if value is not None}


def _field(known: Any, name: str) -> Any:
    """A field of an end that an output has brought: a deployment, or an id alone."""
    return getattr(known, name) if isinstance(known, Deployment) else known if name == "deployment_id" else None


def facts_of(end: End) -> Facts | None:
    """Return what the program knows of an end, or None where an output of another resource is in it, but in a place that chooses nothing."""
    props = {name: value for name, value in props_of(end).items() if not (isinstance(end, Cluster) and name in CHOOSE_NOTHING and isinstance(value, Output))}
    if any(isinstance(value, Output) for value in props.values()):
        return None
    return (cluster.Cluster if isinstance(end, Cluster) else model.Deployment).model_validate(props)


def of_facts(facts: model.Deployment) -> Deployment:
    """Return a deployment with its facts."""
    return Deployment(**facts.model_dump(mode="json"))


def get_deployment(deployment_id: str, *, connection: str | None = None) -> Deployment:
    """Look a deployment up; raise :exc:`pulumi.RunError` when the connection does not know it."""
    try:
        return of_facts(of_program().shared(DeploymentDirectory).find([(connection, deployment_id)])[deployment_id])
    except CrosslinkError as error:
        raise RunError(str(error)) from None


def get_deployment_output(deployment_id: Input[str], *, connection: Input[str | None] = None) -> Output[Deployment]:
    """Look a deployment up whose id is an output of another resource."""
    return Output.all(deployment_id, connection).apply(lambda known: get_deployment(known[0], connection=known[1]))


def get_deployments(*, connection: str | None = None) -> list[Deployment]:
    """List all deployments that a connection sees, with a warning for those that cannot be read; raise :exc:`pulumi.RunError` when it cannot be asked."""
    try:
        return [of_facts(facts) for facts in of_program().shared(DeploymentDirectory).all(connection, log.warn)]
    except CrosslinkError as error:
        raise RunError(str(error)) from None


def get_deployments_output(*, connection: Input[str | None] = None) -> Output[list[Deployment]]:
    """List all deployments of a connection whose name is an output of another resource."""
    return Output.from_input(connection).apply(lambda known: get_deployments(connection=known))
