"""Trust of an ECE environment in another one: what is stored about it.  Source: ``TrustRelationshipGetResponse`` of Elastic Cloud API 3.8.0."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class TrustRelationship(BaseModel):
    """A relationship.  It never changes: a write puts another one in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    """Several relationships may have the same one."""
    public_ca_cert: str
    trust_by_default: bool = False
    account_ids: tuple[str, ...] = ()
    installation_id: str | None = None
    """Id of the other environment."""
    local: bool = False
    """The environment itself, so that others can learn its id and its certificate."""
    created: datetime
    last_modified: datetime
    revision: int = 1
    """``x-cloud-resource-version``."""
