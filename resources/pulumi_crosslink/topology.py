"""`Topology`: many links, declared as data, usually by the stack's configuration alone."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pulumi import ROOT_STACK_RESOURCE, Alias, ComponentResource, ResourceOptions, RunError
from pulumi.runtime.config import get_config

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployments.member import members
from crosslink_core.lifecycle.trust.link_facts import environment
from crosslink_core.links import topology as configuration
from crosslink_core.links.expand import Link, expand
from crosslink_core.links.plan import TRUST_RELATIONSHIP, plan, requests
from crosslink_core.links.planned import Plan, PlannedObject, trust_name
from crosslink_core.links.trust_entry import scope_of
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.token import TOPOLOGY
from pulumi_crosslink import settings
from pulumi_crosslink.cluster_link import ClusterLink, TopologyLink
from pulumi_crosslink.link_files import files_of
from pulumi_crosslink.planned import Declaration, Given
from pulumi_crosslink.resource import renamed


class Topology(ComponentResource):
    """Pairs, hubs and meshes of deployments, as `crosslink:topology` describes them.

    :param topology: the value of `crosslink:topology`: deployments, links, hubs, meshes.
    :raises pulumi.RunError: it is malformed, or names what does not exist; says where.
    """

    links: dict[str, ClusterLink]
    """The links by name, `<local>--<alias>`."""

    def __init__(self, name: str, topology: Mapping[str, Any], opts: ResourceOptions | None = None) -> None:
        """Declare it."""
        super().__init__(TOPOLOGY, name, None, opts)
        owner, given = f"Topology {name}", Given()
        try:
            declared = configuration.read(topology)
            links, ends = expand(declared), members(settings.of_program(), declared)
            wanted = _plan(declared, links, ends)
            declaration, files = Declaration(owner, wanted, given), files_of(owner, wanted, given.certificates_of)
            for shared in (planned for planned in wanted.objects if planned.shared):
                self._declare(declaration, shared, declared, {end.id: name for name, end in ends.items()})
        except CrosslinkError as error:
            raise RunError(str(error)) from None
        self.links = {link.name: TopologyLink(link.name, wanted, declaration, files[link.name], link.renamed_from, self) for link in links}
        self.register_outputs({"links": {name: {"connected": link.connected, "reason": link.reason} for name, link in self.links.items()}})

    def _declare(self, declaration: Declaration, wanted: PlannedObject, declared: configuration.Topology, names: Mapping[str, str]) -> None:
        """Declare what links share: `<deployment>--trusts--<organization>`, `<environment>--knows--<environment>`."""
        below = ResourceOptions(parent=self)
        if wanted.noun == TRUST_RELATIONSHIP or wanted.holder is None:
            declaration.declare(wanted, wanted.role, below)
            return
        holder, scope = names[wanted.holder.id], scope_of(wanted.others[0])
        former = declared.deployments[holder].renamed_from
        below = ResourceOptions(parent=self, aliases=[Alias(parent=ROOT_STACK_RESOURCE)])  # `crosslink import` gives the same names, without a parent
        declaration.declare(wanted, trust_name(holder, scope), renamed(below, former and trust_name(former, scope)))

    @classmethod
    def from_config(cls, name: str, opts: ResourceOptions | None = None) -> Self:
        """Declare what the stack's configuration says under `crosslink:topology`; raise :exc:`pulumi.RunError` if it says nothing."""
        text = get_config(configuration.KEY)
        if text in {None, "{}"}:  # what this folder's own Pulumi.yaml has where a stack says nothing
            raise RunError(f"this stack declares no topology: set {configuration.KEY} in its configuration, see stacks/Pulumi.local.yaml")
        try:
            return cls(name, settings.json_object(configuration.KEY, text), opts)
        except ConnectionsError as error:
            raise RunError(str(error)) from None


def _plan(declared: configuration.Topology, links: Sequence[Link], ends: Mapping[str, End]) -> Plan:
    """Plan the links of a topology; raise :exc:`CrosslinkError` for the first that cannot be made."""
    groups = [
        [environment(settings.of_program(), f"{configuration.KEY}.trustRelationships[{number}].members", name) for name in group.members]
        for number, group in enumerate(declared.trust_relationships)
    ]
    wanted = plan(requests(links, ends), groups)
    for name, problem in wanted.problems:
        raise CrosslinkError(f"{name}: {problem}")
    return wanted
