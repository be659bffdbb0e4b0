"""`Topology`: many links, declared as data, usually by the stack's configuration alone."""

from collections.abc import Mapping
from typing import Any, Self

from pulumi import ComponentResource, ResourceOptions, RunError
from pulumi.runtime.config import get_config

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployment import UnknownDeploymentError
from crosslink_core.links import topology as declared
from crosslink_core.links.expand import expand
from crosslink_core.model.deployment import Deployment as Facts
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.token import TOPOLOGY
from pulumi_crosslink.cluster_link import ClusterLink
from pulumi_crosslink.deployment import of_facts
from pulumi_crosslink.settings import json_object, of_program


class Topology(ComponentResource):
    """Pairs, hubs and meshes of deployments, as `crosslink:topology` describes them."""

    links: dict[str, ClusterLink]
    """The links by name, `<local>--<alias>`."""

    def __init__(self, name: str, topology: Mapping[str, Any], opts: ResourceOptions | None = None) -> None:
        """Declare it.

        :param topology: the value of `crosslink:topology`: deployments, links, hubs, meshes.
        :raises pulumi.RunError: it is malformed, or names what does not exist; says where.
        """
        super().__init__(TOPOLOGY, name, None, opts)
        try:
            wanted = declared.read(topology)
            links, facts = expand(wanted), _facts(wanted)
        except CrosslinkError as error:
            raise RunError(str(error)) from None
        self.links = {
            link.name: ClusterLink(
                link.name,
                local=of_facts(facts[link.local]),
                remote=of_facts(facts[link.remote]),
                alias=link.alias,
                purpose=link.purpose,
                security=link.security,
                skip_unavailable=link.skip_unavailable,
                renamed_from=link.renamed_from,
                opts=ResourceOptions(parent=self),
            )
            for link in links
        }
        self.register_outputs({"links": {name: {"connected": link.connected, "reason": link.reason} for name, link in self.links.items()}})

    @classmethod
    def from_config(cls, name: str, opts: ResourceOptions | None = None) -> Self:
        """Declare what the stack's configuration says under `crosslink:topology`; raise :exc:`pulumi.RunError` if it says nothing."""
        text = get_config(declared.KEY)
        if text is None:
            msg = f"this stack declares no topology: set {declared.KEY} in its configuration, see stacks/Pulumi.local.yaml"
            raise RunError(msg)
        try:
            return cls(name, json_object(declared.KEY, text), opts)
        except ConnectionsError as error:
            raise RunError(str(error)) from None


def _facts(wanted: declared.Topology) -> dict[str, Facts]:
    """The facts of every deployment by its name in the topology: one search per connection; an error names the deployment's path."""
    directory = of_program().directory
    for name, member in wanted.deployments.items():
        try:
            directory.connections.name(member.connection)
        except ConnectionsError as error:
            msg = f"{declared.KEY}.deployments.{name}.connection: {error}"
            raise CrosslinkError(msg) from None
    answers = directory.answers((member.connection, member.id) for member in wanted.deployments.values())
    found: dict[str, Facts] = {}
    for name, member in wanted.deployments.items():
        answer = answers[member.id]
        if isinstance(answer, BaseException):
            where = f"{declared.KEY}.deployments.{name}.id: " if isinstance(answer, UnknownDeploymentError) else ""
            msg = f"{where}{answer}"
            raise CrosslinkError(msg) from None
        found[name] = answer
    return found
