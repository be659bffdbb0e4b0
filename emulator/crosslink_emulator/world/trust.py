"""Which cluster accepts whose certificates: ``settings.trust.accounts`` of a deployment.

Source: ``AccountTrustRelationship`` of Elastic Cloud API 3.8.0; the documentation's pages on trust within an organization and within an ECE environment.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

DEFAULT_NAME = "Default trust for own organization"
"""Seen in real replies."""

TRUST_BY_DEFAULT_SINCE = date(2021, 2, 1)
"""Hosted deployments older than this trust only themselves and have no cross-cluster features enabled.

GUESS: the same date for ECE, where the documentation says "before 2.9.0".
"""

OLD_TRUST_NAME = DEFAULT_NAME
"""GUESS: that the only entry of an old deployment has this name, and that it is an allowlist of the deployment itself."""


class AccountTrust(BaseModel):
    """One entry: an organization or ECE environment, all of it or some clusters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_id: str
    trust_all: bool
    trust_allowlist: tuple[str, ...] = ()
    """Elasticsearch resource ids, not deployment ids; ignored when everything is trusted."""
    name: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return the entry as the API shows it: no allowlist beside ``trust_all``, no name where there is none."""
        wire: dict[str, Any] = {"account_id": self.account_id, "trust_all": self.trust_all}
        if not self.trust_all:
            wire["trust_allowlist"] = list(self.trust_allowlist)
        if self.name is not None:
            wire["name"] = self.name
        return wire


def is_old(created: date) -> bool:
    """Whether a deployment is from the time before trust by default."""
    return created < TRUST_BY_DEFAULT_SINCE


def default_trust(organization: str, resource_id: str, created: date) -> list[AccountTrust]:
    """Return the trust that a deployment is born with."""
    if is_old(created):
        return [AccountTrust(account_id=organization, trust_all=False, trust_allowlist=(resource_id,), name=OLD_TRUST_NAME)]
    return [AccountTrust(account_id=organization, trust_all=True, name=DEFAULT_NAME)]


def trusts(entries: Iterable[AccountTrust], organization: str, resource_id: str) -> bool:
    """Whether these entries accept a cluster of that organization."""
    return any(entry.account_id == organization and (entry.trust_all or resource_id in entry.trust_allowlist) for entry in entries)
