"""What stops a link by certificate, seen from the node that connects.  Source: Elasticsearch 8.19.21, recorded."""

import ipaddress
from typing import Any, Literal, NamedTuple

from crosslink_emulator.http.elasticsearch import Call
from crosslink_emulator.http.elasticsearch.error import ElasticsearchError, IllegalArgumentError, RootedError
from crosslink_emulator.world.remotes import RemoteSettings, host_and_port
from crosslink_emulator.world.remotes.connectivity import CLIENT_ROLE, link
from crosslink_emulator.world.remotes.transport_address import listener
from crosslink_emulator.world.state.certificate import fingerprint
from crosslink_emulator.world.state.cloud import End
from crosslink_emulator.world.state.cluster import Cluster
from crosslink_emulator.world.trust import Peer, peer_of
from crosslink_emulator.world.trust.cluster_trust import trusts_of
from crosslink_emulator.world.trust.trust_evaluation import accepts

Kind = Literal["unknown host", "refused", "reset", "untrusted name", "untrusted authority", "no role"]
"""How it shows: the host has no address; nothing listens; the remote rejects the certificate; the local node rejects the remote's name, or its authority;
the local node is no remote cluster client."""

OTHERWISE: Kind = "refused"
"""GUESS: whatever else is wrong (a version, a server name, a mode, a deployment that may not link) shows as a connection that is refused."""


TRUST_WORDS = " does not trust "
"""They stand in the reason of a link exactly where a certificate stops it."""


class Failure(NamedTuple):
    """Why a link is not connected."""

    kind: Kind
    detail: str = ""
    """A host, or the sentence about a certificate."""


class Remote(NamedTuple):
    """One remote as its use shows it."""

    failure: Failure | None
    version: str
    """Of the other cluster; empty where it is not reached."""


def use(call: Call, remote: RemoteSettings) -> Remote:
    """Return what somebody meets who uses a remote now."""
    found = link(call.world, call.cloud, call.elasticsearch, remote)
    if not found.connected:
        return Remote(_failure(call, remote, lacks_trust=TRUST_WORDS in found.reason), "")
    ends = (listener(call.world, call.elasticsearch, *host_and_port(address)).end for address in remote.addresses)
    return Remote(None, next(end.elasticsearch.version for end in ends if end is not None))


def _failure(call: Call, remote: RemoteSettings, *, lacks_trust: bool) -> Failure:
    """Return what happens at the first address, which is the one that the link's reason is about."""
    if CLIENT_ROLE not in call.elasticsearch.roles:
        return Failure("no role")
    host, port = host_and_port(remote.addresses[0])
    found = listener(call.world, call.elasticsearch, host, port)
    if found.end is not None and lacks_trust:
        return _rejected(call, found.end)
    return Failure(OTHERWISE if found.is_known or _is_address(host) else "unknown host", host)


def _rejected(call: Call, there: End) -> Failure:
    """Return who rejects whom: the node that connects sees the other certificate first."""
    verdict = accepts(call.world, call.cloud, call.elasticsearch, *there)
    if verdict.accepted:
        return Failure("reset")
    peer, holder = peer_of(call.world, there), call.elasticsearch
    if not isinstance(holder, Cluster):
        return _rejected_by_deployment(peer, verdict.reason)
    for trust in trusts_of(call.world, holder):
        if peer.certificate not in map(fingerprint, trust.authorities) or peer.expired:
            return Failure("untrusted authority")
    patterns = [pattern for trust in trusts_of(call.world, holder) for pattern in trust.restrictions or ()]
    return Failure("untrusted name", _name_problem(peer, patterns))


def _rejected_by_deployment(peer: Peer, why: str) -> Failure:
    """Return how the nodes of a deployment reject others.

    GUESS: they know the authorities of all hosted regions and of their environment, and those of others from entries alone; the patterns that the
    platform makes of its lists are not known.
    """
    if "certificate" in why or peer.end.cloud is None:
        return Failure("untrusted authority")
    return Failure("untrusted name", _name_problem(peer, []))


def _name_problem(peer: Peer, patterns: list[str]) -> str:
    """Return what a node says of a certificate whose names fit none of its patterns; the first node without a fitting name is the one that is met."""
    names = next(iter(peer.nodes), ())
    subject = names[0][:64] if names else peer.end.elasticsearch.node
    fields = "fields [subjectAltName.otherName.commonName]"
    return f"Certificate for CN={subject} with {fields} with values [{', '.join(names)}] does not match the trusted names [{', '.join(patterns)}]"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.rpartition("/")[2].strip("[]"))
    except ValueError:
        return host == "localhost"
    return True


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
