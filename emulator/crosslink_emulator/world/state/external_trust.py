"""One entry of ``settings.trust.external``: an environment that the own ECE environment has a trust relationship with.

Source: ``ExternalTrustRelationship`` of Elastic Cloud API 3.8.0.
"""

from pydantic import BaseModel, ConfigDict


class ExternalTrust(BaseModel):
    """One entry.  Its name is not kept: it is the relationship's, looked up at each reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trust_relationship_id: str
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids, not deployment ids; ignored when everything is trusted."""
