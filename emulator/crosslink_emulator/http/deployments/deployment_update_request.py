"""The body of ``update-deployment``, written down a second time on purpose.

Source: ``DeploymentUpdateRequest`` of Elastic Cloud API 3.8.0; real requests, which send null for lists that are empty.
"""

from typing import Any, Literal

from crosslink_emulator.world import Form
from crosslink_emulator.world.state.trust import DEFAULT_TYPE, AccountTrust, DirectTrust, ExternalTrust, Trust

ABSENT_LIST_IS_EMPTY = True
"""GUESS: a trust object replaces all three lists; the documentation's examples repeat those that are to stay."""


class Body(Form):
    """Base of all parts: a field that is not documented is refused; the real service may ignore it."""


class AccountEntry(Body):
    """One entry of ``accounts``."""

    account_id: str
    name: str | None = None
    trust_all: bool
    trust_allowlist: list[str] | None = None

    def entry(self) -> AccountTrust:
        """Return the entry as the world keeps it."""
        allowlist = tuple(self.trust_allowlist or ())
        return AccountTrust(account_id=self.account_id, name=self.name, trust_all=self.trust_all, trust_allowlist=allowlist)


class ExternalEntry(Body):
    """One entry of ``external``."""

    trust_relationship_id: str
    name: Any = None
    """Ignored: it is the relationship's."""
    trust_all: bool
    trust_allowlist: list[str] | None = None

    def entry(self) -> ExternalTrust:
        """Return the entry as the world keeps it."""
        allowlist = tuple(self.trust_allowlist or ())
        return ExternalTrust(trust_relationship_id=self.trust_relationship_id, trust_all=self.trust_all, trust_allowlist=allowlist)


class CertificateEntry(Body):
    """One certificate of ``direct``."""

    pem: str
    metadata: Any = None
    """Read-only: what a GET gave may be sent back, and is ignored."""


class DirectEntry(Body):
    """One entry of ``direct``."""

    uid: str | None = None
    name: str
    type: Literal["ESS", "ECE", "generic", "proxy"] | None = None
    trust_all: bool
    trust_allowlist: list[str] | None = None
    scope_id: str | None = None
    additional_node_names: list[str] | None = None
    certificates: list[CertificateEntry]

    def entry(self) -> DirectTrust:
        """Return the entry as the world keeps it."""
        return DirectTrust(
            uid=self.uid,
            name=self.name,
            type=self.type or DEFAULT_TYPE,
            trust_all=self.trust_all,
            trust_allowlist=tuple(self.trust_allowlist or ()),
            scope_id=self.scope_id,
            additional_node_names=tuple(self.additional_node_names or ()),
            certificates=tuple(certificate.pem for certificate in self.certificates),
        )


class TrustSettings(Body):
    """The three lists, all of them or some."""

    accounts: list[AccountEntry] | None = None
    external: list[ExternalEntry] | None = None
    direct: list[DirectEntry] | None = None

    def trust(self, there: Trust) -> Trust:
        """Return the lists as the world keeps them."""
        kept = Trust() if ABSENT_LIST_IS_EMPTY else there
        lists: dict[str, list[AccountEntry] | list[ExternalEntry] | list[DirectEntry] | None] = {
            "accounts": self.accounts,
            "external": self.external,
            "direct": self.direct,
        }
        return kept.model_copy(
            update={name: tuple(entry.entry() for entry in entries or ()) for name, entries in lists.items() if name in self.model_fields_set}
        )


class ElasticsearchSettings(Body):
    """``settings`` of an Elasticsearch: absent keeps, null is the default."""

    trust: TrustSettings | None = None
    snapshot: Any = None
    monitoring: Any = None
    metadata: Any = None
    curation: Any = None
    dedicated_masters_threshold: Any = None
    traffic_filter: Any = None
    keystore_contents: Any = None


class Plan(Body):
    """The plan that is wanted."""

    cluster_topology: list[dict[str, Any]]
    elasticsearch: dict[str, Any]
    deployment_template: Any = None
    transient: Any = None
    autoscaling_enabled: Any = None


class ElasticsearchPayload(Body):
    """One Elasticsearch."""

    ref_id: str
    display_name: str | None = None
    region: str
    plan: Plan
    settings: ElasticsearchSettings | None = None


class Resources(Body):
    """What the deployment consists of; clients send null for kinds that they do not know of."""

    elasticsearch: list[ElasticsearchPayload] | None = None
    kibana: list[Any] | None = None
    apm: list[Any] | None = None
    appsearch: list[Any] | None = None
    enterprise_search: list[Any] | None = None
    integrations_server: list[Any] | None = None


class DeploymentSettings(Body):
    """``settings`` of the deployment itself."""

    observability: Any = None
    autoscaling_enabled: Any = None
    auto_ops: Any = None


class DeploymentMetadata(Body):
    """``metadata`` of the deployment itself."""

    system_owned: Any = None
    hidden: Any = None
    tags: Any = None


class DeploymentUpdateRequest(Body):
    """What is to change; what is absent stays."""

    name: str | None = None
    prune_orphans: bool
    resources: Resources | None = None
    settings: DeploymentSettings | None = None
    metadata: DeploymentMetadata | None = None
    alias: str | None = None
