"""Entries of trust and ends as the judge of trust sees them, read from plain facts, any of which may be unknown.

Source: our digest's §1.3 and §1.4; schemas `AccountTrustRelationship`, `ExternalTrustRelationship`, `DirectTrustRelationship`.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple

from crosslink_core.links import Trust
from crosslink_core.model import node_name
from crosslink_core.model.deployments import is_cluster
from crosslink_core.model.deployments.cluster import Cluster, Kubernetes
from crosslink_core.model.deployments.deployment import HOSTED, Platform
from crosslink_core.model.trust.direct_trust import DirectTrustType


class Unknown(Enum):
    """The type of :data:`UNKNOWN`; an enumeration, so that there is one of it and type checkers know."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
"""Stands for a value that is not known, or not yet; equal to nothing else."""

Text = str | Unknown
Truth = bool | Unknown

NAMESPACE: Final = Kubernetes.model_fields["namespace"].default


class Entry(NamedTuple):
    """One entry of a deployment's trust."""

    noun: Trust
    trusted_id: Text | None
    """The account, the trust relationship or the scope that it names."""
    trust_all: Truth
    allowlist: tuple[Text, ...]
    type: DirectTrustType | Unknown | None
    """Of a direct trust."""
    node_names: tuple[Text, ...]
    environments: tuple[Text, ...] = (UNKNOWN,)
    """Of an external trust: the environment and the accounts that its trust relationship is about, and no others."""
    is_held: Truth = True
    """Whether the deployment that is judged holds it, or may hold it."""
    source: Any = None
    """What it was read from."""

    @property
    def scopes(self) -> tuple[Text, ...]:
        """The organizations and environments that it is about; for nodes without a control plane, what stands in their place in the nodes' names."""
        if self.noun is Trust.EXTERNAL:
            return self.environments
        return () if self.trusted_id is None or self.type is DirectTrustType.PROXY else (self.trusted_id,)


def entry(content: Mapping[str, Any], environments: Sequence[Any] = (UNKNOWN,), source: Any = None) -> Entry:
    """Read an entry from the fields of the API, which the properties of crosslink's resources are named after."""
    noun = Trust.ACCOUNT if "account_id" in content else Trust.EXTERNAL if "trust_relationship_id" in content else Trust.DIRECT
    trusted_id = content.get({Trust.ACCOUNT: "account_id", Trust.EXTERNAL: "trust_relationship_id"}.get(noun, "scope_id"))
    trust_all, kind = content.get("trust_all"), content.get("type") or DirectTrustType.GENERIC
    return Entry(
        noun=noun,
        trusted_id=None if trusted_id is None else text(trusted_id),
        trust_all=bool(trust_all) if isinstance(trust_all, bool | None) else UNKNOWN,
        allowlist=texts(content.get("trust_allowlist")),
        type=None if noun is not Trust.DIRECT else DirectTrustType(kind) if kind in tuple(DirectTrustType) else UNKNOWN,
        node_names=texts(content.get("additional_node_names")),
        environments=tuple(map(text, environments)),
        source=source,
    )


def environments_of(relationship: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return the environment that a trust relationship is about, and its accounts."""
    environment, accounts = relationship.get("installation_id"), texts(relationship.get("account_ids"))
    return accounts if environment is None and accounts else tuple(dict.fromkeys((text(environment), *accounts)))


class Peer(NamedTuple):
    """An end as trust sees it: by the names in its nodes' certificates."""

    platforms: frozenset[Platform]
    """Its platform, or all that it may be on."""
    organization: Text | None
    """The scope in these names: the id of its organization or environment, or another word; None: they have no scope."""
    resource_id: Text | None
    """The id of the cluster in these names; None: they have none that an allowlist takes."""
    nodes: tuple[Text, ...]
    """The names."""
    patterns: tuple[Text, ...]
    """Each name fits one of these."""

    @property
    def is_hosted(self) -> bool:
        """Whether a control plane knows it."""
        return self.platforms <= HOSTED


def peer(end: Mapping[str, Any]) -> Peer:
    """Read an end.  A fact that is absent is one that nobody could look up, so it is unknown; the same holds for names of nodes."""
    platform = end.get("platform")
    if is_cluster(end):
        return _cluster(end, _platforms(Platform.SELF if platform is None else platform, frozenset(Platform)))
    organization, resource_id = text(end.get("organization")), text(end.get("resource_id"))
    pattern = node_name.pattern(resource_id, organization) if isinstance(organization, str) and isinstance(resource_id, str) else UNKNOWN
    return Peer(_platforms(platform, HOSTED), organization, resource_id, (UNKNOWN,), (pattern,))


def _platforms(platform: Any, possible: frozenset[Platform]) -> frozenset[Platform]:
    return frozenset(each for each in possible if each == platform) or possible


def _cluster(end: Mapping[str, Any], platforms: frozenset[Platform]) -> Peer:
    where, names = end.get("kubernetes"), texts(end.get("node_names")) or (UNKNOWN,)
    if where is not None:
        name, namespace = (text(where.get("name")), text(where.get("namespace") or NAMESPACE)) if isinstance(where, Mapping) else (UNKNOWN, UNKNOWN)
        scope = node_name.kubernetes_scope(namespace) if isinstance(namespace, str) else UNKNOWN
        pattern = node_name.kubernetes_pattern(name, namespace) if isinstance(name, str) and isinstance(namespace, str) else UNKNOWN
        return Peer(platforms, scope, None, (UNKNOWN,), (pattern,))
    known = tuple(name for name in names if isinstance(name, str))
    if known != names:
        return Peer(platforms, UNKNOWN, UNKNOWN, names, (UNKNOWN,))
    cluster = Cluster.model_construct(cluster="", node_names=known)
    return Peer(platforms, cluster.organization, cluster.resource_id, names, cluster.patterns)


def text(value: Any) -> Text:
    """Read a text: whatever else is there, and an empty one, is unknown."""
    return value if isinstance(value, str) and value else UNKNOWN


def texts(value: Any) -> tuple[Text, ...]:
    """Read a list of texts: empty where it is absent, one that is unknown where it is anything else."""
    return tuple(map(text, value)) if isinstance(value, list | tuple) else () if value is None else (UNKNOWN,)
