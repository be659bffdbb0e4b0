"""Names of remote connections that live in users' states: add to them, and never change one.  Do not fix these tests."""

import base64
import pickletools

from pulumi.dynamic.dynamic import serialize_provider

import pulumi_crosslink
from crosslink_core.connections import CLUSTERS
from crosslink_core.connections.cluster import Cluster, cluster_variable
from crosslink_core.model import token
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState
from pulumi_crosslink.remote_connection import RemoteConnectionProvider


def test_token():
    """Policies, import files and states know the resource by this token."""
    assert token.REMOTE_CONNECTION == "pulumi-python:dynamic/crosslink:RemoteConnection"
    assert pulumi_crosslink.RemoteConnection._resource_type_name == "dynamic/crosslink:RemoteConnection"


def test_provider_is_pickled_by_reference():
    """The state holds a module and a class name, and the same text every time."""
    text = serialize_provider(RemoteConnectionProvider())
    strings = [arg for _, arg, _ in pickletools.genops(base64.b64decode(text)) if isinstance(arg, str)]

    assert strings[:2] == ["pulumi_crosslink.remote_connection", "RemoteConnectionProvider"]
    assert serialize_provider(RemoteConnectionProvider()) == text


def test_properties():
    """Property names of a remote connection and of its outputs."""
    names = (
        "local remote alias purpose mode proxy_address server_name skip_unavailable require_connected connect_timeout_s "
        "seeds proxy_socket_connections node_connections"
    )

    assert " ".join(RemoteConnection.model_fields) == names
    assert set(RemoteConnectionState.model_fields) - set(RemoteConnection.model_fields) == {"connected", "reason"}


def test_id():
    """The id is the place: local cluster, alias."""
    remote = {"deployment_id": "b" * 32, "endpoint": "b.example"}

    assert RemoteConnection(local={"deployment_id": "a" * 32, "ref_id": "main"}, remote=remote, alias="us").id == f"{'a' * 32}/us"


def test_configuration():
    """Stacks' configurations and environments say credentials by these names."""
    assert CLUSTERS == "crosslink:clusters"
    assert {field.alias for field in Cluster.model_fields.values()} == {
        *("url", "username", "password", "caFile", "insecure"),
        *("platform", "transportAddress", "transportCaFile", "nodeCertificateFile", "nodeNames", "kubernetes"),
    }
    assert cluster_variable("logs-eu.1", "ca_file") == "CROSSLINK_CLUSTERS__LOGS_EU_1__CA_FILE"
