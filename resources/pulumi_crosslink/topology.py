"""`Topology`: many links, declared as data, usually by the stack's configuration alone."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pulumi import ROOT_STACK_RESOURCE, Alias, ComponentResource, Resource, ResourceOptions, RunError
from pulumi.runtime.config import get_config

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.deployments.member import members
from crosslink_core.links import topology as declared
from crosslink_core.links.expand import expand
from crosslink_core.links.route_table import route
from crosslink_core.links.trust import TrustWish, wishes
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.token import TOPOLOGY
from pulumi_crosslink.cluster_link import ClusterLink
from pulumi_crosslink.deployment import end_of
from pulumi_crosslink.environments import relationships
from pulumi_crosslink.link_ends import refuse_unproved, refuse_unreached
from pulumi_crosslink.link_files import files_of, together
from pulumi_crosslink.link_trust import Given, certificates_of, declare, refuse_unsigned
from pulumi_crosslink.renamed import renamed
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
            links, facts = expand(wanted), members(of_program().directory, wanted)
            pairs = {link.name: (facts[link.local], facts[link.remote], route(facts[link.local], facts[link.remote], link.security)) for link in links}
            for link in links:
                _, remote, row = pairs[link.name]
                refuse_unreached(link.name, remote, row)
                refuse_unproved(link.name, row, link.options.require_connected)
            needed = wishes(pairs.values())
            refuse_unsigned(needed)
            files = files_of(f"Topology {name}", [(link.alias, pairs[link.name]) for link in links], certificates_of)
            given = Given(f"Topology {name}", relationships=relationships(wanted.trust_relationships, ResourceOptions(parent=self)))
            entries = self._trust(wanted, {one.id: name for name, one in facts.items()}, needed, given)
        except CrosslinkError as error:
            raise RunError(str(error)) from None
        self.links = {
            link.name: ClusterLink(
                link.name,
                local=end_of(facts[link.local]),
                remote=end_of(facts[link.remote]),
                alias=link.alias,
                **{name: getattr(link.options, name) for name in declared.LinkOptions.model_fields},
                trust=False,
                files=together(files[end.id] for end in pairs[link.name][:2] if end.id in files),  # those of all links of theirs
                renamed_from=link.renamed_from,
                opts=ResourceOptions(parent=self, depends_on=[entry for ends, entry in entries if {link.local, link.remote} <= ends]),
            )
            for link in links
        }
        self.register_outputs({"links": {name: {"connected": link.connected, "reason": link.reason} for name, link in self.links.items()}})

    def _trust(self, wanted: declared.Topology, names: Mapping[str, str], needed: Sequence[TrustWish], given: Given) -> list[tuple[frozenset[str], Resource]]:
        """Declare what the links need, `<deployment>--trusts--<organization>`: links of a deployment to several of one organization share an entry there.

        Returns each with the names of the members that it joins.
        """
        entries: list[tuple[frozenset[str], Resource]] = []
        for wish in needed:
            holder = names[wish.holder.id]
            former = wanted.deployments[holder].renamed_from
            imported = ResourceOptions(parent=self, aliases=[Alias(parent=ROOT_STACK_RESOURCE)])  # `crosslink import` gives the same names, without a parent
            opts = renamed(imported, former and f"{former}--trusts--{wish.scope}")
            entry = declare(f"{holder}--trusts--{wish.scope}", wish, given, opts)
            entries.append((frozenset(names[one.id] for one in (wish.holder, *wish.others)), entry))
        return entries

    @classmethod
    def from_config(cls, name: str, opts: ResourceOptions | None = None) -> Self:
        """Declare what the stack's configuration says under `crosslink:topology`; raise :exc:`pulumi.RunError` if it says nothing."""
        text = get_config(declared.KEY)
        if text in {None, "{}"}:  # what this folder's own Pulumi.yaml has where a stack says nothing
            msg = f"this stack declares no topology: set {declared.KEY} in its configuration, see stacks/Pulumi.local.yaml"
            raise RunError(msg)
        try:
            return cls(name, json_object(declared.KEY, text), opts)
        except ConnectionsError as error:
            raise RunError(str(error)) from None
