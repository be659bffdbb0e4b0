"""One entry of ``settings.trust.direct``: an environment, an organization or single nodes, with the certificates of their authority in the entry itself.

Source: ``DirectTrustRelationship`` of Elastic Cloud API 3.8.0.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

DirectType = Literal["ESS", "ECE", "generic", "proxy"]
"""What is trusted; ``proxy`` is about remotes by API key and admits nobody who comes with a certificate."""

DEFAULT_TYPE: DirectType = "generic"
"""Documented."""


def _pem(value: Any) -> Any:
    return value["pem"] if isinstance(value, dict) and set(value) <= {"pem", "metadata"} and "pem" in value else value


class DirectTrust(BaseModel):
    """One entry.  It never changes: a write puts another one in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    uid: str | None = None
    """Made by the server; None only until the entry is stored."""
    name: str
    type: DirectType = DEFAULT_TYPE
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids in the scope; ignored when everything is trusted."""
    scope_id: str | None = None
    """Id of the organization or of the environment."""
    additional_node_names: tuple[str, ...] = ()
    certificates: tuple[Annotated[str, BeforeValidator(_pem)], ...]
    """PEM of authorities: the active one and, around a rotation, the next or the last one."""
