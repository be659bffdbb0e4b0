"""The remotes that are in a cluster's settings already, as `crosslink import` and `crosslink show` find them."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final, NoReturn

from pydantic import ValidationError

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle import Tell
from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.remotes import remote_settings
from crosslink_core.lifecycle.remotes.remote_connection import NO_ANSWER
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments import End
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.identifier import RESOURCE_ID, host
from crosslink_core.model.problem import problems
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState

SERVICE: Final = re.compile(r"[a-z0-9.-]+-es-(transport|remote-cluster)\.[a-z0-9.-]+\.svc")
"""The hosts inside Kubernetes that remotes made by ECK's operator point to (the operator's source)."""

RemoteOf = Callable[[Sequence[str]], End | None]
"""Finds the other end by the hosts in the settings, in lower case: server name, addresses, and their hosts; raises why it cannot."""


def existing_remotes(session: Session, tell: Tell, local: End, remote_of: RemoteOf, listed: Collection[str], *, otherwise: str) -> list[RemoteConnectionState]:
    """Return every remote of a cluster but those `listed`, if its other end is found; for others a warning says what happens (`otherwise`).

    Raises what a request raised.  The states follow the settings, even where the nodes run another `skip_unavailable`.
    """
    elasticsearch, found = session.elasticsearch(local), list[RemoteConnectionState]()
    settings = elasticsearch.settings.remotes()
    aliases = [alias for alias in sorted({*settings.persistent, *settings.transient} - {*listed}) if remote_settings.is_there(settings.of(alias))]
    infos = elasticsearch.remotes() if aliases else {}
    for alias in aliases:
        names = settings.of(alias)
        meaning = remote_settings.meaning(names, local.version)
        addresses = [address for address in (str(meaning["proxy_address"]), *meaning["seeds"]) if address]
        places = [place.lower() for place in (str(meaning["server_name"]), *addresses, *map(host, addresses)) if place]
        what, info = f"{local.label}, alias {alias}, {remote_settings.described(names, local.version)}", infos.get(alias)
        try:
            remote = remote_of(places) or _nothing(local, places)
            spec = RemoteConnection.model_validate({"local": local, "remote": remote, "alias": alias} | meaning)
        except ValidationError as error:  # Elasticsearch takes values that crosslink refuses
            tell.warn(f"{otherwise} {what}: {'; '.join(map(str, problems(error)))}")
        except CrosslinkError as error:
            tell.warn(f"{otherwise} {what}: {error}")
        else:
            if alias in settings.transient:
                tell.warn(f"{what}: it is in the transient settings, which the next change removes")
            if info and info.skip_unavailable is not spec.skip_unavailable:
                tell.warn(f"{what}: the nodes run it with skip_unavailable {str(info.skip_unavailable).lower()}; `pulumi up --refresh` corrects that")
            state = remote_settings.state(spec, names, info, reason=NO_ANSWER)
            found.append(state.model_copy(update={"skip_unavailable": spec.skip_unavailable}))
    return found


def cluster_at(session: Session, local: End, places: Collection[str]) -> Cluster | None:
    """Return the cluster under `crosslink:clusters` whose transport layer has any of these addresses, in lower case; None where there is none.

    Remotes that an operator makes inside Kubernetes are left to it, and credentials of a deployment's Elasticsearch do not count as a cluster.
    Raises :exc:`CrosslinkError` where several clusters have the address, and where a cluster refuses the request.
    """
    names = []
    for name in list(session.connections.clusters):  # another thread may add one
        configured = session.connections.clusters[name]
        theirs = {address.lower() for address in configured.transport_address}
        if _same_operator(local, configured.kubernetes):
            theirs = {address for address in theirs if not SERVICE.fullmatch(host(address))}
        if theirs & {*places}:
            names.append(name)
    found = [cluster for cluster in (as_known(session, name) for name in names) if not is_deployment(cluster)]
    if len({cluster.cluster_uuid or cluster.cluster for cluster in found}) > 1:
        raise CrosslinkError(f"its addresses are those of {' and of '.join(cluster.cluster for cluster in found)}: give each its own transportAddress")
    return found[0] if found else None


def is_deployment(cluster: Cluster) -> bool:
    """Whether it is the Elasticsearch of a deployment, whose cluster name is the resource id."""
    return bool(RESOURCE_ID.fullmatch(cluster.name or ""))


def _same_operator(local: End, other: Kubernetes | None) -> bool:
    """Whether the same operator manages both; where an operator is not given, it is taken to be the same."""
    mine = local.kubernetes if isinstance(local, Cluster) else None
    return mine is not None and other is not None and (mine.operator is None or other.operator is None or mine.operator == other.operator)


def _nothing(local: End, places: Sequence[str]) -> NoReturn:
    """Raise why a remote has no other end."""
    if isinstance(local, Cluster) and local.kubernetes and any(map(SERVICE.fullmatch, places)):
        raise CrosslinkError("the operator makes it, from spec.remoteClusters of the Elasticsearch object")
    raise CrosslinkError(f"nothing that is configured here is behind {places[0]} (transportAddress of a cluster, endpoint of a deployment)")
