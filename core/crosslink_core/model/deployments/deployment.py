"""A deployment, with the facts that links, rules and readers need."""

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from crosslink_core.model import node_name
from crosslink_core.model.version import Version

MAIN: Final = "_main"
"""The ref id that the API takes for a deployment's only Elasticsearch resource."""

SYSTEM_NAMES: Final = frozenset({"admin-console-elasticsearch", "logging-and-metrics", "security", "security-cluster"})
"""Names of ECE's system deployments: an admin may clear the flag for a while, but not the name (ECE docs, "system deployments")."""


class Platform(StrEnum):
    """Where a deployment runs."""

    ECH = "ech"
    ECE = "ece"
    ECK = "eck"
    """On Kubernetes, by Elastic's operator."""
    SELF = "self"
    """Self-managed."""


HOSTED: Final = frozenset({Platform.ECH, Platform.ECE})
"""The platforms with a control plane, which has trust lists and proxies."""


def hosted(platform: Any) -> Any:
    """Return a platform with a control plane; raise :exc:`ValueError` for any other."""
    if platform not in (Platform.ECH, Platform.ECE, None):
        msg = "must be 'ech' or 'ece'; a cluster that is self-managed or on Kubernetes has no control plane: give its name under crosslink:clusters"
        raise ValueError(msg)
    return platform


def _version(text: str) -> str:
    Version.parse(text)
    return text


VersionText = Annotated[str, AfterValidator(_version)]
"""A version of Elasticsearch, such as `8.19.4`."""

DEPLOYMENT_ID: Final = r"^[0-9a-f]{32}$"

DeploymentId = Annotated[str, Field(pattern=DEPLOYMENT_ID)]
"""32 lower-case hexadecimal digits; not the Elasticsearch resource id, which has the same form."""


class Deployment(BaseModel):
    """A deployment, by the id and connection that find it and the facts that describe it.

    Everything below the connection is a fact: it comes from the control plane (`search-deployments`), not from users.
    Facts that change by themselves (status, associated rulesets) are left out: they would show as changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    deployment_id: DeploymentId
    connection: str | None = None
    """The name of the control plane that knows it; None: the default connection."""
    name: str | None = None
    platform: Annotated[Platform | None, BeforeValidator(hosted)] = None
    organization: str | None = None
    """The organization's id on ECH, the environment's on ECE; None where the key cannot see it."""
    region: str | None = None
    ref_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    """The ref id of its Elasticsearch resource, often `main-elasticsearch`."""
    resource_id: str | None = None
    """The Elasticsearch resource id: 32 hexadecimal digits that trust lists and filters use."""
    endpoint: str | None = None
    """The host that other clusters reach it by, without scheme and port."""
    version: VersionText | None = None
    system_owned: bool | None = None
    ccr: bool | None = None
    """Whether its cross-cluster features are enabled, which deployments from before February 2021 (ECH) or ECE 2.9.0 lack; from `metadata` in replies."""
    cluster: str | None = None
    """The name under `crosslink:clusters` of the credentials for its Elasticsearch; None: its own name, where that is configured."""

    @property
    def id(self) -> str:
        """The id that identifies it among ends."""
        return self.deployment_id

    @property
    def known(self) -> bool:
        """Whether the facts have been looked up, or enough of them are given for an end that no connection here sees."""
        return self.platform is not None and (self.ref_id is not None or None not in {self.resource_id, self.endpoint})

    @property
    def label(self) -> str:
        """The name in messages: `logs-eu (8f…)`."""
        return f"{self.name} ({self.deployment_id})" if self.name else self.deployment_id

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns in a self-managed cluster's trust restrictions that match its nodes; empty where too little is known."""
        return (node_name.pattern(self.resource_id, self.organization),) if self.resource_id and self.organization else ()

    @property
    def is_system(self) -> bool:
        """Whether it belongs to the platform, so that it can be neither local nor remote (ECE docs)."""
        return bool(self.system_owned) or (self.platform is Platform.ECE and self.name in SYSTEM_NAMES)
