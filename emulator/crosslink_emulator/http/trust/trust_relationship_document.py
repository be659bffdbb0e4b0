"""A trust relationship as the API shows it.  Source: ``TrustRelationshipGetResponse`` of Elastic Cloud API 3.8.0."""

from typing import Any

from crosslink_emulator.http.timestamp import timestamp
from crosslink_emulator.world.state.trust_relationship import TrustRelationship


def written(relationship: TrustRelationship) -> dict[str, Any]:
    """Return the answer to a write.  GUESS: accounts are listed even where there are none, an environment only where there is one."""
    fields = {"id", "name", "trust_by_default", "account_ids", "local", "installation_id"}
    return relationship.model_dump(mode="json", include=fields, exclude_none=True)


def document(relationship: TrustRelationship, *, include_certificate: bool) -> dict[str, Any]:
    """Return the answer to a reading; the certificate shows only where it is asked for."""
    wire = written(relationship) | {"last_modified": timestamp(relationship.last_modified)}
    return wire | {"public_ca_cert": relationship.public_ca_cert} if include_certificate else wire


def version_headers(relationship: TrustRelationship) -> dict[str, str]:
    """Return the three headers about the document's version."""
    return {
        "x-cloud-resource-version": str(relationship.revision),
        "x-cloud-resource-created": timestamp(relationship.created),
        "x-cloud-resource-last-modified": timestamp(relationship.last_modified),
    }
