"""`RemoteConnection`: the settings of one remote, written through a cluster's own REST API; for remotes that no control plane lists beside the local end."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pulumi import Input, Output, ResourceOptions
from pulumi.output import Unknown
from pydantic import TypeAdapter, ValidationError

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.remotes.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model.deployments import End as AnyEnd
from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.problem import Problem
from crosslink_core.model.remotes import remote_connection as model
from crosslink_core.model.token import MODULE
from pulumi_crosslink.deployment import End
from pulumi_crosslink.provider import Props
from pulumi_crosslink.resource import NounResource
from pulumi_crosslink.slot import SlotProvider
from pulumi_crosslink.unknown import has_unknown

OF_ENDPOINT: Final = frozenset({"proxy_address", "server_name"})
"""What follows from a deployment's endpoint where it is not given."""

UNKNOWN: Final = Unknown()  # type: ignore[no-untyped-call]  # the SDK's own


class RemoteConnectionProvider(SlotProvider[model.RemoteConnection, model.RemoteConnectionState]):
    """The id is `<local deployment>/<alias>`, the remote's place in the cluster's settings."""

    spec = model.RemoteConnection
    state = model.RemoteConnectionState
    ends = ("local", "remote")
    lifecycle = RemoteConnectionLifecycle

    def identity(self, _olds: Props, _news: Props) -> frozenset[str]:
        """Beside a deployment's id its `cluster` is the name of credentials, which may change."""
        ends = [props.get("local") or {} for props in (_olds, _news)]
        is_deployment = all(isinstance(end, Mapping) and end.get("deployment_id") is not None for end in ends)
        return self.lifecycle.identity - ({"local.cluster"} if is_deployment else set())

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts; fail for a local end whose Elasticsearch no credential reaches, and for a remote whose address nobody says."""
        filled, failures = super().look_up(olds, news)
        failures += self._unreachable(filled.get("local"))
        remote, mode = filled.get("remote"), filled.get("mode") or model.Mode.PROXY
        if not isinstance(remote, Mapping):
            return filled | dict.fromkeys((name for name in model.NEEDED | OF_ENDPOINT if filled.get(name) is None), UNKNOWN), failures
        if model.following(remote, mode) or mode not in list(model.Mode):
            return filled, failures
        missing = [name for name in model.OWN[model.Mode(mode)] if name in (model.NEEDED if is_cluster(remote) else OF_ENDPOINT) and filled.get(name) is None]
        if missing and not failures and (is_cluster(remote) or isinstance(remote.get("platform"), str)) and not has_unknown(remote):
            failures.append(Problem("remote", _unsaid(remote, missing)))
        if mode == model.Mode.SNIFF and not is_cluster(remote) and has_unknown(remote):
            failures.append(Problem("mode", model.ONLY_PROXY))
            missing = [*missing, "seeds"]
        return filled | dict.fromkeys(missing, UNKNOWN), failures  # what follows from a remote that is not known, or wrong, is not known either

    def _unreachable(self, local: Any) -> list[Problem]:
        try:
            end = TypeAdapter[AnyEnd](AnyEnd).validate_python(local)
            if end.known or isinstance(end, Cluster):  # else it is told already what is wrong with it
                self.session.elasticsearch(end)
        except ValidationError:  # not known yet, or told by validation
            return []
        except ConnectionsError as error:
            return [Problem("local.cluster", str(error))]
        return []


def _unsaid(remote: Mapping[str, Any], missing: list[str]) -> str:
    if is_cluster(remote):
        return (
            f"has no address of its transport layer that is known; set crosslink:clusters.{remote['cluster']}.transportAddress, or give {' and '.join(missing)}"
        )
    return f"has no endpoint that is known (has its first plan been applied?); give {' and '.join(missing)}"


class RemoteConnection(NounResource, module=MODULE, name="RemoteConnection"):
    """A local cluster may use a remote one under an alias, with certificates (port 9400, 9300 without a control plane), wherever the remote belongs to.

    It is written through the local cluster's own REST API: with the credentials of `crosslink:clusters`, or through ECE's proxy operation.
    Other remotes stay as they are, and so do settings of this one that have no input here.  Both ends must trust each other.

    :param local: what opens the connection: a deployment's id, a :class:`Deployment`, or a :class:`Cluster`.
    :param remote: what is searched or replicated; a deployment that no connection sees says its `platform`, `resource_id` and `endpoint`.
    :param alias: letters, digits, dashes and underscores; one place in the local cluster's settings.
    :param purpose: `search` (the default) or `replication`.
    :param mode: `proxy`, the default, or `sniff`, which leads into no deployment of Elastic Cloud.
    :param proxy_address: host and port of the remote; default: its endpoint and 9400, or the first of its transport addresses.
    :param server_name: the host that the remote's proxy is asked for; default: a deployment's endpoint.
    :param skip_unavailable: whether searches go on without this remote when it is away; default: false where the link replicates, else true.
    :param require_connected: whether a connection that cannot be proved is an error; default false, a warning.
    :param connect_timeout_s: how long to wait for the connection, in seconds; default 120, and 10 at most where one side cannot be seen.
    :param seeds: in mode sniff: hosts and ports of some nodes; default: the remote's transport addresses.
    :param proxy_socket_connections: in mode proxy: how many sockets; default: as it is.
    :param node_connections: in mode sniff: how many nodes are connected to; default: as it is.
    """

    provider = RemoteConnectionProvider

    alias: Output[str]
    """The name by which the local cluster addresses the remote: `GET /<alias>:logs-*/_search`."""
    mode: Output[str]
    """How the remote is reached."""
    proxy_address: Output[str]
    """Host and port of the remote; empty in mode sniff."""
    seeds: Output[Sequence[str]]
    """Hosts and ports of some of the remote's nodes; empty in mode proxy."""
    server_name: Output[str]
    """The host that the remote's proxy is asked for."""
    connected: Output[bool]
    """Whether the cluster had a live connection when it was asked last."""
    reason: Output[str]
    """Why it is not connected; empty when it is."""

    def __init__(
        self,
        resource_name: str,
        *,
        local: End,
        remote: End,
        alias: Input[str],
        purpose: Input[str] | None = None,
        mode: Input[str] | None = None,
        proxy_address: Input[str] | None = None,
        server_name: Input[str] | None = None,
        skip_unavailable: Input[bool] | None = None,
        require_connected: Input[bool] | None = None,
        connect_timeout_s: Input[float] | None = None,
        seeds: Input[Sequence[Input[str]]] | None = None,
        proxy_socket_connections: Input[int] | None = None,
        node_connections: Input[int] | None = None,
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it."""
        super().__init__(resource_name, locals(), opts)
