"""Node sets of an Elasticsearch in Kubernetes: the files that their pods have, and whom these make them trust."""

from collections.abc import Iterator, Mapping
from posixpath import join, normpath

import yaml

from crosslink_emulator.world import load_yaml
from crosslink_emulator.world.deployments.kubernetes_elasticsearch import Spec
from crosslink_emulator.world.deployments.kubernetes_object import ConfigMapSource, Mount, PodTemplate, SecretSource, Volume
from crosslink_emulator.world.deployments.transport_ssl import (
    AUTHORITIES,
    RESTRICTIONS,
    Flat,
    InstallationError,
    NodeTrust,
    flat_settings,
    read_authorities,
    read_restrictions,
    texts,
)
from crosslink_emulator.world.state.cluster import Cluster

CONFIGURATION = "elasticsearch.yml"

OWN_AUTHORITY, OWN_RESTRICTIONS = "certs/ca.crt", "trust.yml"
"""GUESS: where a cluster has these at the beginning; administrators choose such paths themselves."""

CONFIG_FOLDERS = ("/etc/elasticsearch/", "/usr/share/elasticsearch/config/")
"""Where ``config`` is, in packages and in images; paths of settings may be absolute."""


def file_trust(cluster: Cluster) -> NodeTrust:
    """Return whom the nodes trust by their files; raise where a node would not start."""
    authorities = [pem for path in texts(cluster.configuration.get(AUTHORITIES)) for pem in read_authorities(_installed(cluster, path, AUTHORITIES), path)]
    path = cluster.configuration.get(RESTRICTIONS)
    if path is None:
        return NodeTrust("", tuple(authorities), None)
    if isinstance(path, list):
        raise InstallationError(f"{RESTRICTIONS} is one path, and no list")
    return NodeTrust("", tuple(authorities), read_restrictions(_installed(cluster, path, RESTRICTIONS), path))


def with_files(cluster: Cluster, files: Mapping[str, str]) -> Cluster:
    """Return the cluster after these files were put in place; ``elasticsearch.yml`` is merged over what it said before, and null takes a setting away."""
    placed = {_checked(path): text for path, text in files.items()}
    changes = _settings(placed.pop(CONFIGURATION, "{}"))
    configuration = {key: value for key, value in (cluster.configuration | changes).items() if value is not None}
    return cluster.model_copy(update={"files": cluster.files | placed, "configuration": configuration})


def _settings(text: str) -> Flat:
    try:
        document = load_yaml(text)
    except yaml.YAMLError as error:
        raise InstallationError(f"{CONFIGURATION} is no YAML") from error
    return flat_settings({} if document is None else document, CONFIGURATION)


def _checked(path: str) -> str:
    if not path or path.startswith(("/", "..")) or normpath(path) != path:
        raise InstallationError(f"{path or 'an empty text'} is no path below config, such as certs/ca.crt")
    return path


def _installed(cluster: Cluster, path: str, setting: str) -> str:
    below = path
    for folder in CONFIG_FOLDERS:
        below = below.removeprefix(folder)
    if below not in cluster.files:
        raise InstallationError(f"{setting} names {path}, which is not there; config has {', '.join(sorted(cluster.files)) or 'no files'}")
    return cluster.files[below]


CONTAINER = "elasticsearch"
"""The container that the operator puts the node into."""

CONFIG = "/usr/share/elasticsearch/config"
"""Elasticsearch reads no file outside of it."""

HARMLESS = frozenset({"node.store.allow_mmap"})
"""Settings of nearly every manifest that have nothing to do with links."""

EXTRA_AUTHORITY = "ca.crt"
"""The entry of the ConfigMap that ``spec.transport.tls.certificateAuthorities`` names."""


def node_set_trusts(cluster: Cluster) -> Iterator[NodeTrust]:
    """Yield whom each node set trusts by what is applied, without what the operator adds; raise where pods or nodes would not start."""
    spec = Spec.model_validate(cluster.spec)
    common = _extra_authorities(cluster, spec)
    for node_set in spec.node_sets or ():
        place = f"node set {node_set.name}"
        config = flat_settings(node_set.config or {}, f"the config of {place}", HARMLESS)
        files = dict(_files(cluster, node_set.pod_template or PodTemplate(), place))
        own = [pem for path in texts(config.get(AUTHORITIES)) for pem in read_authorities(_file(files, path, place, AUTHORITIES), path)]
        path = config.get(RESTRICTIONS)
        if isinstance(path, list):
            raise InstallationError(f"{place}: {RESTRICTIONS} is one path, and no list")
        restrictions = None if path is None else read_restrictions(_file(files, path, place, RESTRICTIONS), path)
        yield NodeTrust(place, (*common, *own), restrictions)


def _extra_authorities(cluster: Cluster, spec: Spec) -> tuple[str, ...]:
    tls = spec.transport.tls if spec.transport else None
    name = tls.certificate_authorities.config_map_name if tls and tls.certificate_authorities else None
    if name is None:
        return ()
    entries = _entries(cluster, f"ConfigMap/{name}", "spec.transport.tls.certificateAuthorities.configMapName")
    if EXTRA_AUTHORITY not in entries:
        raise InstallationError(f"ConfigMap {name} has no entry {EXTRA_AUTHORITY}")
    return read_authorities(entries[EXTRA_AUTHORITY], f"{EXTRA_AUTHORITY} of ConfigMap {name}")


def _files(cluster: Cluster, template: PodTemplate, place: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file that a pod has from Secrets and ConfigMaps."""
    volumes = {volume.name: volume for volume in template.spec.volumes}
    for container in template.spec.containers:
        for mount in container.volume_mounts if container.name == CONTAINER else ():
            if mount.name not in volumes:
                raise InstallationError(f"{place} mounts {mount.name}, and its podTemplate has no such volume")
            yield from _mounted(cluster, mount, volumes[mount.name], place)


def _mounted(cluster: Cluster, mount: Mount, volume: Volume, place: str) -> Iterator[tuple[str, str]]:
    source: SecretSource | ConfigMapSource | None = volume.secret or volume.config_map
    if source is None:
        return
    key = f"Secret/{source.secret_name}" if isinstance(source, SecretSource) else f"ConfigMap/{source.name}"
    entries = _entries(cluster, key, f"volume {volume.name} of {place}")
    if source.items is not None:
        for item in source.items:
            if item.key not in entries:
                raise InstallationError(f"volume {volume.name} of {place} wants {item.key}, which {key.replace('/', ' ')} does not have")
        entries = {item.path: entries[item.key] for item in source.items}
    for name, text in entries.items():
        if mount.sub_path is None:
            yield normpath(join(mount.mount_path, name)), text
        elif mount.sub_path == name:
            yield normpath(mount.mount_path), text


def _entries(cluster: Cluster, key: str, who: str) -> dict[str, str]:
    if key not in cluster.objects:
        namespace = cluster.kubernetes.namespace if cluster.kubernetes else ""
        raise InstallationError(f"{who} names {key.replace('/', ' ')}, which is not in namespace {namespace}")
    return cluster.objects[key]


def _file(files: dict[str, str], path: str, place: str, setting: str) -> str:
    whole = normpath(join(CONFIG, path))
    if not whole.startswith(f"{CONFIG}/"):
        raise InstallationError(f"{place}: {setting} names {path}, which is not below {CONFIG}")
    if whole not in files:
        raise InstallationError(f"{place}: {setting} names {path}, which no volume of container {CONTAINER} has from a Secret or ConfigMap")
    return files[whole]
