"""`ClusterLink`: one route from a local to a remote cluster, with whatever that route needs."""

from pulumi import ComponentResource, Input, Output, ResourceOptions, RunError
from pydantic import ValidationError

from crosslink_core.links.route import Security, route
from crosslink_core.model.deployment import Deployment as Facts
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.problem import problems
from crosslink_core.model.remote_cluster import Purpose
from crosslink_core.model.token import CLUSTER_LINK
from pulumi_crosslink.deployment import End, facts_of, of_facts
from pulumi_crosslink.remote_cluster import RemoteCluster
from pulumi_crosslink.renamed import renamed
from pulumi_crosslink.settings import of_program


class ClusterLink(ComponentResource):
    """A local cluster may search or replicate a remote one."""

    connected: Output[bool]
    """Whether the connection was live when it was asked last."""
    reason: Output[str]
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
        :param renamed_from: the link's former name: nothing is replaced.
        :raises pulumi.RunError: no route leads from the one to the other, or an end is unknown.
        """
        super().__init__(CLUSTER_LINK, name, None, renamed(opts, renamed_from))
        here, there = _resolve(name, local, remote)
        try:
            wanted, model = Purpose(purpose or Purpose.SEARCH), Security(security or Security.CERTIFICATE)
        except ValueError:
            msg = f"{name}: purpose is one of {', '.join(Purpose)}, security one of {', '.join(Security)}; both are plain texts, which choose the route"
            raise RunError(msg) from None
        if isinstance(here, Facts) and isinstance(there, Facts):
            _check_route(name, here, there, model)
        entry = RemoteCluster(
            f"{name}-remote-cluster",
            local=of_facts(here) if isinstance(here, Facts) else here,
            remote=of_facts(there) if isinstance(there, Facts) else there,
            alias=alias,
            purpose=wanted,
            skip_unavailable=skip_unavailable,
            require_connected=require_connected,
            opts=ResourceOptions(parent=self),
        )
        self.connected, self.reason = entry.connected, entry.reason
        self.register_outputs({"connected": self.connected, "reason": self.reason})


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


def _check_route(name: str, local: Facts, remote: Facts, security: Security) -> None:
    """Refuse two ends that no route joins; that a link is no loop is the resource's to say."""
    if local.deployment_id == remote.deployment_id:
        return
    try:
        route(local, remote, security)
    except CrosslinkError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from None
