"""What all entries of a deployment's trust have in common: whose certificates it accepts.

Source: schemas `AccountTrustRelationship`, `ExternalTrustRelationship`, `DirectTrustRelationship`; our digest's §1.4.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from crosslink_core.model import Given, Spec
from crosslink_core.model.deployments.deployment import MAIN, Deployment
from crosslink_core.model.identifier import ResourceId

Allowlist = Annotated[tuple[ResourceId, ...], AfterValidator(lambda ids: tuple(sorted(set(ids))))]
"""Elasticsearch resource ids, as they compare: their order means nothing."""


def said(props: Any) -> Any:
    """Refuse an entry that says nothing of whom it lets in: it would let in nobody, which must be said by an empty list."""
    if isinstance(props, Mapping) and props.get("trust_all") is None and props.get("trust_allowlist") is None:
        msg = "needs trust_allowlist or trust_all; an empty trust_allowlist trusts nobody"
        raise ValueError(msg)
    return props


class Trust(Spec):
    """What every entry has: the deployment that holds it, and which clusters it lets in."""

    deployment: Deployment
    """The deployment that trusts."""
    trust_all: bool = False
    """Whether every cluster of the scope is trusted, those made later too."""
    trust_allowlist: Allowlist = ()
    """The Elasticsearch resource ids of those that are; none where all are."""
    plan_timeout_s: Annotated[float, Field(ge=0, le=86400)] = 1800
    """How long to wait for the plan that brings the change to the nodes, in seconds."""

    @model_validator(mode="after")
    def _all_or_some(self) -> Self:
        if self.trust_all and self.trust_allowlist:
            msg = "trust_all and trust_allowlist exclude each other: the service ignores the list where all are trusted"
            raise ValueError(msg)
        return self

    @property
    def place(self) -> str:
        """`<deployment>/<ref>`: whose trust it is."""
        return f"{self.deployment.deployment_id}/{self.deployment.ref_id or MAIN}"


class TrustState(Given):
    """What is known of an entry besides its content."""

    applied: bool = True
    """Whether the plan that brings it to the nodes has ended."""
    reason: str = ""
    """What it waits for; empty when it is applied."""
