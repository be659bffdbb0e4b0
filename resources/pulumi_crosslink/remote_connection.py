"""`RemoteConnection`: the settings of one remote, written through a cluster's own REST API; for remotes outside the organization or environment."""

from collections.abc import Mapping
from typing import Any, Final

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import Resource
from pulumi.output import Unknown
from pydantic import ValidationError

from crosslink_core.connections import ConnectionsError
from crosslink_core.lifecycle.remote_connection import RemoteConnectionLifecycle
from crosslink_core.model import remote_connection as model
from crosslink_core.model.deployment import Deployment
from crosslink_core.model.problem import Problem
from crosslink_core.model.token import MODULE
from pulumi_crosslink.deployment import End, props_of
from pulumi_crosslink.provider import Props
from pulumi_crosslink.slot import SlotProvider

OF_ENDPOINT: Final = ("proxy_address", "server_name")
"""What follows from the remote's endpoint where it is not given."""

UNKNOWN: Final = Unknown()  # type: ignore[no-untyped-call]  # the SDK's own


class RemoteConnectionProvider(SlotProvider[model.RemoteConnection, model.RemoteConnectionState]):
    """The id is `<local deployment>/<alias>`, the remote's place in the cluster's settings."""

    spec = model.RemoteConnection
    state = model.RemoteConnectionState
    ends = ("local", "remote")
    lifecycle = RemoteConnectionLifecycle

    def look_up(self, olds: Props, news: Props) -> tuple[Props, list[Problem]]:
        """Fill in facts; fail for a local end whose Elasticsearch no credential reaches, and for a remote whose address nobody says."""
        filled, failures = super().look_up(olds, news)
        failures += self._unreachable(filled.get("local"))
        remote = filled.get("remote")
        if isinstance(remote, Mapping) and isinstance(remote.get("endpoint"), str):
            return filled, failures
        missing = [name for name in OF_ENDPOINT if filled.get(name) is None]
        if missing and isinstance(remote, Mapping) and isinstance(remote.get("platform"), str) and remote.get("endpoint") is None:
            text = f"has no endpoint that is known (has its first plan been applied?); give {' and '.join(missing)}"
            failures.append(Problem("remote", text))
        return filled | dict.fromkeys(missing, UNKNOWN), failures  # what follows from a remote that is not known, or wrong, is not known either

    def _unreachable(self, local: Any) -> list[Problem]:
        try:
            end = Deployment.model_validate(local)
            if end.known:  # else it is told already what is wrong with it
                self.settings.connections.elasticsearch(end)
        except ValidationError:  # not known yet, or told by validation
            return []
        except ConnectionsError as error:
            return [Problem("local.cluster", str(error))]
        return []


class RemoteConnection(Resource, module=MODULE, name="RemoteConnection"):
    """A local deployment may use a remote one under an alias, with certificates (port 9400), wherever the remote belongs to.

    It is written through the local cluster's own REST API: with the credentials of `crosslink:clusters`, or through ECE's proxy operation.
    Other remotes stay as they are, and so do settings of this one that have no input here.  Both ends must trust each other.
    """

    alias: Output[str]
    """The name by which the local cluster addresses the remote: `GET /<alias>:logs-*/_search`."""
    mode: Output[str]
    """How the remote is reached."""
    proxy_address: Output[str]
    """Host and port of the remote."""
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
        opts: ResourceOptions | None = None,
    ) -> None:
        """Declare it.

        :param local: the deployment that opens the connection: its id, or a :class:`Deployment`.
        :param remote: the deployment that is searched or replicated; one that no connection sees says its `platform`, `resource_id` and `endpoint`.
        :param alias: letters, digits, dashes and underscores; one place in the local cluster's settings.
        :param purpose: `search` (the default) or `replication`.
        :param mode: `proxy`, the default and the only one.
        :param proxy_address: host and port of the remote; default: its endpoint and 9400.
        :param server_name: the host that the remote's proxy is asked for; default: its endpoint.
        :param skip_unavailable: whether searches go on without this remote when it is away; default: false where the link replicates, else true.
        :param require_connected: whether a connection that cannot be proved is an error; default false, a warning.
        :param connect_timeout_s: how long to wait for the connection, in seconds; default 120.
        """
        wanted = {
            "local": props_of(local),
            "remote": props_of(remote),
            "alias": alias,
            "purpose": purpose,
            "mode": mode,
            "proxy_address": proxy_address,
            "server_name": server_name,
            "skip_unavailable": skip_unavailable,
            "require_connected": require_connected,
            "connect_timeout_s": connect_timeout_s,
        }
        outputs = dict.fromkeys(("connected", "reason", "claim"))
        slot = ResourceOptions(delete_before_replace=True)  # a place holds one object: the old one must leave first
        super().__init__(RemoteConnectionProvider(), resource_name, wanted | outputs, ResourceOptions.merge(slot, opts))
