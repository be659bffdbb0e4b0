"""What all entries of a deployment's trust share: whose certificates it accepts.

Source: schemas `AccountTrustRelationship`, `ExternalTrustRelationship`, `DirectTrustRelationship`; our digest's §1.4.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from crosslink_core.model import Given, Spec
from crosslink_core.model.deployments.deployment import MAIN, Deployment
from crosslink_core.model.identifier import ResourceId

Allowlist = Annotated[tuple[ResourceId, ...], AfterValidator(lambda ids: tuple(sorted(set(ids))))]
"""Elasticsearch resource ids, sorted, because their order means nothing."""


def says_whom(props: Any) -> Any:
    """Refuse an entry that does not say whom it lets in: nobody must be an explicit empty list."""
    if isinstance(props, Mapping) and props.get("trust_all") is None and props.get("trust_allowlist") is None:
        msg = "needs trust_allowlist or trust_all; an empty trust_allowlist trusts nobody"
        raise ValueError(msg)
    return props


class Trust(Spec):
    """The inputs of every entry: the deployment that holds it, and which clusters it lets in."""

    deployment: Deployment
    """The deployment that trusts."""
    trust_all: bool = False
    """Whether every cluster of the scope is trusted, even clusters that are created later."""
    trust_allowlist: Allowlist = ()
    """The Elasticsearch resource ids of the trusted clusters; empty where all are."""
    plan_timeout_s: Annotated[float, Field(ge=0, le=86400)] = 1800
    """How long to wait for the plan that applies the change to the nodes, in seconds."""

    @model_validator(mode="after")
    def _all_or_some(self) -> Self:
        if self.trust_all and self.trust_allowlist:
            msg = "trust_all and trust_allowlist exclude each other: the service ignores the list where all clusters are trusted"
            raise ValueError(msg)
        return self

    @property
    def place(self) -> str:
        """`<deployment>/<ref>`: whose trust it is."""
        return f"{self.deployment.deployment_id}/{self.deployment.ref_id or MAIN}"


class TrustState(Given):
    """The outputs of every entry."""

    applied: bool = True
    """Whether the plan that applies it to the nodes has ended."""
    reason: str = ""
    """Why it is not applied; empty when it is."""
