"""The estate: which clouds, deployments, traffic filters and named clusters exist at the beginning.

Its form is checked here, what fits together in ``estate_rule.py``.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from crosslink_emulator.estate.cluster import AccountId, Alias, ClusterEntry, DeploymentName, Host, Id, Key, Name, Part, RefId, Region, UserName, Version
from crosslink_emulator.world.state.elasticsearch import User
from crosslink_emulator.world.state.traffic_filter import Rule
from crosslink_emulator.world.state.traffic_filter_rule import LinkId
from crosslink_emulator.world.state.trust import AccountTrust, Trust

TrustEntry = Annotated[
    Annotated[tuple[AccountTrust, ...], Tag("[list]")] | Annotated[Trust, Tag("[object]")],
    Discriminator(lambda value: "[list]" if isinstance(value, list | tuple) else "[object]"),
]
"""Either form of a deployment's trust; told apart before it is checked, so that an error names the property of the form that was used."""


class RemoteEntry(Part):
    """A remote that exists from the beginning."""

    alias: Alias
    deployment: str
    """Name of a deployment of the same cloud."""
    skip_unavailable: bool = False


class DeploymentEntry(Part):
    """One deployment with its Elasticsearch resource."""

    id: Id
    resource_id: Id
    region: Region
    version: Version
    created: date
    ref_id: RefId | None = None
    """Default: ``main-elasticsearch``; of system deployments ``elasticsearch``."""
    status: Literal["started", "stopped"] = "started"
    system: bool = False
    remotes: tuple[RemoteEntry, ...] = ()
    trust: TrustEntry | None = None
    """A list of accounts, or an object with ``accounts``, ``external`` and ``direct``; default: what a deployment of that age is born with."""
    users: dict[UserName, User] = Field(default_factory=dict)
    """Users of its Elasticsearch."""


def _named(value: Any) -> Any:
    return {"deployment": value} if isinstance(value, str) else value


class AssociationEntry(Part):
    """A deployment that a ruleset is attached to."""

    deployment: str
    """Name of a deployment of the same cloud."""
    hidden: bool = False
    """Counted, but seen by no key."""


class TrafficFilterEntry(Part):
    """A ruleset that exists from the beginning; its key in the mapping is its name."""

    type: str
    region: Region
    rules: tuple[Rule, ...]
    description: str | None = None
    include_by_default: bool = False
    id: Id | None = None
    """Default: made of the names of the cloud and of the ruleset."""
    deployments: tuple[Annotated[AssociationEntry, BeforeValidator(_named)], ...] = ()
    """What it is attached to: names of deployments, or entries with ``hidden``."""


class AuthorityEntry(Part):
    """How long the first certificate of an authority is valid; an end alone counts backwards, a beginning alone forwards."""

    valid_from: date | None = None
    """Default: the moment at which the emulated world begins."""
    valid_to: date | None = None


class TrustRelationshipEntry(Part):
    """A trust relationship of an ECE environment that exists from the beginning; its key in the mapping is its name."""

    environment: Name | None = None
    """Name of another ECE cloud of the estate: its ids and its certificate are filled in where they are not given."""
    installation_id: AccountId | None = None
    account_ids: tuple[AccountId, ...] | None = None
    public_ca_cert: str | None = None
    trust_by_default: bool = False
    id: Id | None = None
    """Default: made of the names of the cloud and of the relationship."""


class CloudEntry(Part):
    """One hosted organization or ECE environment."""

    platform: Literal["ech", "ece"]
    organization: AccountId
    api_keys: Annotated[dict[str, Key], Field(min_length=1)]
    read_only_keys: dict[str, Key] = Field(default_factory=dict)
    domain: Host | None = None
    """ECE: domain of the endpoints; default ``<name of the cloud>.ece.example``."""
    deployments: dict[DeploymentName, DeploymentEntry]
    traffic_filters: dict[DeploymentName, TrafficFilterEntry] = Field(default_factory=dict)
    claimed_link_ids: tuple[LinkId, ...] = ()
    certificate_authority: AuthorityEntry | None = None
    """ECE: of the environment."""
    trust_relationships: dict[DeploymentName, TrustRelationshipEntry] = Field(default_factory=dict)
    """ECE."""


class Estate(Part):
    """All clouds and all named clusters of one emulator."""

    clouds: Annotated[dict[Name, CloudEntry], Field(min_length=1)]
    certificate_authorities: dict[Region, AuthorityEntry] = Field(default_factory=dict)
    """Those of the hosted service, by region: all organizations share them."""
    clusters: dict[Name, ClusterEntry] = Field(default_factory=dict)
    """Self-managed ones and those in Kubernetes."""
