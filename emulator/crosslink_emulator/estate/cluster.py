"""``clusters`` of an estate: entries of self-managed clusters and of clusters on Kubernetes, and the clusters made of them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints

from crosslink_emulator.world import Value
from crosslink_emulator.world.deployments.node_set import CONFIG, CONTAINER, OWN_AUTHORITY, OWN_RESTRICTIONS
from crosslink_emulator.world.deployments.transport_ssl import AUTHORITIES, RESTRICTIONS, SUBJECT_NAME
from crosslink_emulator.world.state.certificate_authority import CertificateAuthority
from crosslink_emulator.world.state.cluster import Cluster, ClusterPlatform, Kubernetes, License
from crosslink_emulator.world.state.elasticsearch import ALL_ROLES, Role, User

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Ids of deployments and resources: 32 lowercase hexadecimal digits."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=63)]
"""Names of clouds and of clusters, which stand in URLs, and of what Kubernetes names."""

DeploymentName = Annotated[str, StringConstraints(min_length=1, max_length=128)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,32}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[1-9][0-9]{0,4}$")]
"""Host and port."""
Alias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
RefId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]

UserName = Annotated[str, StringConstraints(pattern=r"^[!-9;-~]([ -9;-~]*[!-9;-~])?$", max_length=507)]
"""Names of Elasticsearch's users.  Without a colon: HTTP Basic cannot carry one."""


class Part(Value):
    """Base of everything in an estate: a property that is not known is a typing error."""


Nonempty = Annotated[str, Field(min_length=1)]


class KubernetesEntry(Part):
    """Which operator runs it, and as what."""

    operator: Name
    namespace: Name
    name: Name
    node_sets: Annotated[tuple[Name, ...], Field(min_length=1)] = ("default",)


class TrustsEntry(Part):
    """What is installed on its nodes at the beginning."""

    authorities: tuple[Nonempty, ...]
    """Words of clusters' authorities, or ``region <region>`` and ``environment <id>``; the own one among them."""
    restrictions: tuple[Nonempty, ...] | None = None
    """Patterns of ``trust.subject_name``; null: there is no such file."""


class ClusterEntry(Part):
    """One named cluster; its key in the mapping is its name, which stands in URLs."""

    platform: ClusterPlatform = "self"
    version: Version
    cluster_name: DeploymentName | None = None
    """Default: the name."""
    users: dict[UserName, User] = Field(default_factory=dict)
    license: License = "basic"
    roles: tuple[Role, ...] = ALL_ROLES
    """Of its nodes."""
    transport: tuple[Address, ...] = ()
    """Addresses by which others reach its transport layer; of ECK that of the load balancer, once there is one."""
    authority: Name | None = None
    """Clusters with the same word have one transport authority; default: the own name."""
    node_names: tuple[Nonempty, ...] = ()
    """In the certificate of its node; of ECK they follow from ``kubernetes``."""
    kubernetes: KubernetesEntry | None = None
    """ECK."""
    trusts: TrustsEntry | None = None
    """Default: its own authority, and no restrictions."""
    status: Literal["started", "stopped"] = "started"


OF_CLUSTER = "cluster {}"
"""Name of the authority of named clusters, by its word."""

INSTALLED = "transport-trust"
"""ECK: the ConfigMap, and the volume, with what an estate says is installed."""


def authority_of(name: str, entry: ClusterEntry) -> str:
    """Return the name of the authority that signs for a cluster's nodes."""
    return OF_CLUSTER.format(entry.authority or name)


def nodes_of(entry: ClusterEntry) -> tuple[tuple[str, ...], ...]:
    """Return the names in the certificates of a cluster's nodes, node by node."""
    return (entry.node_names,) if entry.kubernetes is None else _place(entry.kubernetes).nodes


def authority_named(word: str) -> str:
    """Return the name of the authority that an estate means: that of a region or an environment, else that of clusters."""
    return word if word.startswith(("region ", "environment ")) else OF_CLUSTER.format(word)


def new_cluster(name: str, entry: ClusterEntry, authorities: Mapping[str, CertificateAuthority]) -> Cluster:
    """Return the cluster that an entry describes."""
    common: dict[str, Any] = {
        "name": name,
        "version": entry.version,
        "status": entry.status,
        "users": dict(entry.users),
        "platform": entry.platform,
        "cluster_name": entry.cluster_name or (entry.kubernetes.name if entry.kubernetes else name),
        "license": entry.license,
        "node_roles": entry.roles,
        "transport": entry.transport,
        "authority": authority_of(name, entry),
        "node_names": entry.node_names,
    }
    return Cluster(**common | (_on_hosts(name, entry, authorities) if entry.kubernetes is None else _in_kubernetes(name, entry, authorities)))


def _on_hosts(name: str, entry: ClusterEntry, authorities: Mapping[str, CertificateAuthority]) -> dict[str, Any]:
    """Return files and settings of a self-managed cluster."""
    files = _files(name, entry, authorities)
    configuration: dict[str, Any] = {AUTHORITIES: [OWN_AUTHORITY]} | ({RESTRICTIONS: OWN_RESTRICTIONS} if OWN_RESTRICTIONS in files else {})
    return {"files": files, "configuration": configuration}


def _in_kubernetes(name: str, entry: ClusterEntry, authorities: Mapping[str, CertificateAuthority]) -> dict[str, Any]:
    """Return the objects of a cluster in Kubernetes; the operator's own authority needs none."""
    assert entry.kubernetes is not None  # noqa: S101 - the caller has looked
    place = _place(entry.kubernetes)
    node_set: dict[str, Any] = {"count": 1}
    objects = {}
    if entry.trusts is not None:
        files = {path.rpartition("/")[2]: text for path, text in _files(name, entry, authorities).items()}
        objects[f"ConfigMap/{INSTALLED}"] = files
        node_set["config"] = {AUTHORITIES: [f"{CONFIG}/{INSTALLED}/ca.crt"]}
        if OWN_RESTRICTIONS in files:
            node_set["config"][RESTRICTIONS] = f"{CONFIG}/{INSTALLED}/{OWN_RESTRICTIONS}"
        mounts = [{"name": INSTALLED, "mountPath": f"{CONFIG}/{INSTALLED}"}]
        volumes = [{"name": INSTALLED, "configMap": {"name": INSTALLED}}]
        node_set["podTemplate"] = {"spec": {"containers": [{"name": CONTAINER, "volumeMounts": mounts}], "volumes": volumes}}
    spec = {"version": entry.version, "nodeSets": [{"name": name} | node_set for name in place.node_sets]}
    return {"kubernetes": place, "objects": objects, "spec": spec}


def _place(entry: KubernetesEntry) -> Kubernetes:
    return Kubernetes(**entry.model_dump())


def _files(name: str, entry: ClusterEntry, authorities: Mapping[str, CertificateAuthority]) -> dict[str, str]:
    words = (entry.authority or name,) if entry.trusts is None else entry.trusts.authorities
    signers = [authorities[authority_named(word)] for word in words]
    files = {OWN_AUTHORITY: "".join(signer.pem(signer.active) for signer in signers)}
    if entry.trusts is not None and entry.trusts.restrictions is not None:
        files[OWN_RESTRICTIONS] = yaml.safe_dump({SUBJECT_NAME: list(entry.trusts.restrictions)})
    return files
