"""A cluster's own REST API, at its own address or through a proxy operation."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from crosslink_core.api import Operation, Send
from crosslink_core.api.elasticsearch.remote_info import RemoteInfos
from crosslink_core.api.elasticsearch.settings import ClusterSettings, Nodes
from crosslink_core.model.deployments.deployment import VersionText

INFO: Final = Operation("info", "GET", "/", 200, again=True)


class ClusterVersion(BaseModel):
    """The part of `version` that is of use."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    number: VersionText
    """Such as `8.19.4`."""


class ClusterInfo(BaseModel):
    """What a cluster says of itself: `GET /`."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    cluster_name: str
    """On Elastic Cloud the Elasticsearch resource id."""
    cluster_uuid: str
    """22 characters; trust lists and traffic filters want the resource id instead."""
    version: ClusterVersion


class Elasticsearch:
    """The operations of one cluster, by noun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.settings = ClusterSettings(send)
        remotes = RemoteInfos(send)
        self.remotes, self.reconnect, self.trouble = remotes.get, remotes.reconnect, remotes.trouble
        nodes = Nodes(send)
        self.roles, self.license = nodes.roles, nodes.license

    def info(self) -> ClusterInfo:
        """Return the name, the ids and the version."""
        return self._send(INFO, lambda reply: ClusterInfo.model_validate(reply, extra="ignore"))
