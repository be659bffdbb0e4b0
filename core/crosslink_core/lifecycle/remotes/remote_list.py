"""A deployment's list of remote clusters, as values: which entry is wanted, and the pure edits that put or remove it."""

from crosslink_core.api.cloud.remotes.remote_cluster import Entry, Info
from crosslink_core.model.deployments.deployment import MAIN, Deployment
from crosslink_core.model.remotes.remote_cluster import RemoteCluster, RemoteClusterState, why_not

Entries = tuple[Entry, ...]


def ref(end: Deployment) -> str:
    """Return the ref id of an end, or the alias that the API takes where there is a single resource."""
    return end.ref_id or MAIN


def to_wire(spec: RemoteCluster) -> Entry:
    """Return the entry that is wanted."""
    remote = spec.remote
    return Entry(deployment_id=remote.deployment_id, elasticsearch_ref_id=ref(remote), alias=spec.alias, skip_unavailable=spec.skip_unavailable)


def from_wire(local: Deployment, entry: Entry) -> RemoteCluster:
    """Return the remote cluster that an entry describes; raise :exc:`pydantic.ValidationError` where crosslink cannot express it."""
    return RemoteCluster(local=local, remote=target(entry, local.connection), alias=entry.alias, skip_unavailable=bool(entry.skip_unavailable))


def target(entry: Entry, connection: str | None) -> Deployment:
    """Return the deployment that an entry points to, of which only the ids are known."""
    return Deployment(deployment_id=entry.deployment_id, ref_id=entry.elasticsearch_ref_id, connection=connection)


def state(spec: RemoteCluster, info: Info | None) -> RemoteClusterState:
    """Return what there is: an entry, and what the service says of its connection."""
    status = (info or Info()).model_dump(include={"connected", "compatible", "trusted", "trusted_back"})
    wanted = spec.model_dump(include=set(RemoteCluster.model_fields))
    reason = "the service does not say whether it is" if info is None else why_not(**status)
    return RemoteClusterState.model_validate(wanted | status | {"reason": reason})


def find(entries: Entries, alias: str) -> Entry | None:
    """Return the entry of an alias."""
    return next((entry for entry in entries if entry.alias == alias), None)


def target_ids(entry: Entry) -> tuple[str, str]:
    """Return the deployment id and the ref id of an entry's remote."""
    return entry.deployment_id, entry.elasticsearch_ref_id


def is_same(entry: Entry, other: Entry) -> bool:
    """Whether two entries mean the same; an absent `skip_unavailable` is false."""
    return target_ids(entry) == target_ids(other) and bool(entry.skip_unavailable) == bool(other.skip_unavailable)


def described(entry: Entry) -> str:
    """Describe an entry in a message."""
    return f"deployment {entry.deployment_id} with skip_unavailable {str(bool(entry.skip_unavailable)).lower()}"


def put(entries: Entries, *, wanted: Entry) -> Entries:
    """Return the list with the wanted entry in its place, or at the end; an entry that means the same is left as it is."""
    found = find(entries, wanted.alias)
    if found is None:
        return (*entries, wanted)
    return entries if is_same(found, wanted) else tuple(wanted if entry is found else entry for entry in entries)


def removed(entries: Entries, *, mine: Entry) -> Entries:
    """Return the list without an entry; an entry that points elsewhere by now is somebody else's."""
    return tuple(entry for entry in entries if entry.alias != mine.alias or target_ids(entry) != target_ids(mine))


def without(entries: Entries, *, mine: Entry) -> Entries:
    """Return the list without an entry that is exactly as it was put there; an entry that differs at all is somebody else's."""
    return tuple(entry for entry in entries if entry.alias != mine.alias or not is_same(entry, mine))


def differences(known: RemoteClusterState, found: Entry) -> dict[str, object]:
    """Return the properties of an entry, as an update of the state."""
    remote = known.remote
    if target_ids(found) != (remote.deployment_id, ref(remote)):
        remote = target(found, remote.connection)
    return {"remote": remote, "skip_unavailable": bool(found.skip_unavailable)}


def connected(entries: Entries, *, wanted: Entry) -> bool:
    """Whether the entry is connected, has changed, or has no status: asking again would not help."""
    found = find(entries, wanted.alias)
    info = found.info if found and is_same(found, wanted) else None
    return info is None or info.connected


def hopeless(entries: Entries, *, wanted: Entry) -> bool:
    """Whether waiting cannot help: trust is missing, or the versions are incompatible."""
    found = find(entries, wanted.alias)
    info = found.info if found else None
    return info is not None and not (info.compatible and info.trusted and info.trusted_back)
