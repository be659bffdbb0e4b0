"""`ClusterLink`: one route from a local to a remote cluster, with whatever that route needs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions, RunError

from crosslink_core.links import Mechanism, Security, Side
from crosslink_core.links.plan import plan
from crosslink_core.links.planned import LinkRequest, Plan
from crosslink_core.links.route_table import security_models
from crosslink_core.model import CrosslinkError
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.token import CLUSTER_LINK
from pulumi_crosslink.deployment import End
from pulumi_crosslink.link_ends import inputs_of, refuse_unseen, resolve
from pulumi_crosslink.link_files import Files, files_of
from pulumi_crosslink.planned import Declaration, Given
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.remote_connection import RemoteConnection
from pulumi_crosslink.resource import renamed


class ClusterLink(ComponentResource):
    """A local cluster may search or replicate a remote one.

    :param local: what opens the connection: a deployment's id, a :class:`~pulumi_crosslink.Deployment`, or a :class:`~pulumi_crosslink.Cluster`.
    :param remote: what is searched or replicated.
    :param alias: the name by which the local cluster addresses the remote.
    :param purpose: `search` (the default) or `replication`.
    :param security: the security model; `certificate` is the only one yet, and the default.
    :param skip_unavailable: default: false where the link replicates, else true.
    :param require_connected: whether a connection that cannot be proved is an error; default false.
    :param connect_timeout_s: how long to wait for the connection, in seconds; default 120, and 10 at most where one side cannot be seen.
    :param mode: `proxy` (the default) or `sniff`; Elastic Cloud supports only `proxy`.
    :param side: `local` or `remote` where another team owns the other end: only what belongs to this end is made; default: both.
    :param trust: whether the link makes the trust that it needs; false where that is declared elsewhere, such as by a topology.
    :param certificates: the authorities of the other end (of the remote end, where both ends are made), in PEM; default: they are looked up.
    :param trust_relationship_id: between environments: the relationship with the other end's; default: the one that the environment has already.
    :param remote_trust_relationship_id: the same of the remote end's environment, where both ends are made here.
    :param files: what is to be installed, where that is made elsewhere, such as by a topology for all links of a cluster; default: of this link alone.
    :param renamed_from: the link's former name: nothing is replaced.
    :raises pulumi.RunError: there is no route between the two, or an end is unknown.
    """

    connected: Output[bool | None]
    """Whether the connection was live when it was asked last; null for the remote side alone, which cannot tell."""
    reason: Output[str | None]
    """Why it is not connected; empty when it is."""
    files: Output[Files]
    """What whoever runs its clusters installs there, for those that no control plane knows: cluster, name, place and text of each."""

    def __init__(
        self,
        name: str,
        *,
        local: End,
        remote: End,
        alias: Input[str],
        purpose: str | None = None,
        security: str | None = None,
        skip_unavailable: Input[bool] | None = None,
        require_connected: Input[bool] | None = None,
        connect_timeout_s: Input[float] | None = None,
        mode: Input[str] | None = None,
        side: str | None = None,
        trust: bool = True,
        certificates: Input[Sequence[Input[str]]] | None = None,
        trust_relationship_id: Input[str] | None = None,
        remote_trust_relationship_id: Input[str] | None = None,
        files: Output[Files] | None = None,
        renamed_from: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(CLUSTER_LINK, name, None, renamed(opts, renamed_from))
        options = {"alias": alias, "skip_unavailable": skip_unavailable, "require_connected": require_connected, "connect_timeout_s": connect_timeout_s}
        try:
            request = _request(name, local, remote, options | {"purpose": purpose, "mode": mode}, security, side)
            given = _given(request, certificates, trust_relationship_id, remote_trust_relationship_id)
            wanted = plan([request], trust=trust)
            for _, problem in wanted.problems:
                raise problem
            self._declare(wanted, Declaration(f"ClusterLink {name}", wanted, given), given, trust=trust, files=files, opts=opts)
        except CrosslinkError as error:
            raise RunError(f"{name}: {error}") from None

    def _declare(self, wanted: Plan, declaration: Declaration, given: Given, *, trust: bool, files: Output[Files] | None, opts: ResourceOptions | None) -> None:
        (name,) = wanted.links
        for planned in wanted.objects:
            refuse_unseen(planned)
        if files is None and (trust or wanted.links[name].mechanism == Mechanism.OPERATOR):  # the operator of Kubernetes is told by files alone
            files = files_of(f"ClusterLink {name}", wanted, given.certificates_of)[name]
        below = ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)
        self._finish([declaration.declare(planned, f"{name}-{planned.role}", below) for planned in wanted.objects], files)

    def _finish(self, made: Iterable[Resource], files: Output[Files] | None) -> None:
        """Set the outputs: those of the resource that connects, and the files."""
        connections = [resource for resource in made if isinstance(resource, RemoteCluster | RemoteConnection)]
        self.connected = connections[-1].connected if connections else Output.from_input(None)
        self.reason = connections[-1].reason if connections else Output.from_input(None)
        self.files = Output.from_input([]) if files is None else files
        self.register_outputs({"connected": self.connected, "reason": self.reason, "files": self.files})


class TopologyLink(ClusterLink):
    """A link whose topology has planned it, and declares what its links share."""

    def __init__(self, name: str, wanted: Plan, declaration: Declaration, files: Output[Files], renamed_from: str | None, parent: Resource) -> None:
        planned = wanted.of(name)
        needed = [declaration.made[need] for need in dict.fromkeys(need for wants in planned for need in wants.needs) if need in declaration.made]
        opts = ResourceOptions(parent=parent, depends_on=needed)
        ComponentResource.__init__(self, CLUSTER_LINK, name, None, renamed(opts, renamed_from))
        below = ResourceOptions(parent=self, depends_on=needed)
        self._finish([declaration.declare(wants, f"{name}-{wants.role}", below) for wants in planned], files)


def _request(name: str, local: End, remote: End, options: Mapping[str, Any], security: str | None, side: str | None) -> LinkRequest:
    """Resolve the ends, and check what chooses the route; raise :exc:`CrosslinkError`."""
    purpose = _chosen("purpose", options["purpose"], Purpose)
    model, only = _chosen("security", security, security_models()), _chosen("side", side, Side)
    here, there = resolve(local, remote)
    later = frozenset({"transport_addresses"} if isinstance(getattr(remote, "transport_addresses", None), Output) else ())
    inputs = {"local": inputs_of(local, here), "remote": inputs_of(remote, there), **options, "purpose": purpose or Purpose.SEARCH}
    return LinkRequest(name, here, there, inputs, model or Security.CERTIFICATE, Side(only) if only else None, later)


def _chosen(word: str, given: Any, known: Collection[str] | type[StrEnum]) -> str | None:
    words = [str(each) for each in known]
    if given and (not isinstance(given, str) or given not in words):
        raise CrosslinkError(f"{word} is one of {', '.join(words)}, as plain text, because it chooses the route; it is {given!r}")
    return given or None


def _given(
    request: LinkRequest, certificates: Input[Sequence[Input[str]]] | None, relationship: Input[str] | None, remote_relationship: Input[str] | None
) -> Given:
    """What is given once is for the end that is made here, or for the local end where both are."""
    local, remote = request.local, request.remote
    if local is None or remote is None:
        return Given()
    holder, other = (remote, local) if request.side is Side.REMOTE else (local, remote)
    relationships = ((holder, other, relationship), (remote, local, remote_relationship))
    return Given(
        {} if certificates is None else {(holder.id, other.id): certificates},
        {(here.organization, there.organization or ""): given for here, there, given in relationships if given is not None},
    )
