"""A deployment's list of remote clusters, as values: which entry is wanted, and the pure edits that put it there or take it away."""

from crosslink_core.api.cloud.remotes.remote_cluster import Entry, Info
from crosslink_core.model.deployments.deployment import MAIN, Deployment
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState, why_not

Entries = tuple[Entry, ...]


def ref(end: Deployment) -> str:
    """Return the ref id of an end, or the word that the API takes for the only one."""
    return end.ref_id or MAIN


def to_wire(spec: RemoteCluster) -> Entry:
    """Return the entry that is wanted."""
    remote = spec.remote
    return Entry(deployment_id=remote.deployment_id, elasticsearch_ref_id=ref(remote), alias=spec.alias, skip_unavailable=spec.skip_unavailable)


def from_wire(local: Deployment, entry: Entry) -> RemoteCluster:
    """Return an entry as it would be wanted; raise :exc:`pydantic.ValidationError` for one that crosslink cannot express."""
    return RemoteCluster(local=local, remote=target(entry, local.connection), alias=entry.alias, skip_unavailable=bool(entry.skip_unavailable))


def target(entry: Entry, connection: str | None) -> Deployment:
    """Return the deployment that an entry leads to, of which only its ids are known."""
    return Deployment(deployment_id=entry.deployment_id, ref_id=entry.elasticsearch_ref_id, connection=connection)


def state(spec: RemoteCluster, info: Info | None) -> RemoteClusterState:
    """Return what there is: an entry, and what the service says of its connection."""
    said = (info or Info()).model_dump(include={"connected", "compatible", "trusted", "trusted_back"})
    wanted = spec.model_dump(include=set(RemoteCluster.model_fields))
    reason = "the service does not say whether it is" if info is None else why_not(**said)
    return RemoteClusterState.model_validate(wanted | said | {"reason": reason})


def find(entries: Entries, alias: str) -> Entry | None:
    """Return the entry of an alias."""
    return next((one for one in entries if one.alias == alias), None)


def leads_to(one: Entry) -> tuple[str, str]:
    """Return where an entry leads."""
    return one.deployment_id, one.elasticsearch_ref_id


def alike(one: Entry, other: Entry) -> bool:
    """Whether two entries mean the same; an absent `skip_unavailable` is false."""
    return leads_to(one) == leads_to(other) and bool(one.skip_unavailable) == bool(other.skip_unavailable)


def described(entry: Entry) -> str:
    """Say what an entry is, for a person."""
    return f"deployment {entry.deployment_id} with skip_unavailable {str(bool(entry.skip_unavailable)).lower()}"


def put(entries: Entries, *, wanted: Entry) -> Entries:
    """Return the list with the wanted entry in its place, or at the end; an alike one is left as it stands."""
    found = find(entries, wanted.alias)
    if found is None:
        return (*entries, wanted)
    return entries if alike(found, wanted) else tuple(wanted if one is found else one for one in entries)


def removed(entries: Entries, *, mine: Entry) -> Entries:
    """Return the list without an entry; one that leads elsewhere by now is somebody else's."""
    return tuple(one for one in entries if one.alias != mine.alias or leads_to(one) != leads_to(mine))


def without(entries: Entries, *, mine: Entry) -> Entries:
    """Return the list without an entry that is exactly as it was put there; one that differs at all is somebody else's."""
    return tuple(one for one in entries if one.alias != mine.alias or not alike(one, mine))


def differences(known: RemoteClusterState, found: Entry) -> dict[str, object]:
    """Return what an entry says otherwise than the state."""
    remote = known.remote
    if leads_to(found) != (remote.deployment_id, ref(remote)):
        remote = target(found, remote.connection)
    return {"remote": remote, "skip_unavailable": bool(found.skip_unavailable)}


def connected(entries: Entries, *, wanted: Entry) -> bool:
    """Whether the entry is connected, or is another one by now, or says nothing: asking again would not help."""
    found = find(entries, wanted.alias)
    info = found.info if found and alike(found, wanted) else None
    return info is None or info.connected


def hopeless(entries: Entries, *, wanted: Entry) -> bool:
    """Whether what is in the way does not change by itself: trust that is missing, versions that do not suit."""
    found = find(entries, wanted.alias)
    info = found.info if found else None
    return info is not None and not (info.compatible and info.trusted and info.trusted_back)
