"""What a search says when a link by certificate is not connected.  Source: replies of Elasticsearch 8.19.21, recorded."""

from typing import Any

from crosslink_emulator.http.elasticsearch.error import ElasticsearchError, IllegalArgumentError
from crosslink_emulator.http.elasticsearch.index_authorization import RootedError
from crosslink_emulator.http.elasticsearch.link_failure import Failure
from crosslink_emulator.world.remotes.elasticsearch_remote import RemoteSettings

RESET = "handshake failed because connection reset"
"""All that is seen of a remote that rejects the certificate; why stands in the remote's log alone."""

NO_PATH = "unable to find valid certification path to requested target"
PKIX = f"PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: {NO_PATH}"

NO_ROLE = "this node does not have the remote_cluster_client role"
"""GUESS: by the source code."""

Cause = dict[str, Any]


BAD_GATEWAY_SINCE = (8, 16, 0)
"""GUESS: from this version on a connection that fails is 502 in mode sniff; seen are 500 in 8.15.0 and 502 in 8.19.21."""


def link_error(remote: RemoteSettings, failure: Failure, version: str) -> ElasticsearchError:
    """Return the error of a search through a remote with ``skip_unavailable`` false: the mode shapes it, the failure fills it."""
    if failure.kind == "no role":
        return IllegalArgumentError(NO_ROLE)
    if failure.kind == "unknown host":
        return _unknown_host(failure.detail)
    address = remote.addresses[0]  # of several seeds Elasticsearch tells the last failure; here all fail like the first
    what, chain = ("general node connection failure", _reset()) if failure.kind == "reset" else ("connect_exception", _failed_execution(address, failure))
    connect = {"type": "connect_transport_exception", "reason": f"[][{address}] {what}"}
    if remote.mode == "SNIFF":
        root = {name: value for name, value in chain.items() if name != "caused_by"}
        status = 502 if tuple(map(int, version.split("."))) >= BAD_GATEWAY_SINCE else 500
        return RootedError(status, connect | {"caused_by": chain}, root)
    nowhere = {"type": "no_seed_node_left_exception", "reason": f"Unable to open any proxy connections to cluster [{remote.alias}] at address [{address}]"}
    return RootedError(500, nowhere | {"suppressed": [connect | {"caused_by": chain}]}, nowhere | {"suppressed": [connect]})


def skipped_reason(alias: str) -> Cause:
    """Return why a remote with ``skip_unavailable`` true was skipped: no more than that it is not connected."""
    return {"type": "connect_transport_exception", "reason": f"Unable to connect to [{alias}]"}


def _unknown_host(host: str) -> ElasticsearchError:
    root = {"type": "illegal_argument_exception", "reason": f"unknown host [{host}]"}
    return RootedError(400, root | {"caused_by": {"type": "unknown_host_exception", "reason": host}}, root)


def _reset() -> Cause:
    return {"type": "transport_exception", "reason": RESET}


def _failed_execution(address: str, failure: Failure) -> Cause:
    """Return the chain of exceptions, whose names are Java's."""
    refused = f"Connection refused: /{address}"
    said, chain = {
        "refused": (
            f"io.netty.channel.AbstractChannel$AnnotatedConnectException: {refused}",
            [("annotated_connect_exception", refused), ("connect_exception", "Connection refused")],
        ),
        "untrusted name": (
            f"javax.net.ssl.SSLHandshakeException: {failure.detail}",
            [("s_s_l_handshake_exception", failure.detail), ("certificate_exception", failure.detail)],
        ),
        "untrusted authority": (
            f"javax.net.ssl.SSLHandshakeException: {PKIX}",
            [("s_s_l_handshake_exception", PKIX), ("validator_exception", PKIX), ("sun_cert_path_builder_exception", NO_PATH)],
        ),
    }[failure.kind]
    return _nested([("uncategorized_execution_exception", "Failed execution"), ("execution_exception", said), *chain])


def _nested(chain: list[tuple[str, str]]) -> Cause:
    (kind, reason), *rest = chain
    return {"type": kind, "reason": reason} | ({"caused_by": _nested(rest)} if rest else {})
