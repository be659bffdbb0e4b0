"""The remotes that are in a cluster's settings already, as `crosslink import` and `crosslink show` find them."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final, NoReturn

from pydantic import ValidationError

from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.base import Tell
from crosslink_core.lifecycle.deployments.cluster import as_known
from crosslink_core.lifecycle.remotes import remote_settings
from crosslink_core.lifecycle.remotes.remote_connection import NO_ANSWER
from crosslink_core.model.address import host
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.end import End
from crosslink_core.model.error import CrosslinkError
from crosslink_core.model.identifier import RESOURCE_ID
from crosslink_core.model.problem import problems
from crosslink_core.model.remotes.remote_connection import RemoteConnection, RemoteConnectionState

SERVICE: Final = re.compile(r"[a-z0-9.-]+-es-(transport|remote-cluster)\.[a-z0-9.-]+\.svc")
"""The hosts inside Kubernetes that ECK's operator makes remotes lead to (the operator's source)."""

RemoteOf = Callable[[Sequence[str]], End | None]
"""Finds the other end by the places that settings name, in lower case: server name, addresses, and their hosts; raises why it cannot be said."""


def existing_remotes(session: Session, tell: Tell, local: End, remote_of: RemoteOf, listed: Collection[str], *, otherwise: str) -> list[RemoteConnectionState]:
    """Return every remote of a cluster, but those `listed`, whose other end is found; of others it is said what happens `otherwise`.

    Raises what a request raised.  They are as the settings say, also where the nodes run `skip_unavailable` otherwise.
    """
    elasticsearch, found = session.elasticsearch(local), list[RemoteConnectionState]()
    settings = elasticsearch.settings.remotes()
    aliases = [one for one in sorted({*settings.persistent, *settings.transient} - {*listed}) if remote_settings.is_there(settings.of(one))]
    infos = elasticsearch.remotes() if aliases else {}
    for alias in aliases:
        names = settings.of(alias)
        said = remote_settings.said(names, local.version)
        addresses = [one for one in (str(said["proxy_address"]), *said["seeds"]) if one]
        places = [one.lower() for one in (str(said["server_name"]), *addresses, *map(host, addresses)) if one]
        what, info = f"{local.label}, alias {alias}, {remote_settings.described(names, local.version)}", infos.get(alias)
        try:
            remote = remote_of(places) or _nothing(local, places)
            spec = RemoteConnection.model_validate({"local": local, "remote": remote, "alias": alias} | said)
        except ValidationError as error:  # what Elasticsearch takes and crosslink does not
            tell.warn(f"{otherwise} {what}: {'; '.join(map(str, problems(error)))}")
        except CrosslinkError as error:
            tell.warn(f"{otherwise} {what}: {error}")
        else:
            if alias in settings.transient:
                tell.warn(f"{what}: it is in the transient settings, which the next change takes away")
            if info and info.skip_unavailable is not spec.skip_unavailable:
                tell.warn(f"{what}: the nodes run it with skip_unavailable {str(info.skip_unavailable).lower()}; `pulumi up --refresh` mends that")
            state = remote_settings.state(spec, names, info, reason=NO_ANSWER)
            found.append(state.model_copy(update={"skip_unavailable": spec.skip_unavailable}))
    return found


def cluster_at(session: Session, local: End, places: Collection[str]) -> Cluster | None:
    """Return the cluster under `crosslink:clusters` whose transport layer is at one of these places, in lower case; None where none is.

    What one operator links inside Kubernetes is its work, whatever is configured, and the credentials of a deployment are no cluster.
    Raises :exc:`CrosslinkError` where it may be several, and for one that refuses to be asked.
    """
    names = []
    for name in list(session.connections.clusters):  # another thread may add one
        configured = session.connections.clusters[name]
        theirs = {one.lower() for one in configured.transport_address}
        if _one_operator(local, configured.kubernetes):
            theirs = {one for one in theirs if not SERVICE.fullmatch(host(one))}
        if theirs & {*places}:
            names.append(name)
    found = [one for one in (as_known(session, name) for name in names) if not is_deployment(one)]
    if len({one.cluster_uuid or one.cluster for one in found}) > 1:
        msg = f"its addresses are those of {' and of '.join(one.cluster for one in found)}: let transportAddress tell them apart"
        raise CrosslinkError(msg)
    return found[0] if found else None


def is_deployment(cluster: Cluster) -> bool:
    """Whether it is the Elasticsearch of a deployment, which Elastic Cloud calls by its resource id."""
    return bool(RESOURCE_ID.fullmatch(cluster.name or ""))


def _one_operator(local: End, other: Kubernetes | None) -> bool:
    """Whether one operator runs both; where it is not said, it is the one of the Kubernetes that their names are of."""
    mine = local.kubernetes if isinstance(local, Cluster) else None
    return mine is not None and other is not None and (mine.operator is None or other.operator is None or mine.operator == other.operator)


def _nothing(local: End, places: Sequence[str]) -> NoReturn:
    """Say why a remote has no other end."""
    if isinstance(local, Cluster) and local.kubernetes and any(map(SERVICE.fullmatch, places)):
        msg = "the operator makes it, by spec.remoteClusters of the Elasticsearch object"
        raise CrosslinkError(msg)
    msg = f"nothing that is configured here is behind {places[0]} (transportAddress of a cluster, endpoint of a deployment)"
    raise CrosslinkError(msg)
