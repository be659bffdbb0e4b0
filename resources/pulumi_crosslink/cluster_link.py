"""`ClusterLink`: one route from a local to a remote cluster, with whatever that route needs."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions, RunError

from crosslink_core.links.route import Connection, Route, Security
from crosslink_core.links.route_table import route
from crosslink_core.links.trust import NoTrustError, Pair, Side, wishes
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.deployment import Deployment as Facts
from crosslink_core.model.deployments.end import End as AnyEnd
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.remotes import Purpose
from crosslink_core.model.token import CLUSTER_LINK
from pulumi_crosslink.deployment import End, end_of
from pulumi_crosslink.link_ends import is_seen, refuse_unproved, refuse_unreached, resolve
from pulumi_crosslink.link_files import Files, files_of, together
from pulumi_crosslink.link_trust import Given, declare
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.remote_connection import RemoteConnection
from pulumi_crosslink.renamed import renamed

Value = TypeVar("Value")


class ClusterLink(ComponentResource):
    """A local cluster may search or replicate a remote one."""

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
        """Declare it.

        :param local: what opens the connection: a deployment's id, a :class:`~pulumi_crosslink.Deployment`, or a :class:`~pulumi_crosslink.Cluster`.
        :param remote: what is searched or replicated.
        :param alias: the name by which the local cluster addresses the remote.
        :param purpose: `search` (the default) or `replication`.
        :param security: the security model; `certificate` is the only one yet, and the default.
        :param skip_unavailable: default: false where the link replicates, else true.
        :param require_connected: whether a connection that cannot be proved is an error; default false.
        :param connect_timeout_s: how long to wait for the connection, in seconds; default 120, and 10 at most where one side cannot be seen.
        :param mode: `proxy` (the default) or `sniff`, which leads into no deployment of Elastic Cloud.
        :param side: `local` or `remote` where another team owns the other end: only what belongs to this end is made; default: both.
        :param trust: whether the link makes the trust that it needs; false where that is declared elsewhere, such as by a topology.
        :param certificates: the authorities of the other end (of the remote one, where both ends are made), in PEM; default: they are looked up.
        :param trust_relationship_id: between environments: the relationship with the other end's; default: the one that the environment has already.
        :param remote_trust_relationship_id: the same of the remote end's environment, where both ends are made here.
        :param files: what is to be installed, where that is made elsewhere, such as by a topology for all links of a cluster; default: of this link alone.
        :param renamed_from: the link's former name: nothing is replaced.
        :raises pulumi.RunError: no route leads from the one to the other, or an end is unknown.
        """
        super().__init__(CLUSTER_LINK, name, None, renamed(opts, renamed_from))
        here, there = resolve(name, local, remote)
        wanted, model, only = _choice(name, purpose, security, side)
        row = _route(name, here, there, model)
        below = ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)
        made: list[Resource] = []
        self.files = Output.from_input([]) if files is None else files
        if row and isinstance(here, Cluster | Facts) and isinstance(there, Cluster | Facts):
            if only is not Side.REMOTE and not isinstance(getattr(remote, "transport_addresses", None), Output):
                refuse_unreached(name, there, row)
            refuse_unproved(name, row, require_connected)
            holder, other = (there, here) if only is Side.REMOTE else (here, there)  # what is given once is for the end that is made here, else the local one
            ids: dict[tuple[str, str], Input[str]] = {
                **_under(holder.organization, other.organization, trust_relationship_id),
                **_under(there.organization, here.organization, remote_trust_relationship_id),
            }
            given = Given(f"ClusterLink {name}", _under(holder.id, other.id, certificates), ids)
            pair: Pair = here, there, row
            alone = trust or row.connection is Connection.OPERATOR  # the operator of Kubernetes is told by files alone
            if alone and files is None:  # before anything is declared: it may say that too little is known
                self.files = together(files_of(name, [(alias, pair)], given.find, only).values())
            if trust:
                made = list(_trust(name, pair, only, given, below))
        entry: RemoteCluster | RemoteConnection | None = None
        if only is not Side.REMOTE and not (row and row.connection is Connection.OPERATOR):
            common: dict[str, Any] = {
                "local": end_of(here, local) if isinstance(here, Cluster | Facts) else here,
                "remote": end_of(there, remote) if isinstance(there, Cluster | Facts) else there,
                "alias": alias,
                "purpose": wanted,
                "skip_unavailable": skip_unavailable,
                "require_connected": require_connected,
                "connect_timeout_s": connect_timeout_s,
                "opts": ResourceOptions.merge(below, ResourceOptions(depends_on=made)),
            }
            if row and row.connection is Connection.REMOTE_CONNECTION:
                entry = RemoteConnection(f"{name}-remote-connection", mode=mode, **common)
            else:
                entry = RemoteCluster(f"{name}-remote-cluster", **common)
        self.connected, self.reason = (entry.connected, entry.reason) if entry else (Output.from_input(None), Output.from_input(None))
        self.register_outputs({"connected": self.connected, "reason": self.reason, "files": self.files})


def _choice(name: str, purpose: str | None, security: str | None, side: str | None) -> tuple[Purpose, Security, Side | None]:
    for word, given, known in (("purpose", purpose, Purpose), ("security", security, Security), ("side", side, Side)):
        if given and given not in [one.value for one in known]:
            msg = f"{name}: {word} is one of {', '.join(known)}, as a plain text, because it chooses the route; it is {given!r}"
            raise RunError(msg)
    return Purpose(purpose or Purpose.SEARCH), Security(security or Security.CERTIFICATE), Side(side) if side else None


def _trust(name: str, pair: Pair, side: Side | None, given: Given, opts: ResourceOptions) -> Iterator[Resource]:
    """Declare the entries of the ends: `<link>-local-trust` and `<link>-remote-trust`."""
    local = pair[0]
    try:
        for wish in wishes([pair], side):
            if wish.holder.connection is None and not is_seen(wish.holder):
                end, mine = ("local", "remote") if wish.holder is local else ("remote", "local")
                msg = f"no connection here sees the {end} end {wish.holder.label}: name the one that does, or say side={mine!r} where another team owns it"
                raise NoTrustError(msg)
            yield declare(f"{name}-{'local' if wish.holder is local else 'remote'}-trust", wish, given, opts)
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None


def _under(holder: str | None, other: str | None, given: Value | None) -> dict[tuple[str, str], Value]:
    """What is given, if it is, by the id of who holds it and of whom it is about."""
    return {} if given is None else {(holder or "", other or ""): given}


def _route(name: str, local: AnyEnd | End, remote: AnyEnd | End, security: Security) -> Route | None:
    """Choose the route, where both ends are known; that a link is no loop is the resource's to say."""
    if not isinstance(local, Cluster | Facts) or not isinstance(remote, Cluster | Facts) or local.id == remote.id:
        return None
    try:
        return route(local, remote, security)
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None
