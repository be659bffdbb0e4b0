"""Direct trust: certificates of authorities outside the organization or environment, held by a deployment.

Source: schema `DirectTrustRelationship`, whose text has the rules; our digest's §1.4.
"""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from crosslink_core.model.identifier import NAMESPACE_SCOPE, NODE_NAME, ORGANIZATION_ID
from crosslink_core.model.trust import Trust, TrustState
from crosslink_core.model.trust.certificate import Bundle


class DirectTrustType(StrEnum):
    """The platform of the clusters that an entry lets in."""

    ESS = "ESS"
    """Elastic Cloud Hosted, trusted from another platform."""
    ECE = "ECE"
    GENERIC = "generic"
    """Self-managed clusters and Kubernetes."""
    PROXY = "proxy"
    """For links by API key: the authority of a proxy or load balancer, which identifies no cluster."""


class DirectTrust(Trust):
    """The inputs: the deployment accepts clusters whose certificates any of these authorities signed."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    """The entry's name, by which it is found again."""
    type: DirectTrustType = DirectTrustType.GENERIC
    scope_id: Annotated[str, Field(pattern=NAMESPACE_SCOPE)] | None = None
    """The organization's id (ESS), the environment's (ECE), or the scope in the certificates of others."""
    additional_node_names: Annotated[tuple[Annotated[str, Field(pattern=NODE_NAME)], ...], AfterValidator(lambda names: tuple(sorted(set(names))))] = ()
    """Names of nodes that are trusted whatever their scope."""
    certificates: Annotated[Bundle, Field(min_length=1)]

    @model_validator(mode="after")
    def _as_its_type(self) -> Self:
        if problem := _problem(self):
            raise ValueError(problem)
        return self


def _problem(trust: DirectTrust) -> str | None:
    """Return what contradicts the entry's type."""
    if trust.type is DirectTrustType.PROXY:
        extra = [name for name in ("trust_all", "trust_allowlist", "scope_id", "additional_node_names") if getattr(trust, name)]
        return f"of type proxy takes no {' and no '.join(extra)}: it identifies no cluster" if extra else None
    if trust.type in {DirectTrustType.ESS, DirectTrustType.ECE}:
        what = "organization" if trust.type is DirectTrustType.ESS else "environment"
        if trust.scope_id is None:
            return f"of type {trust.type} needs a scope_id: the {what}'s id"
        if not re.fullmatch(ORGANIZATION_ID, trust.scope_id):
            return f"of type {trust.type} has a scope_id that is not the id of an {what}: lower-case letters and digits, 32 at most"
    if (trust.trust_all or trust.trust_allowlist) and trust.scope_id is None:
        return "needs a scope_id, which trust_all and trust_allowlist are about"
    if trust.scope_id is None and not trust.additional_node_names:
        return "needs additional_node_names or a scope_id: without both nobody is trusted"
    return None


class DirectTrustState(DirectTrust, TrustState):
    """The outputs."""

    uid: str
    """The service's id of the entry."""
    valid_to: str | None = None
    """When the first of the certificates ends, in UTC."""

    @property
    def id(self) -> str:
        """`<deployment>/<ref>/direct/<uid>`."""
        return f"{self.place}/direct/{self.uid}"
