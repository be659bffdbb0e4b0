"""Files that an administrator puts below ``config`` on every node of a self-managed cluster, and what they make its nodes trust."""

from collections.abc import Mapping
from posixpath import normpath

import yaml

from crosslink_emulator.world import load_yaml
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
    authorities = [pem for path in texts(cluster.configuration.get(AUTHORITIES)) for pem in read_authorities(_file(cluster, path, AUTHORITIES), path)]
    path = cluster.configuration.get(RESTRICTIONS)
    if path is None:
        return NodeTrust("", tuple(authorities), None)
    if isinstance(path, list):
        raise InstallationError(f"{RESTRICTIONS} is one path, and no list")
    return NodeTrust("", tuple(authorities), read_restrictions(_file(cluster, path, RESTRICTIONS), path))


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


def _file(cluster: Cluster, path: str, setting: str) -> str:
    below = path
    for folder in CONFIG_FOLDERS:
        below = below.removeprefix(folder)
    if below not in cluster.files:
        raise InstallationError(f"{setting} names {path}, which is not there; config has {', '.join(sorted(cluster.files)) or 'no files'}")
    return cluster.files[below]
