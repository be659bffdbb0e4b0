"""``clusters`` of an estate: named clusters, self-managed and in Kubernetes.  What fits together is checked in ``cluster_estate_rule.py``."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crosslink_emulator.world.state.cluster import ClusterPlatform, License
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


class Part(BaseModel):
    """Base of everything in an estate: a property that is not known is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
