"""The bodies that make and change a trust relationship, written down a second time on purpose.

Source: ``TrustRelationshipCreateRequest`` and ``TrustRelationshipUpdateRequest`` of Elastic Cloud API 3.8.0.
"""

from typing import Any

from crosslink_emulator.http.given import Given


class TrustRelationshipUpdateRequest(Given):
    """What is to change; what is absent stays."""

    name: str | None = None
    trust_by_default: bool | None = None
    account_ids: list[str] | None = None
    public_ca_cert: str | None = None
    installation_id: str | None = None

    def content(self) -> dict[str, Any]:
        """Return what was given, as the world keeps it."""
        given = self.model_dump(exclude_none=True)
        return given | {"account_ids": tuple(given["account_ids"])} if "account_ids" in given else given


class TrustRelationshipCreateRequest(TrustRelationshipUpdateRequest):
    """A whole relationship."""

    name: str
    public_ca_cert: str
