"""The cluster settings of an Elasticsearch.

One truth: what the remote list of the control plane says is derived from it at each look, and a deployment stores only what was written through
Elasticsearch's own API and differs from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosslink_emulator.world import matches
from crosslink_emulator.world.remotes import REMOTE, Flat, RemoteSettings, Value, check_name, check_value, remote_settings
from crosslink_emulator.world.state import World
from crosslink_emulator.world.state.cloud import Cloud
from crosslink_emulator.world.state.deployment import Deployment, Remote
from crosslink_emulator.world.state.elasticsearch import Elasticsearch

CERTIFICATE_PORT = 9400
"""The port of links by certificate.  Source: a real reply, quoted in terraform-provider-ec issue 357."""

LISTED = ("mode", "skip_unavailable", "server_name", "proxy_address")
"""The settings that the control plane writes, and nulls, for an entry of the remote list.  Source: the same."""

SKIP_BY_DEFAULT_SINCE = (8, 15, 0)
"""From this version on, ``skip_unavailable`` is true where it is not given.  Source: the documentation; seen in 8.15.0."""

DRIFT_VERSIONS = ((8, 15, 0), (8, 19, 21))
"""The first and the last version with the drift of ``skip_unavailable``.  Seen in both, gone in 9.5.3.  GUESS: that it is in all between and in no 9.x."""

Change = Mapping[str, Value | None]
"""Settings to write by their whole names; None removes, and then ``*`` stands for any part of the name."""


@dataclass(frozen=True)
class Settings:
    """Both layers; the transient one wins, key by key."""

    persistent: Flat
    transient: Flat

    def remotes(self) -> dict[str, RemoteSettings]:
        """Return the remotes that there are, by alias; left-over settings make none."""
        return {setting.alias: setting for setting in remote_settings(self.persistent | self.transient) if setting.addresses}


def settings_of(cloud: Cloud | None, elasticsearch: Elasticsearch) -> Settings:
    """Return the settings as they are."""
    return Settings(
        {key: value for key, value in (listed(cloud, elasticsearch) | elasticsearch.persistent).items() if value is not None}, dict(elasticsearch.transient)
    )


def listed(cloud: Cloud | None, elasticsearch: Elasticsearch) -> Flat:
    """Return what the remote list says, which only deployments have; an entry whose target is gone has no endpoint any more, and no settings."""
    flat: Flat = {}
    if cloud is None or not isinstance(elasticsearch, Deployment):
        return flat
    for remote in elasticsearch.remotes:
        target = cloud.find(remote.deployment_id)
        if target is not None:
            host = cloud.endpoint(target)
            values = ("proxy", str(remote.skip_unavailable).lower(), host, f"{host}:{CERTIFICATE_PORT}")
            flat |= {f"{REMOTE}{remote.alias}.{name}": value for name, value in zip(LISTED, values, strict=True)}
    return flat


def change_settings(cloud: Cloud | None, elasticsearch: Elasticsearch, persistent: Change, transient: Change) -> None:
    """Write settings through Elasticsearch's own API; raise, and change nothing, where one of them or all together are wrong."""
    before = settings_of(cloud, elasticsearch)
    after = Settings(_changed("persistent", before.persistent, persistent), _changed("transient", before.transient, transient))
    from_list = listed(cloud, elasticsearch)
    elasticsearch.persistent = {key: value for key, value in after.persistent.items() if from_list.get(key) != value} | {
        key: None for key in from_list if key not in after.persistent
    }
    elasticsearch.transient = after.transient
    elasticsearch.drifted = _drifted(elasticsearch, before, after)


def relist(cloud: Cloud, deployment: Deployment, wanted: Sequence[Remote]) -> None:
    """Replace the remote list, which counts again for its aliases and for those before it; raise, and change nothing, where other settings refuse it."""
    before = settings_of(cloud, deployment)
    aliases = {remote.alias for remote in (*deployment.remotes, *wanted)}
    overruled = {f"{REMOTE}{alias}.{name}" for alias in aliases for name in LISTED}
    relisted = deployment.model_copy(
        update={"remotes": list(wanted), "persistent": {key: value for key, value in deployment.persistent.items() if key not in overruled}}
    )
    after = settings_of(cloud, relisted)
    _check(after.persistent)
    deployment.drifted = _drifted(deployment, before, after)
    deployment.remotes, deployment.persistent = relisted.remotes, relisted.persistent


def overruled(deployment: Deployment, alias: str) -> bool:
    """Whether something written through Elasticsearch's own API counts instead of the remote list's entry."""
    return any(f"{REMOTE}{alias}.{name}" in layer for layer in (deployment.persistent, deployment.transient) for name in LISTED)


def skip_unavailable(elasticsearch: Elasticsearch, remote: RemoteSettings) -> bool:
    """Return what the node runs with, which is not always what the settings say."""
    default = str(_number(elasticsearch.version) >= SKIP_BY_DEFAULT_SINCE).lower()
    return (default if remote.alias in elasticsearch.drifted else remote.text("skip_unavailable", default)) == "true"


def _changed(scope: str, there: Flat, change: Change) -> Flat:
    """Return one layer after a change: removals first, then what is set."""
    for key, value in sorted(change.items()):
        if value is None and key.endswith("*"):
            continue
        check_name(scope, key)
        if value is not None:
            check_value(key, value)
    gone = [key for key, value in change.items() if value is None]
    kept = {key: value for key, value in there.items() if not any(matches(pattern, key) for pattern in gone)}
    after = kept | {key: value for key, value in change.items() if value is not None}
    _check(after)
    return after


def _check(layer: Flat) -> None:
    """Raise what is wrong with a layer as a whole; each is judged alone, though together they may be right."""
    for remote in remote_settings(layer):
        remote.check()


def _drifted(elasticsearch: Elasticsearch, before: Settings, after: Settings) -> list[str]:
    """Return the aliases that run with the default of ``skip_unavailable`` whatever the settings say.

    A node that builds a connection anew takes what changed for all there is; a later change of ``skip_unavailable`` itself puts it right.
    Seen with the addresses, the server name, the number of sockets and the mode.  GUESS: with the other settings of a connection too.
    """
    first, last = DRIFT_VERSIONS
    if not first <= _number(elasticsearch.version) <= last:
        return []
    old, new = before.remotes(), after.remotes()
    return [alias for alias in new if alias in old and _drifts(alias in elasticsearch.drifted, old[alias].values, new[alias].values)]


def _drifts(already: bool, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
    if "skip_unavailable" not in new or old.get("skip_unavailable") != new["skip_unavailable"]:
        return False
    return already or old != new


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def write_settings(world: World, cloud: Cloud | None, elasticsearch: Elasticsearch, persistent: Change, transient: Change | None = None) -> None:
    """Write both layers or none, and remember how they were; raise ``SettingError`` where Elasticsearch refuses."""
    before = settings_of(cloud, elasticsearch)
    change_settings(cloud, elasticsearch, persistent, transient or {})
    world.past.remember("settings", elasticsearch.key, now=before)
    world.changed()
