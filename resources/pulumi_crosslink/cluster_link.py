"""`ClusterLink`: one route from a local to a remote cluster, with whatever that route needs."""

from collections.abc import Iterator, Sequence

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions, RunError
from pydantic import ValidationError

from crosslink_core.links.route import Connection, Route, Security, route
from crosslink_core.links.trust import Pair, Side, wishes
from crosslink_core.model.deployment import Deployment as Facts
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import problems
from crosslink_core.model.remote_cluster import Purpose
from crosslink_core.model.token import CLUSTER_LINK
from pulumi_crosslink.deployment import End, facts_of, of_facts
from pulumi_crosslink.link_trust import Given, Relationships, declare
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.remote_connection import RemoteConnection
from pulumi_crosslink.renamed import renamed
from pulumi_crosslink.settings import of_program


class ClusterLink(ComponentResource):
    """A local cluster may search or replicate a remote one."""

    connected: Output[bool | None]
    """Whether the connection was live when it was asked last; null for the remote side alone, which cannot tell."""
    reason: Output[str | None]
    """Why it is not connected; empty when it is."""

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
        side: str | None = None,
        trust: bool = True,
        certificates: Input[Sequence[Input[str]]] | None = None,
        trust_relationship_id: Input[str] | None = None,
        remote_trust_relationship_id: Input[str] | None = None,
        renamed_from: str | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        :param local: the deployment that opens the connection: its id, or a :class:`~pulumi_crosslink.Deployment`.
        :param remote: the deployment that is searched or replicated.
        :param alias: the name by which the local cluster addresses the remote.
        :param purpose: `search` (the default) or `replication`.
        :param security: the security model; `certificate` is the only one yet, and the default.
        :param skip_unavailable: default: false where the link replicates, else true.
        :param require_connected: whether a connection that cannot be proved is an error; default false.
        :param connect_timeout_s: how long to wait for the connection, in seconds; default 120.
        :param side: `local` or `remote` where another team owns the other end: only what belongs to this end is made; default: both.
        :param trust: whether the link makes the trust that it needs; false where that is declared elsewhere, such as by a topology.
        :param certificates: the authorities of the other end, in PEM, where no connection here can look them up.
        :param trust_relationship_id: between environments: the relationship with the other end's; default: the one that the environment has already.
        :param remote_trust_relationship_id: the same of the remote end's environment, where both ends are made here.
        :param renamed_from: the link's former name: nothing is replaced.
        :raises pulumi.RunError: no route leads from the one to the other, or an end is unknown.
        """
        super().__init__(CLUSTER_LINK, name, None, renamed(opts, renamed_from))
        here, there = _resolve(name, local, remote)
        wanted, model, only = _choice(name, purpose, security, side)
        row = _route(name, here, there, model)
        below = ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)
        made: list[Resource] = []
        if row and trust and isinstance(here, Facts) and isinstance(there, Facts):
            given = Given(f"ClusterLink {name}", certificates, _relationships(here, there, only, trust_relationship_id, remote_trust_relationship_id))
            made = list(_trust(name, (here, there, row), only, given, below))
        entry: RemoteCluster | RemoteConnection | None = None
        if only is not Side.REMOTE:
            kind = RemoteConnection if row and row.connection is Connection.REMOTE_CONNECTION else RemoteCluster
            entry = kind(
                f"{name}-{'remote-connection' if kind is RemoteConnection else 'remote-cluster'}",
                local=of_facts(here) if isinstance(here, Facts) else here,
                remote=of_facts(there) if isinstance(there, Facts) else there,
                alias=alias,
                purpose=wanted,
                skip_unavailable=skip_unavailable,
                require_connected=require_connected,
                connect_timeout_s=connect_timeout_s,
                opts=ResourceOptions.merge(below, ResourceOptions(depends_on=made)),
            )
        self.connected, self.reason = (entry.connected, entry.reason) if entry else (Output.from_input(None), Output.from_input(None))
        self.register_outputs({"connected": self.connected, "reason": self.reason})


def _choice(name: str, purpose: str | None, security: str | None, side: str | None) -> tuple[Purpose, Security, Side | None]:
    try:
        return Purpose(purpose or Purpose.SEARCH), Security(security or Security.CERTIFICATE), Side(side) if side else None
    except ValueError:
        words = f"purpose is one of {', '.join(Purpose)}, security one of {', '.join(Security)}, side one of {', '.join(Side)}"
        msg = f"{name}: {words}; all are plain texts, which choose the route"
        raise RunError(msg) from None


def _trust(name: str, pair: Pair, side: Side | None, given: Given, opts: ResourceOptions) -> Iterator[Resource]:
    """Declare the entries of the ends: `<link>-local-trust` and `<link>-remote-trust`."""
    local = pair[0]
    try:
        for wish in wishes([pair], side):
            yield declare(f"{name}-{'local' if wish.holder is local else 'remote'}-trust", wish, given, opts)
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None


def _relationships(here: Facts, there: Facts, side: Side | None, id_: Input[str] | None, remote_id: Input[str] | None) -> Relationships:
    """The one relationship is that of the end that is made here; where both are, of the local one."""
    local, remote = here.organization or "", there.organization or ""
    given = {(local, remote): None if side is Side.REMOTE else id_, (remote, local): remote_id if remote_id is not None or side is not Side.REMOTE else id_}
    return {ends: one for ends, one in given.items() if one is not None}


def _resolve(name: str, *ends: End) -> list[Facts | End]:
    """The ends with their facts, where the program knows their ids: one search for those that have none yet."""
    try:
        facts = [facts_of(end) for end in ends]
        wanted = [(one.connection, one.deployment_id) for one in facts if one is not None and not one.known]
        found = of_program().directory.find(wanted) if wanted else {}
    except ValidationError as error:
        raise RunError(f"{name}: {'; '.join(str(one) for one in problems(error))}") from None
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None
    return [end if one is None else _merged(one, found.get(one.deployment_id)) for end, one in zip(ends, facts, strict=True)]


def _merged(given: Facts, found: Facts | None) -> Facts:
    """What the program says itself wins over what was looked up."""
    return given if found is None else found.model_copy(update=given.model_dump(exclude_none=True))


def _route(name: str, local: Facts | End, remote: Facts | End, security: Security) -> Route | None:
    """Choose the route, where both ends are known; that a link is no loop is the resource's to say."""
    if not isinstance(local, Facts) or not isinstance(remote, Facts) or local.deployment_id == remote.deployment_id:
        return None
    try:
        return route(local, remote, security)
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None
